import type { Clock } from '../../system/clock.ts';
import type { Guide, Piece, Status } from '../../wire/control.ts';
import { readFrame } from '../../wire/journal/frames.ts';
import type { JournalClient, JournalPiece } from '../../wire/journal-client.ts';
import { LiveJob, type Passage } from './live-job.ts';

/** What a job was like when it was asked last. */
export type Glance = Pick<Piece, 'status' | 'time'>;

const NOTHING = Buffer.alloc(0);
const ANSWER_MS = 5000;
/** Where so much has been written since, one key sample less is read: without it there are no rates at first. */
const HISTORY_BYTES = 32 * 1024 * 1024;

/**
 * Follows the journal of a running job: first what is needed to begin in the middle, and what was written in the
 * last minute or so; then what is new, each time it is asked for.
 */
export class Follower {
  readonly #client: Pick<JournalClient, 'guide' | 'piece'>;
  readonly #clock: Clock;
  #live = new LiveJob();
  /** The begin of a record whose end has not come yet. */
  #rest: Buffer = NOTHING;
  #offset = 0;

  constructor(client: Pick<JournalClient, 'guide' | 'piece'>, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** The job as far as it has been read. */
  get live(): LiveJob {
    return this.#live;
  }

  /**
   * Reads what is to be known of the job before its newest records.
   * @param known its status with the list of hosts: when each was heard
   * @param onProgress called with the share that has been read
   * @returns false if rank 0 does not answer
   */
  async begin(known: Status, onProgress: (share: number) => void = () => {}): Promise<boolean> {
    const guide = await this.#client.guide(ANSWER_MS);
    if (guide === undefined) return false;
    const from = guide.written - guide.earlier <= HISTORY_BYTES ? guide.earlier : guide.recent;
    const total = bytesOf(guide, from);
    this.#live = new LiveJob(); // It can be the second try.
    let done = 0;
    const read = async (begin: number, end: number, passage: Passage) => {
      this.#rest = NOTHING;
      for (this.#offset = begin; this.#offset < end; ) {
        const piece = await this.#piece(passage, end - this.#offset);
        if (piece === undefined || piece.bytes.length === 0) return false;
        done += piece.bytes.length;
        onProgress(done / total);
      }
      return true;
    };
    for (const [begin, end] of guide.openings) if (!(await read(begin, end, 'openings'))) return false;
    if (!(await read(from, guide.written, 'history'))) return false;
    this.#heard(known);
    return true;
  }

  /**
   * Reads what is new, at least one answer's worth.
   * @returns undefined if rank 0 does not answer
   * @throws Error if the journal cannot be read
   */
  async next(): Promise<Glance | undefined> {
    for (;;) {
      const piece = await this.#piece('live');
      if (piece === undefined || piece.bytes.length === 0 || this.#offset >= piece.written) return piece;
    }
  }

  async #piece(passage: Passage, most?: number): Promise<JournalPiece | undefined> {
    const piece = await this.#client.piece(this.#offset, ANSWER_MS, most);
    if (piece === undefined) return undefined;
    if (piece.failure !== null && !isOver(piece.status)) {
      throw new Error(`rank 0 cannot read its journal: ${piece.failure}`);
    }
    this.#offset += piece.bytes.length;
    this.#take(piece.bytes, passage);
    return piece;
  }

  #take(bytes: Buffer, passage: Passage): void {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const now = this.#clock.mono();
    let at = 0;
    for (;;) {
      const frame = readFrame(all, at);
      if (frame === 'damaged') {
        throw new Error(`the journal is damaged ${all.length - at} bytes before ${this.#offset}`);
      }
      if (frame === 'cut') break;
      this.live.take(frame, passage, now);
      at += frame.length;
    }
    this.#rest = all.subarray(at);
  }

  /** Sets when each host was heard, which the journal does not say. */
  #heard({ hosts }: Status): void {
    const now = this.#clock.mono();
    for (const { rank, state, last_heard_ms_ago } of hosts ?? []) {
      const host = this.live.host(rank);
      if (host === undefined) continue;
      host.heard = now - last_heard_ms_ago;
      host.ended ||= state === 'ended';
    }
  }
}

function bytesOf({ openings, written }: Guide, from: number): number {
  return openings.reduce((sum, [begin, end]) => sum + end - begin, written - from);
}

/** Whether the series file is made: the journal is closed then. */
function isOver({ phase }: Status): boolean {
  return phase === 'done' || phase === 'failed';
}
