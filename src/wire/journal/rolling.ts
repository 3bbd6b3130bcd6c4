import { copyFile, unlink } from 'node:fs/promises';
import { isCode } from '../../system/errors.ts';
import type { RecordBytes } from '../records.ts';
import { frameLength, JOURNAL_MAGIC } from './frames.ts';
import { partPath } from './parts.ts';
import { JournalWriter } from './writer.ts';

/** So many numbers of parts are tried, where others have files of those names. */
const MOST_TRIES = 1000;

/**
 * A journal that goes on in another file beside it where the system lets none become longer: `ulimit -f` (RLIMIT_FSIZE) is
 * for each file, and what a write would put beyond it fails with EFBIG, which is no lack of room.
 *
 * Each file begins with the first record again, so that it tells by itself what it belongs to. To those who read it while it is written it is one journal: places are counted as if there was one file.
 */
export class RollingJournal {
  readonly path: string;
  /** The files, in their order; never none. */
  readonly #parts: JournalWriter[];
  /** The number of the last part. */
  #nth = 1;
  /** The first record, with which each part begins: it says of which job, and whose journal, it is. */
  #head: RecordBytes | undefined;

  private constructor(first: JournalWriter) {
    this.path = first.path;
    this.#parts = [first];
  }

  /**
   * Creates a journal that must not exist yet; a symbolic link in its place is not followed.
   * @throws Error of the file system, with its `code`; there is no file then
   */
  static async create(path: string): Promise<RollingJournal> {
    return new RollingJournal(await JournalWriter.create(path));
  }

  /**
   * Creates a copy of a journal, whatever has become of the paths of that: by its open files.
   * @throws Error of the file system, with its `code`; there is no file then
   */
  static async copy(journal: RollingJournal, path: string): Promise<RollingJournal> {
    const copy = await RollingJournal.create(path);
    try {
      for (const [at, part] of journal.#parts.entries()) {
        if (at > 0) copy.#parts.push(await copy.#nextPart());
        const into = copy.#last;
        await copyFile(`/proc/self/fd/${part.descriptor}`, `/proc/self/fd/${into.descriptor}`);
        await into.continueAt(part.length);
      }
      copy.#head = journal.#head;
      return copy;
    } catch (error) {
      await copy.remove();
      throw error;
    }
  }

  /** Its files, as far as they are written. */
  get parts(): readonly Pick<JournalWriter, 'path' | 'descriptor' | 'length'>[] {
    return this.#parts;
  }

  /** Where they are. */
  get paths(): string[] {
    return this.#parts.map(({ path }) => path);
  }

  /** Bytes written so far, as if there was one file. */
  get length(): number {
    return this.#parts.reduce((sum, { length }, at) => sum + length - this.#skipped(at), 0);
  }

  /**
   * Appends records, with one write where they fit into one file.
   * @throws Error of the file system; nothing of them is then in the journal, and they can be appended again
   */
  async append(records: readonly RecordBytes[]): Promise<void> {
    this.#head ??= records[0];
    try {
      await this.#last.append(records);
    } catch (error) {
      if (!isCode(error, 'EFBIG')) throw error;
      await this.#appendToMore(records);
    }
  }

  /**
   * Reads what was written from `from` on, `most` bytes of it at most; nothing behind the end.
   * @throws Error of the file system
   */
  async read(from: number, most: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let start = 0;
    let left = most;
    for (const [at, part] of this.#parts.entries()) {
      const skip = this.#skipped(at);
      const end = start + part.length - skip;
      if (from < end && left > 0) {
        const piece = await part.read(skip + Math.max(0, from - start), left);
        pieces.push(piece);
        left -= piece.length;
      }
      start = end;
    }
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  async close(): Promise<void> {
    for (const part of this.#parts) await part.close();
  }

  /** Closes and removes all of it. Never rejects. */
  async remove(): Promise<void> {
    await removeAll(this.#parts.toReversed());
  }

  get #last(): JournalWriter {
    return this.#parts.at(-1)!;
  }

  /** As many as fit into one more file, and so on. One that fits into none is beyond what can be done. */
  async #appendToMore(records: readonly RecordBytes[]): Promise<void> {
    const more: JournalWriter[] = [];
    const nth = this.#nth;
    try {
      for (let rest = records; rest.length > 0; ) {
        const part = await this.#nextPart();
        more.push(part);
        if (this.#head !== undefined) await part.append([this.#head]);
        rest = rest.slice(await appendSome(part, rest));
      }
    } catch (error) {
      this.#nth = nth;
      await removeAll(more);
      throw error;
    }
    this.#parts.push(...more); // Only now: nobody counts what is half there.
  }

  /** Creates another file, with nothing in it. */
  async #nextPart(): Promise<JournalWriter> {
    for (let tries = 1; ; tries++) {
      this.#nth++;
      try {
        return await JournalWriter.create(partPath(this.path, this.#nth));
      } catch (error) {
        if (!isCode(error, 'EEXIST') || tries === MOST_TRIES) throw error;
      }
    }
  }

  /** What is in each file but the first that was in an earlier one, bytes. */
  #skipped(at: number): number {
    if (at === 0) return 0;
    return JOURNAL_MAGIC.length + (this.#head === undefined ? 0 : frameLength(this.#head));
  }
}

async function removeAll(parts: readonly JournalWriter[]): Promise<void> {
  for (const part of parts) {
    await part.close().catch(() => {});
    await unlink(part.path).catch(() => {});
  }
}

/** Appends as many as can be. @returns how many; @throws Error of the file system if not one can */
async function appendSome(part: JournalWriter, records: readonly RecordBytes[]): Promise<number> {
  for (let count = records.length; ; count = Math.floor(count / 2)) {
    try {
      await part.append(records.slice(0, count));
      return count;
    } catch (error) {
      if (!isCode(error, 'EFBIG') || count < 2) throw error;
    }
  }
}
