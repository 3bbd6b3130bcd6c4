import type { Clock } from '../../system/clock.ts';
import { Condition } from '../../system/condition.ts';
import { asError } from '../../system/errors.ts';
import { safely } from '../../system/faults.ts';
import { frameLength } from '../../wire/journal/frames.ts';
import type { RecordBytes } from '../../wire/records.ts';
import type { Member } from '../roster.ts';
import { Copies } from './copies.ts';
import type { AppendableJournal, ReadableJournal } from './files.ts';
import { Places, type Role } from './places.ts';

export interface BatchOptions {
  readonly clock: Clock;
  readonly journal: AppendableJournal & ReadableJournal;
  /** Called after a write with those it was for; `written` of each says how far its records are in the journal. */
  readonly onWritten: (members: Iterable<Member>) => void;
  /** Called when a write failed, and with undefined when one went well again. */
  readonly onProblem: (problem: Error | undefined) => void;
  /** Called with what the two above have thrown. Writing goes on. */
  readonly onFault: (error: unknown) => void;
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
/** A write that has not returned for so long is told of: the server of its file system can be gone. */
export const SLOW_MS = 10_000;
/** More than this is not held in memory while the disk does not take it. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * Collects accepted records and appends them to the journal, at most once a second while the benchmark runs.
 * When the disk does not take them they are kept and tried again; the ranks keep theirs meanwhile.
 */
export class Batch {
  readonly #options: BatchOptions;
  /** Where in the journal the records are that are not of one rank: the gather's own, and layouts that ranks share. */
  readonly own = new Places();
  readonly #copies: Copies;
  #waiting: Waiting[] = [];
  #bytes = 0;
  /** Cancels the timer of the next write; undefined if none is set. */
  #cancelTimer: (() => void) | undefined;
  /** Ends with the last write that was begun. Never rejects. */
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  readonly #written: Condition;
  #lastWrite = Number.NEGATIVE_INFINITY;
  #failed = false;
  #closed = false;
  #pace: 'at once' | 'slow' = 'at once';

  constructor(options: BatchOptions) {
    this.#options = options;
    this.#copies = new Copies(options.journal);
    this.#written = new Condition(options.clock);
  }

  /** Whether no more records should be taken from the network for now. */
  get full(): boolean {
    return this.#bytes > MAX_WAITING_BYTES && !this.#closed;
  }

  /** Writes at once if it is full, and resolves when it no longer is, however long the disk takes nothing. */
  async room(): Promise<void> {
    if (this.full) await this.flush();
    await this.#written.until(() => !this.full);
  }

  /** While ranks say hello and bye each waits for an answer: write at once. In between, slowly. */
  setPace(pace: 'at once' | 'slow'): void {
    this.#pace = pace;
    if (pace === 'slow') return;
    this.#unschedule(); // It was set for a slow pace.
    this.#schedule();
  }

  /**
   * Takes a record: of a rank's process, with its number, or of the gather itself. Once it is closed it takes none.
   * @param role what it is for somebody who comes later; its place is noted when it is written
   */
  add(record: RecordBytes, from?: Origin, role?: Role): void {
    if (this.#closed) return;
    this.#waiting.push({ record, from, role });
    this.#bytes += record.head.length + record.body.length;
    this.#schedule();
  }

  /**
   * Writes what waits. Resolves when that was tried; whether it went well, `onProblem` is told. Once it is closed it does
   * nothing.
   */
  async flush(): Promise<void> {
    this.#unschedule();
    if (this.#closed) return;
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  /**
   * Writes what waits, and what all else hangs on a second time, and ends. Gives back what could not be written.
   */
  async close(): Promise<readonly RecordBytes[]> {
    await this.flush();
    this.#closed = true;
    this.#unschedule();
    await this.#writing; // There may be one that was begun after ours.
    // What came while that was under way.
    if (!this.#failed) await this.#write();
    if (this.#waiting.length === 0) await this.#copyAll();
    this.#written.changed();
    return this.#waiting.map(({ record }) => record);
  }

  /** Sets the timer of the next write. After one that is under way it is set by what has become of that. */
  #schedule(): void {
    const { clock, onFault } = this.#options;
    const idle = this.#waiting.length === 0 || this.#isWriting || this.#closed;
    if (idle || this.#cancelTimer !== undefined) return;
    const since = clock.mono() - this.#lastWrite;
    const slow = this.#failed || this.#pace === 'slow';
    const wait = slow ? Math.max(GATHER_MS, WRITE_EVERY_MS - since) : 0;
    this.#cancelTimer = clock.after(wait, () => {
      this.flush().catch(onFault);
    });
  }

  #unschedule(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Never rejects: those who write next wait for it. */
  async #write(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    const bytes = this.#bytes;
    this.#waiting = [];
    this.#bytes = 0;
    this.#isWriting = true;
    this.#lastWrite = this.#options.clock.mono();
    const { journal, onProblem, onWritten, onFault } = this.#options;
    let problem: Error | undefined;
    const cancelSlow = this.#options.clock.after(SLOW_MS, () => {
      this.#failed = true; // So that it is told if it returns after all.
      safely(() => onProblem(new Error(`a write has not returned for ${SLOW_MS / 1000} s`)), onFault);
    });
    // Not while ranks say hello or bye, and wait for an answer.
    const again = this.#pace === 'slow' ? await this.#copies.due('some') : undefined;
    const begin = journal.length;
    try {
      await journal.append([...waiting.map(({ record }) => record), ...(again?.records ?? [])]);
    } catch (error) {
      problem = asError(error);
    }
    cancelSlow();
    if (problem !== undefined) {
      this.#waiting = waiting.concat(this.#waiting);
      this.#bytes += bytes;
    }
    const news = problem !== undefined || this.#failed;
    this.#failed = problem !== undefined;
    this.#isWriting = false;
    this.#schedule();
    if (news) safely(() => onProblem(problem), onFault);
    if (problem === undefined) {
      again?.written();
      const members = this.#note(waiting, begin);
      safely(() => onWritten(members), onFault);
      this.#written.changed();
    }
  }

  /** Without it nothing is lost: who wants to write more will tell what is wrong with the disk. */
  async #copyAll(): Promise<void> {
    const { records, written } = await this.#copies.due('all');
    if (records.length > 0) await this.#options.journal.append(records).then(written, () => {});
  }

  /** Notes what was written from `begin` on. Gives back whose records were among it. */
  #note(written: readonly Waiting[], begin: number): ReadonlySet<Member> {
    const members = new Set<Member>();
    let offset = begin;
    for (const { record, from, role } of written) {
      const end = offset + frameLength(record);
      if (role !== undefined) this.#place(role, offset, end, from?.member);
      offset = end;
      if (from === undefined) continue;
      from.member.written = from.seq;
      members.add(from.member);
    }
    return members;
  }

  #place(role: Role, from: number, to: number, member: Member | undefined): void {
    if (role !== 'key') this.#copies.note(from, to);
    if (role === 'note') return;
    // What is shared is needed when the rank that has sent it is long gone.
    const places = role === 'shared' || member === undefined ? this.own : member.places;
    places.note(role === 'shared' ? 'opening' : role, from, to, this.#lastWrite / 1000);
  }
}
