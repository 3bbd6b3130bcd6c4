import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { type ByteOutput, gzipOutput, plainOutput } from './byte-output.ts';

/**
 * A file that appears under its name when it is whole: written beside it under a name that nobody can guess, synced,
 * renamed. If the name ends in `.gz` it is compressed, unless that was done before.
 */
export class WholeFile {
  /** The name under which it is written. */
  readonly temporary: string;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #output: ByteOutput;

  private constructor(path: string, temporary: string, file: FileHandle, output: ByteOutput) {
    this.#path = path;
    this.temporary = temporary;
    this.#file = file;
    this.#output = output;
  }

  /**
   * @param bytes what will be written: text, or what belongs into a file of this name
   * @throws Error of the file system, with its `code`
   */
  static async create(path: string, bytes: 'text' | 'as they are' = 'text'): Promise<WholeFile> {
    const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    const file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
    const output = bytes === 'text' && path.endsWith('.gz') ? gzipOutput(file) : plainOutput(file);
    return new WholeFile(path, temporary, file, output);
  }

  /**
   * Resolves when `bytes` may be used for something else.
   * @throws Error of the file system, with its `code`
   */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#output.write(bytes);
  }

  /** Resolves when all of it is on the disk. @throws Error of the file system, with its `code` */
  async end(): Promise<void> {
    await this.#output.end();
    await this.#file.sync();
    await this.#file.close();
  }

  /** Gives it its name, once it has ended. @throws Error of the file system, with its `code` */
  async publish(): Promise<void> {
    await rename(this.temporary, this.#path);
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await this.#output.end().catch(() => {});
    await this.#file.close().catch(() => {});
    await unlink(this.temporary).catch(() => {});
  }
}
