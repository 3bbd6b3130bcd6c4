import { JournalWriter } from '../wire/journal/writer.ts';
import type { RecordBytes } from '../wire/records.ts';
import type { Collector } from './collector.ts';

const EVERY_MS = 5000;

/**
 * The journal of a rank that has no gather to send its records to: it never found one, or lost it. `rankstat
 * recover` takes it, alone or together with the gather's.
 */
export class OwnJournal {
  readonly path: string;
  readonly #writer: JournalWriter;
  readonly #collector: Collector;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(writer: JournalWriter, collector: Collector) {
    this.path = writer.path;
    this.#writer = writer;
    this.#collector = collector;
  }

  /**
   * Creates it with records that say what the job is, and with what the collector has not delivered.
   * @throws Error of the file system, with its `code`
   */
  static async create(
    path: string,
    about: readonly RecordBytes[],
    collector: Collector,
  ): Promise<OwnJournal> {
    const writer = await JournalWriter.create(path);
    const [first] = collector.undelivered;
    const before = collector.essentials.filter(({ seq }) => first === undefined || seq < first.seq);
    await writer.append([...about, ...before]);
    const journal = new OwnJournal(writer, collector);
    await journal.write();
    return journal;
  }

  /** Has what the collector gathers from now on written every few seconds. */
  keep(): void {
    this.#timer = setInterval(() => void this.write().catch(() => {}), EVERY_MS);
  }

  /** Moves the collector's records into the journal. They stay in the outbox if that fails. */
  async write(): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => this.#write());
    await this.#writing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing.catch(() => {});
    await this.#writer.close();
  }

  async #write(): Promise<void> {
    const records = this.#collector.undelivered;
    const last = records.at(-1);
    if (last === undefined) return;
    await this.#writer.append(records);
    this.#collector.delivered(last.seq);
  }
}
