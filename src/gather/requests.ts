import { type Clock, roundToMicroseconds } from '../system/clock.ts';
import { messageOf } from '../system/errors.ts';
import type { Piece, Status } from '../wire/control.ts';
import { type BenchmarkInfo, MAX_PIECE_BYTES, type Request } from '../wire/records.ts';
import type { Peer } from '../wire/transport.ts';
import type { Batch } from './journal/batch.ts';
import type { ReadableJournal } from './journal/files.ts';
import { guideTo } from './journal/places.ts';
import { Marks } from './marks.ts';
import type { Roster } from './roster.ts';
import { memberState } from './roster-status.ts';
import type { Voice } from './voice.ts';

export interface RequestsOptions {
  readonly clock: Clock;
  readonly journal: ReadableJournal;
  readonly intervalMs: number;
  readonly roster: Roster;
  readonly voice: Pick<Voice, 'reply'>;
  readonly own: Batch['own'];
  readonly status: (hosts: 'listed' | 'left out') => Status;
  /** Called with the label of a mark that is new. */
  readonly onMark: (label: string) => void;
  readonly onBenchmark: (info: BenchmarkInfo) => void;
  readonly onStop: (reason: string) => void;
}

const NOTHING = new Uint8Array(0);
/** So many pieces are read at once; whoever asks for more asks again. */
const MOST_READING = 4;

/**
 * Answers requests. One is sent again until its answer is heard: of those that change something only the first of
 * an id does it.
 */
export class Requests {
  readonly #options: RequestsOptions;
  readonly #done = new Set<string>();
  readonly #marks = new Marks();
  #reading = 0;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /**
   * Does what is asked, and answers to whom it is from.
   * @throws what the parts throw that it is made of
   */
  async take(request: Request, from: Peer): Promise<void> {
    const { voice, status } = this.#options;
    if (request.op === 'piece') await this.#piece(request, from);
    else if (request.op === 'guide') this.#guide(from);
    else {
      if (request.op !== 'status' && request.op !== 'phase') this.#change(request);
      voice.reply(from, status(request.op === 'status' ? 'listed' : 'left out'));
    }
  }

  #change(request: Request & { op: 'mark' | 'benchmark' | 'stop' }): void {
    const { onMark, onBenchmark, onStop } = this.#options;
    if (this.#done.has(request.id)) return;
    this.#done.add(request.id);
    if (request.op === 'mark') {
      const { label, by } = request;
      if (this.#marks.isNew(label, by)) onMark(label);
    } else if (request.op === 'benchmark') onBenchmark(request.benchmark);
    else if (request.op === 'stop') onStop(request.reason);
    else request satisfies never;
  }

  #guide(to: Peer): void {
    const { clock, journal, intervalMs, roster, own, voice } = this.#options;
    const members = [...roster.members];
    const now = clock.mono();
    const heard = members.filter((member) => memberState(member, intervalMs, now) === 'sampling');
    const places = ({ places }: (typeof members)[number]) => places;
    voice.reply(to, guideTo([own, ...members.map(places)], heard.map(places), journal.length));
  }

  /** Reads in the thread pool: the gather goes on meanwhile. */
  async #piece({ from, most }: Request & { op: 'piece' }, to: Peer): Promise<void> {
    const { clock, journal, voice, status } = this.#options;
    if (this.#reading >= MOST_READING) return;
    this.#reading++;
    let bytes: Uint8Array = NOTHING;
    let failure: string | null = null;
    try {
      bytes = await journal.read(from, Math.min(most, MAX_PIECE_BYTES));
    } catch (error) {
      failure = messageOf(error);
    } finally {
      this.#reading--;
    }
    const head: Piece = {
      type: 'piece',
      from,
      written: journal.length,
      failure,
      time: roundToMicroseconds(clock.wall()),
      status: status('left out'),
    };
    voice.reply(to, head, bytes);
  }
}
