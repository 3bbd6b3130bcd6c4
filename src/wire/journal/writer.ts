import { constants } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import type { RecordBytes } from '../records.ts';
import { type JournalFile, readFull } from './file.ts';
import { frame, JOURNAL_MAGIC } from './frames.ts';

/** A journal that is being written. Records are appended whole or not at all. */
export class JournalWriter {
  readonly path: string;
  readonly #file: JournalFile;
  #length = 0;

  private constructor(path: string, file: JournalFile) {
    this.path = path;
    this.#file = file;
  }

  /**
   * Creates a journal that must not exist yet; a symbolic link in its place is not followed.
   * @throws Error of the file system, with its `code`; there is no file then
   */
  static async create(path: string): Promise<JournalWriter> {
    const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    const file = await open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
    try {
      return await JournalWriter.begin(path, file);
    } catch (error) {
      await file.close();
      await unlink(path).catch(() => {});
      throw error;
    }
  }

  /**
   * Begins a journal in a file that is open and empty.
   * @param path where the file is, for those who are told of it
   * @throws Error of the file system, with its `code`; the file is still open then
   */
  static async begin(path: string, file: JournalFile): Promise<JournalWriter> {
    const writer = new JournalWriter(path, file);
    await writer.#write(JOURNAL_MAGIC);
    return writer;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Its file descriptor: it reads what was written, whatever has become of the path. */
  get descriptor(): number {
    return this.#file.fd;
  }

  /** Goes on behind the first `length` bytes, which somebody has put there. */
  async continueAt(length: number): Promise<void> {
    await this.#file.truncate(length);
    this.#length = length;
  }

  /**
   * Appends records with one write.
   * @throws Error of the file system; nothing of them is then in the journal, and they can be appended again
   */
  async append(records: readonly RecordBytes[]): Promise<void> {
    if (records.length > 0) await this.#write(Buffer.concat(records.map(frame)));
  }

  /**
   * Reads what was written from `from` on, `most` bytes of it at most; nothing behind the end.
   * @throws Error of the file system
   */
  async read(from: number, most: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(most, this.#length - from)));
    return bytes.subarray(0, await readFull(this.#file, bytes, from));
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #write(bytes: Buffer): Promise<void> {
    try {
      let done = 0;
      while (done < bytes.length) {
        const position = this.#length + done;
        const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, position);
        if (bytesWritten === 0) throw new Error(`${this.path}: the file takes no more bytes`);
        done += bytesWritten;
      }
    } catch (error) {
      // A full disk takes the first part of a write: what is left of it would hide all that comes after.
      await this.#file.truncate(this.#length).catch(() => {});
      throw error;
    }
    this.#length += bytes.length;
  }
}
