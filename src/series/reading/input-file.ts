import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A file that is read once, from its beginning. It is unpacked if its name ends in `.gz`. */
export class InputFile {
  readonly path: string;
  readonly #file: ReadStream;
  /** Its bytes. What fails while they are read goes through `named` to whoever reads the file. */
  readonly stream: Readable;

  constructor(path: string) {
    this.path = path;
    this.#file = createReadStream(path, { highWaterMark: 1024 * 1024 });
    // Not `pipe`, which passes no errors on; those reach who reads the stream.
    this.stream = path.endsWith('.gz') ? pipeline(this.#file, createGunzip(), () => {}) : this.#file;
  }

  async close(): Promise<void> {
    this.stream.destroy();
    if (!this.#file.closed) await new Promise<void>((resolve) => this.#file.once('close', () => resolve()));
  }

  error(message: string): Error {
    return new Error(`${this.path}: ${message}`);
  }

  /**
   * An error of the stream with the name of the file, unless it has one.
   * @param line after which it happened
   */
  named(error: unknown, line: number): unknown {
    if (!(error instanceof Error && 'code' in error) || 'path' in error) return error;
    const { code, message } = error;
    const unpacking = String(code).startsWith('Z_');
    const named = this.error(`cannot be ${unpacking ? 'unpacked' : 'read'} after line ${line}: ${message}`);
    // What zlib finds is a fault of the file, and has no code.
    return unpacking ? named : Object.assign(named, { code });
  }
}
