import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Frame, frame, JOURNAL_MAGIC, type RecordBytes, readFrame } from './frames.ts';

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
 * A damaged record is left out if the one behind it is whole; otherwise the journal ends there. `onDamage` is
 * told of either. A record that was cut off at the end of the file is what a kill leaves: damage, too.
 * @throws Error if the file cannot be read or is no journal
 */
export async function* readJournal(
  path: string,
  onDamage: (damage: Damage) => void,
): AsyncGenerator<readonly Entry[]> {
  const file = await open(path, 'r');
  try {
    let offset = await checkMagic(path, file);
    let bytes = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
      if (bytesRead === 0) return;
      const chunk = bytes.subarray(0, bytesRead);
      const { entries, end, next } = framesOf(chunk, offset);
      yield entries;
      if (next === 'cut' && end === 0 && bytesRead === bytes.length) {
        bytes = Buffer.alloc(bytes.length * 2);
      } else if (next === 'cut' && bytesRead < bytes.length) {
        if (end < bytesRead) onDamage({ path, offset: offset + end, problem: 'the last record is cut off' });
        return;
      } else if (next === 'damaged') {
        const skip = lengthBehindDamage(chunk.subarray(end));
        const problem = skip === 0 ? 'damaged from here on' : 'a record is damaged';
        onDamage({ path, offset: offset + end, problem });
        if (skip === 0) return;
        offset += skip;
      }
      offset += end;
    }
  } finally {
    await file.close();
  }
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

/** The claimed length of a damaged record, if a whole one follows it or the file ends there; else 0. */
function lengthBehindDamage(bytes: Buffer): number {
  if (bytes.length < 8) return 0;
  const length = 12 + bytes.readUInt32LE(0) + bytes.readUInt32LE(4);
  return length < bytes.length && typeof readFrame(bytes, length) === 'object' ? length : 0;
}

async function checkMagic(path: string, file: FileHandle): Promise<number> {
  const magic = Buffer.alloc(JOURNAL_MAGIC.length);
  await file.read(magic, 0, magic.length, 0);
  if (!magic.equals(JOURNAL_MAGIC)) throw new Error(`${path} is not a rankstat journal`);
  return magic.length;
}
