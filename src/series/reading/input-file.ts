import { createReadStream, type ReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const PIECE_BYTES = 1024 * 1024;

/** A file that is read once, from its beginning. It is unpacked if its name ends in `.gz`. */
export class InputFile {
  readonly path: string;
  #file: ReadStream | undefined;
  #stream: Readable | undefined;
  #handle: FileHandle | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Its bytes. What fails while they are read goes through `named` to whoever reads the file. */
  get stream(): Readable {
    if (this.#stream !== undefined) return this.#stream;
    this.#file = createReadStream(this.path, { highWaterMark: PIECE_BYTES });
    // Not `pipe`, which passes no errors on; those reach who reads the stream.
    this.#stream = isPacked(this.path) ? pipeline(this.#file, createGunzip(), () => {}) : this.#file;
    return this.#stream;
  }

  /**
   * As `stream`, which makes a buffer for each piece, and forty megabytes of them lie about before they are collected. A
   * piece is as it is until the next one is asked for.
   */
  async *pieces(): AsyncGenerator<Buffer> {
    if (isPacked(this.path)) {
      yield* this.stream;
      return;
    }
    const file = await open(this.path);
    this.#handle = file;
    // One is read into while the other is looked at.
    let [now, later] = [Buffer.allocUnsafeSlow(PIECE_BYTES), Buffer.allocUnsafeSlow(PIECE_BYTES)];
    let reading = file.read(now, 0, PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      reading = file.read(later, 0, PIECE_BYTES);
      reading.catch(() => {}); // Thrown where it is awaited, if it is.
      yield now.subarray(0, bytesRead);
      [now, later] = [later, now];
    }
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#stream?.destroy();
    const file = this.#file;
    if (file?.closed === false) await new Promise<void>((resolve) => file.once('close', () => resolve()));
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

function isPacked(path: string): boolean {
  return path.endsWith('.gz');
}
