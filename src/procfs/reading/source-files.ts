import path from 'node:path';
import { isCode } from '../../system/errors.ts';
import type { Roots } from '../roots.ts';
import type { Source } from '../source.ts';
import { KernelFile } from './kernel-file.ts';

/** The files that a source has at a time. The same object as long as they are the same. */
export interface FileSet {
  /** Below the root, in the order in which they are read. */
  readonly names: readonly string[];
  readonly files: readonly KernelFile[];
  /** Why it could not be looked for them; undefined if it could. */
  readonly failure: unknown;
  /** Of which set these are those whose turn it is; not there if they are all. */
  readonly partOf?: FileSet;
}

/** What appears or goes is noticed after so long, seconds. */
const LOOK_EVERY_S = 60;
/** A file that was there is gone: a device was taken out, or a file system was unmounted. */
const GONE = ['ENOENT', 'ENODEV', 'ENXIO', 'ENOTDIR', 'ESTALE'];
/** What of the process or the node is used up: it says nothing of the files, and can be over at the next tick. */
const USED_UP = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN'];

/** Keeps the files of a source open, and looks for them where that is up to the node. */
export class SourceFiles {
  readonly #source: Source;
  /** The folder that the source's root is. */
  readonly #root: string;
  readonly #roots: Roots;
  #set: FileSet;
  /** When they are to be looked for, on the clock whose seconds are given; never if they are always the same. */
  #lookAt: number;

  constructor(source: Source, roots: Roots) {
    this.#source = source;
    this.#root = roots[source.root];
    this.#roots = roots;
    this.#set = this.#setOf(source.files, undefined);
    this.#lookAt = source.find === undefined ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  /** The files now. @param now seconds of a monotonic clock */
  at(now: number): FileSet {
    if (now >= this.#lookAt) {
      this.#lookAt = now + LOOK_EVERY_S;
      this.#look();
    }
    return this.#set;
  }

  /** Is told what a read of one of them has thrown. */
  failed(error: unknown): void {
    if (hasCode(error, GONE) && this.#source.find !== undefined) this.#lookAt = Number.NEGATIVE_INFINITY;
  }

  close(): void {
    for (const file of this.#set.files) file.close();
  }

  #look(): void {
    let names: readonly string[] = [];
    let failure: unknown;
    try {
      names = this.#source.find?.(this.#root, this.#roots) ?? [];
    } catch (error) {
      failure = error;
      if (hasCode(error, USED_UP)) {
        this.#lookAt = Number.NEGATIVE_INFINITY;
        if (this.#set.files.length > 0) return;
      }
    }
    const { names: before } = this.#set;
    const isSame = names.length === before.length && names.every((name, at) => name === before[at]);
    if (!isSame || failure !== undefined || this.#set.failure !== undefined)
      this.#set = this.#setOf(names, failure);
  }

  #pathOf(name: string): string {
    return path.isAbsolute(name) ? name : path.join(this.#root, name);
  }

  /** Files that were there before stay open. */
  #setOf(names: readonly string[], failure: unknown): FileSet {
    const open = new Map(this.#set?.names.map((name, at) => [name, this.#set.files[at]!]));
    const files = names.map((name) => {
      const file = open.get(name) ?? new KernelFile(this.#pathOf(name), this.#source.inOnePiece);
      open.delete(name);
      return file;
    });
    for (const file of open.values()) file.close();
    return { names, files, failure };
  }
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return codes.some((code) => isCode(error, code));
}
