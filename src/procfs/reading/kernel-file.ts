import fs from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { CapturedFile } from './captured-file.ts';
import type { Slab } from './slab.ts';

const { O_RDONLY, O_NONBLOCK } = fs.constants;

/**
 * Opens a file of a kernel, or of a copy of another machine's: there can be a pipe in it, which is not waited for.
 * @returns the descriptor
 * @throws the system's error
 */
export function openKernelFile(path: string): number {
  return fs.openSync(path, O_RDONLY | O_NONBLOCK);
}

/** A file that is kept open and read from its beginning at each tick. */
export class KernelFile implements CapturedFile {
  readonly path: string;
  readonly #inOnePiece: boolean;
  #descriptor = -1;

  /** @param inOnePiece whether a read that asks for more than there is gives all: see `Source.inOnePiece` */
  constructor(path: string, inOnePiece: boolean) {
    this.path = path;
    this.#inOnePiece = inOnePiece;
  }

  /**
   * Reads the file into `slab`, opening it first if it is not open.
   * @returns the number of bytes
   * @throws the system's error; the file is then opened anew next time
   */
  read(slab: Slab): number {
    try {
      if (this.#descriptor < 0) this.#descriptor = openKernelFile(this.path);
      return slab.read(this.#descriptor, this.#inOnePiece);
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
