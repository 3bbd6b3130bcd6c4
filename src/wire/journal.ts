import { constants } from 'node:fs';
import { type FileHandle, open, stat, unlink } from 'node:fs/promises';
import { claimedLength, type Frame, frame, JOURNAL_MAGIC, type RecordBytes, readFrame } from './frames.ts';

/** A journal that is being written. Records are appended whole or not at all. */
export class JournalWriter {
  readonly path: string;
  readonly #file: FileHandle;
  #length = 0;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /**
   * Creates a journal that must not exist yet; a symbolic link in its place is not followed.
   * @throws Error of the file system, with its `code`
   */
  static async create(path: string): Promise<JournalWriter> {
    const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    const file = await open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
    const writer = new JournalWriter(path, file);
    try {
      await writer.#write(JOURNAL_MAGIC);
    } catch (error) {
      await file.close();
      await unlink(path).catch(() => {});
      throw error;
    }
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
    const length = Math.max(0, Math.min(most, this.#length - from));
    const bytes = Buffer.allocUnsafeSlow(length);
    if (length === 0) return bytes;
    const { bytesRead } = await this.#file.read(bytes, 0, length, from);
    return bytes.subarray(0, bytesRead);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #write(bytes: Buffer): Promise<void> {
    try {
      let done = 0;
      while (done < bytes.length) {
        const { bytesWritten } = await this.#file.write(
          bytes,
          done,
          bytes.length - done,
          this.#length + done,
        );
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

/** A record in a journal, and where it lies. */
export interface Entry extends Frame {
  /** Offset of its frame in the file, bytes. */
  readonly offset: number;
}

/** A place where a journal is not what was written. */
export interface Damage {
  readonly path: string;
  readonly offset: number;
  readonly problem: string;
}

const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Reads a journal in constant memory, a batch of records at a time.
 *
 * What is damaged is left out, up to the next record that is whole; if there is none within some megabytes the journal
 * ends there. `onDamage` is told of either. A record that was cut off at the end of the file is what a kill leaves:
 * damage, too; so is a file with nothing in it, which a full disk leaves.
 * @throws Error if the file cannot be read or is no journal
 */
export async function* readJournal(
  path: string,
  onDamage: (damage: Damage) => void,
): AsyncGenerator<readonly Entry[]> {
  const file = await openRegular(path);
  try {
    let offset = await checkMagic(path, file);
    if (offset === 0) onDamage({ path, offset, problem: 'there is nothing in it' });
    if (offset === 0) return;
    let bytes = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
      if (bytesRead === 0) return;
      const chunk = bytes.subarray(0, bytesRead);
      const { entries, end, next } = framesOf(chunk, offset);
      yield entries;
      offset += end;
      if (end > 0) continue; // What is wrong, or cut by the chunk, is looked at with all that is behind it.
      if (next === 'cut' && bytesRead === bytes.length) {
        bytes = Buffer.alloc(bytes.length * 2);
        continue;
      }
      const skip = nextFrame(chunk);
      onDamage({ path, offset, problem: problemOf(next, skip) });
      if (skip === undefined) return;
      offset += skip;
    }
  } finally {
    await file.close();
  }
}

function problemOf(next: 'cut' | 'damaged', skip: number | undefined): string {
  if (skip !== undefined) return 'a record is damaged';
  return next === 'cut' ? 'the last record is cut off' : 'damaged from here on';
}

function framesOf(chunk: Buffer, offset: number) {
  const entries: Entry[] = [];
  let end = 0;
  for (;;) {
    const found = readFrame(chunk, end);
    if (found === 'cut' || found === 'damaged') return { entries, end, next: found };
    entries.push({ ...found, offset: offset + end });
    end += found.length;
  }
}

/** So much is summed up at most to find a record that is whole: what only looks like one costs time. */
const MOST_SEARCHED_BYTES = 64 * 1024 * 1024;

/** Where the first whole record behind a damaged one begins; undefined if there is none. */
function nextFrame(bytes: Buffer): number | undefined {
  let left = MOST_SEARCHED_BYTES;
  for (let at = 1; at < bytes.length && left > 0; at++) {
    const length = claimedLength(bytes, at);
    if (length === undefined) continue;
    left -= length;
    if (typeof readFrame(bytes, at) === 'object') return at;
  }
  return undefined;
}

/** @throws Error if it is no regular file: opening a pipe waits for somebody to write into it */
async function openRegular(path: string): Promise<FileHandle> {
  const found = await stat(path);
  if (!found.isFile() && !found.isDirectory()) throw new Error(`${path} is no regular file`);
  return await open(path, 'r');
}

/** The length of the magic; 0 for an empty file. */
async function checkMagic(path: string, file: FileHandle): Promise<number> {
  const magic = Buffer.alloc(JOURNAL_MAGIC.length);
  const { bytesRead } = await file.read(magic, 0, magic.length, 0);
  if (bytesRead === 0) return 0;
  if (!magic.equals(JOURNAL_MAGIC)) throw new Error(`${path} is not a rankstat journal`);
  return magic.length;
}
