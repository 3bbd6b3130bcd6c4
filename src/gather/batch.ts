import type { Clock } from '../system/clock.ts';
import { asError } from '../system/errors.ts';
import { frameLength } from '../wire/journal/frames.ts';
import type { JournalWriter } from '../wire/journal/writer.ts';
import type { RecordBytes } from '../wire/records.ts';
import { Places, type Role } from './places.ts';
import type { Member } from './roster.ts';

export interface BatchOptions {
  readonly clock: Clock;
  readonly journal: JournalWriter;
  /** Called after a write with those it was for; `written` of each says how far its records are in the journal. */
  readonly onWritten: (members: Iterable<Member>) => void;
  /** Called when a write failed, and with undefined when one went well again. */
  readonly onProblem: (problem: Error | undefined) => void;
}

/** Whose record it is, and the how-manieth. */
export interface Origin {
  readonly member: Member;
  readonly seq: number;
}

interface Waiting {
  readonly record: RecordBytes;
  readonly from: Origin | undefined;
  readonly role: Role | undefined;
}

/** How long records of one tick are waited for, and the least time between two writes. */
const GATHER_MS = 100;
const WRITE_EVERY_MS = 1000;
/** More than this is not held in memory while the disk does not take it. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * Collects accepted records and appends them to the journal, at most once a second while the benchmark runs.
 * When the disk does not take them they are kept and tried again; the ranks keep theirs meanwhile.
 */
export class Batch {
  readonly #options: BatchOptions;
  /** Where the gather's own records are in the journal. */
  readonly own = new Places();
  #waiting: Waiting[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #lastWrite = Number.NEGATIVE_INFINITY;
  #failed = false;
  #closed = false;
  #pace: 'at once' | 'slow' = 'at once';

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  /** Whether no more records should be taken from the network for now. */
  get full(): boolean {
    return this.#bytes > MAX_WAITING_BYTES;
  }

  /** While ranks say hello and bye each waits for an answer: write at once. In between, slowly. */
  setPace(pace: 'at once' | 'slow'): void {
    this.#pace = pace;
    if (pace === 'slow' || this.#timer === undefined) return;
    clearTimeout(this.#timer); // It was set for a slow pace.
    this.#timer = undefined;
    this.#schedule();
  }

  /**
   * Takes a record: of a rank's process, with its number, or of the gather itself.
   * @param role what it is for somebody who comes later; its place is noted when it is written
   */
  add(record: RecordBytes, from?: Origin, role?: Role): void {
    this.#waiting.push({ record, from, role });
    this.#bytes += record.head.length + record.body.length;
    this.#schedule();
  }

  /** Writes what waits. Resolves when that was tried; whether it went well, `onProblem` is told. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  /** Writes what waits, and ends. Gives back what could not be written. */
  async close(): Promise<readonly RecordBytes[]> {
    await this.flush();
    this.#closed = true;
    clearTimeout(this.#timer);
    return this.#waiting.map(({ record }) => record);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#closed) return;
    const since = this.#options.clock.mono() - this.#lastWrite;
    const slow = this.#failed || this.#pace === 'slow';
    const wait = slow ? Math.max(GATHER_MS, WRITE_EVERY_MS - since) : 0;
    this.#timer = setTimeout(() => void this.flush(), wait);
  }

  async #write(): Promise<void> {
    const waiting = this.#waiting;
    const bytes = this.#bytes;
    this.#waiting = [];
    this.#bytes = 0;
    this.#lastWrite = this.#options.clock.mono();
    const { journal } = this.#options;
    const begin = journal.length;
    try {
      await journal.append(waiting.map(({ record }) => record));
    } catch (error) {
      this.#waiting = waiting.concat(this.#waiting);
      this.#bytes += bytes;
      this.#failed = true;
      this.#options.onProblem(asError(error));
      this.#schedule();
      return;
    }
    if (this.#failed) this.#options.onProblem(undefined);
    this.#failed = false;
    this.#options.onWritten(this.#note(waiting, begin));
  }

  /** Notes what was written from `begin` on. Gives back whose records were among it. */
  #note(written: readonly Waiting[], begin: number): ReadonlySet<Member> {
    const members = new Set<Member>();
    let offset = begin;
    for (const { record, from, role } of written) {
      const end = offset + frameLength(record);
      if (role !== undefined) (from?.member.places ?? this.own).note(role, offset, end);
      offset = end;
      if (from === undefined) continue;
      from.member.written = from.seq;
      members.add(from.member);
    }
    return members;
  }
}
