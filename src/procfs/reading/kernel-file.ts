import fs from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Slab } from './slab.ts';

/** A file that is kept open and read from its beginning at each tick. */
export class KernelFile {
  readonly path: string;
  #descriptor = -1;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Reads the file into `slab`, opening it first if it is not open.
   * @returns the number of bytes
   * @throws the system's error; the file is then opened anew next time
   */
  read(slab: Slab): number {
    try {
      if (this.#descriptor < 0) this.#descriptor = fs.openSync(this.path, 'r');
      return slab.read(this.#descriptor);
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
