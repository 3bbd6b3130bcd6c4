import fs from 'node:fs';
import { performance } from 'node:perf_hooks';

/** No file that is sampled comes near this; what does is not what it should be. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Reads whole files into one buffer, again and again. What was read is good until the next file is read. */
export class FileBuffer {
  #bytes = Buffer.allocUnsafeSlow(64 * 1024);

  get bytes(): Buffer {
    return this.#bytes;
  }

  /**
   * Reads what the file has now, from its beginning until a read gives nothing, because files in `/proc` have
   * size 0 and give a few kilobytes at a time.
   * @returns the number of bytes
   * @throws the system's error, or Error if the file has no end
   */
  read(descriptor: number): number {
    let length = 0;
    for (;;) {
      if (length === this.#bytes.length) this.#grow();
      const count = fs.readSync(descriptor, this.#bytes, length, this.#bytes.length - length, length);
      if (count === 0) return length;
      length += count;
    }
  }

  #grow(): void {
    if (this.#bytes.length >= MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
    const longer = Buffer.allocUnsafeSlow(this.#bytes.length * 2);
    longer.set(this.#bytes);
    this.#bytes = longer;
  }
}

/** A file that is kept open and read from its beginning at each tick. */
export class KernelFile {
  readonly path: string;
  #descriptor = -1;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Reads the file into `buffer`, opening it first if it is not open.
   * @returns the number of bytes
   * @throws the system's error; the file is then opened anew next time
   */
  read(buffer: FileBuffer): number {
    try {
      if (this.#descriptor < 0) this.#descriptor = fs.openSync(this.path, 'r');
      return buffer.read(this.#descriptor);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    if (this.#descriptor < 0) return;
    const descriptor = this.#descriptor;
    this.#descriptor = -1;
    try {
      fs.closeSync(descriptor);
    } catch {
      // It was only read from: nothing can be lost.
    }
  }
}

/** Seconds of a clock that never jumps. */
export function monotonicSeconds(): number {
  return performance.now() / 1000;
}
