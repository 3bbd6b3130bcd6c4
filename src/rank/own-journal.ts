import { unlink } from 'node:fs/promises';
import type { Clock } from '../system/clock.ts';
import { within } from '../system/patience.ts';
import { frameLength } from '../wire/journal/frames.ts';
import { APART_BYTES, padding } from '../wire/journal/padding.ts';
import type { JournalWriter } from '../wire/journal/writer.ts';
import type { RecordBytes } from '../wire/records.ts';
import type { Collector } from './collector.ts';
import type { Outgoing } from './outbox.ts';

export interface OwnJournalOptions {
  readonly clock: Clock;
  /** A journal with nothing in it; it is closed here. */
  readonly journal: Pick<JournalWriter, 'path' | 'append' | 'close'>;
  /** Records that say what the job is. */
  readonly about: readonly RecordBytes[];
  readonly collector: Pick<Collector, 'essentials' | 'undelivered' | 'delivered'>;
}

/** As often as rank 0 writes: a rank that is killed loses no more than this. */
const EVERY_MS = 1000;
/** A file system that has said nothing for so long, as one whose server is gone, is not waited for. */
const PATIENCE_MS = 10_000;

/**
 * The journal of a rank that has no gather to send its records to: it never found one, or lost it. `rankstat
 * recover` takes it, alone or together with the gather's.
 */
export class OwnJournal {
  readonly #options: OwnJournalOptions;
  #cancel: () => void = () => {};
  #closed = false;
  /** Up to which number what all else hangs on stands there twice; undefined before any does. */
  #twice: number | undefined;
  /** Bytes written since. */
  #bytes = 0;
  /** Number of the last record that stands there. */
  #written = 0;
  /** What was begun last; never rejects. */
  #last: Promise<void> = Promise.resolve();

  private constructor(options: OwnJournalOptions) {
    this.#options = options;
  }

  /**
   * Begins it with records that say what the job is, and with what the collector has not delivered.
   * @throws Error of the file system, with its `code`, or that it took too long; there is no journal then
   */
  static async create(options: OwnJournalOptions): Promise<OwnJournal> {
    const { about, collector, journal } = options;
    const own = new OwnJournal(options);
    const records = collector.undelivered;
    const [first] = records;
    const before = collector.essentials.filter(({ seq }) => first === undefined || seq < first.seq);
    try {
      // What the job is by itself: where files have a bound, the first of them tells it all the same.
      await own.#next(async () => {
        await journal.append(about);
        await journal.append([...before, ...records]);
      });
    } catch (error) {
      // It would be of no use, and in the way of another one. What went wrong first is told.
      const remove = () => journal.close().finally(() => unlink(journal.path));
      await own.#next(remove).catch(() => {});
      throw error;
    }
    own.#written = records.at(-1)?.seq ?? before.at(-1)?.seq ?? 0;
    own.#delivered(records);
    return own;
  }

  get path(): string {
    return this.#options.journal.path;
  }

  /** Has what the collector gathers from now on written every few seconds. */
  keep(): void {
    if (this.#closed) return;
    this.#cancel = this.#options.clock.after(EVERY_MS, () => {
      // What could not be written is still in the outbox: the next time, or who closes it, will see.
      this.write()
        .finally(() => this.keep())
        .catch(() => {});
    });
  }

  /**
   * Moves the collector's records into the journal. They stay in the outbox if that fails.
   * @throws Error of the file system, with its `code`, or that it took too long
   */
  async write(): Promise<void> {
    await this.#next(async () => {
      const { journal, collector } = this.#options;
      const records = collector.undelivered;
      await journal.append(records);
      this.#written = records.at(-1)?.seq ?? this.#written;
      this.#bytes += records.reduce((sum, record) => sum + frameLength(record), 0);
      this.#delivered(records);
      if (this.#bytes >= APART_BYTES) await this.#again();
    });
  }

  /**
   * Closes the file after what is being written, whatever becomes of that. Before that all that the samples hang on is
   * written once more, far enough from where it stands: a place that is damaged must not cost them all.
   * @throws Error of the file system, with its `code`, or that it took too long
   */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#next(async () => {
      await this.#again();
      await this.#options.journal.close();
    });
  }

  /**
   * Writes what stands there only once a second time, behind what keeps the two apart. If that fails it is tried again:
   * without it nothing is lost.
   */
  async #again(): Promise<void> {
    const { journal, about, collector } = this.#options;
    const [from, to] = [this.#twice ?? 0, this.#written];
    const records = collector.essentials.filter(({ seq }) => seq > from && seq <= to);
    const all = this.#twice === undefined ? [...about, ...records] : records;
    if (all.length === 0) return;
    const copied = () => {
      this.#twice = to;
      this.#bytes = 0;
    };
    await journal.append([padding(), ...all]).then(copied, () => {});
  }

  #delivered(records: readonly Outgoing[]): void {
    const last = records.at(-1);
    if (last !== undefined) this.#options.collector.delivered(last.seq);
  }

  /** Does one thing after the other; waits for it as long as there is patience. */
  async #next(action: () => Promise<void>): Promise<void> {
    const done = this.#last.then(action);
    this.#last = done.catch(() => {});
    const late = () => new Error(`${this.path} was not written within ${PATIENCE_MS / 1000} s`);
    await within(this.#options.clock, PATIENCE_MS, done, late);
  }
}
