import path from 'node:path';
import { isCode } from '../../system/errors.ts';
import { ProgramFile } from '../program/program-file.ts';
import { findProgram, type ProgramSettings } from '../program/programs.ts';
import type { Roots } from '../roots.ts';
import type { Source } from '../source.ts';
import type { CapturedFile } from './captured-file.ts';
import { KernelFile, monotonicSeconds } from './kernel-file.ts';

/** The files that a source has at a time. The same object as long as they are the same. */
export interface FileSet {
  /** Below the root, in the order in which they are read. */
  readonly names: readonly string[];
  readonly files: readonly CapturedFile[];
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
  /** What a program of this node says; undefined if there is none. */
  readonly #program: ProgramFile | undefined;
  #set: FileSet;
  /** When they are to be looked for, on the clock whose seconds are given; never if they are always the same. */
  #lookAt: number;

  /**
   * @param now seconds of a monotonic clock
   * @param programs how programs are run; undefined if none is
   */
  constructor(
    source: Source,
    roots: Roots,
    now: () => number = monotonicSeconds,
    programs: ProgramSettings | undefined = undefined,
  ) {
    this.#source = source;
    this.#root = roots[source.root];
    this.#roots = roots;
    this.#program = programOf(source, now, programs);
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

  /** When they are looked for next, on the clock whose seconds are given. */
  get lookAt(): number {
    return this.#lookAt;
  }

  /** Is told what a read of one of them has thrown. */
  failed(error: unknown): void {
    if (hasCode(error, GONE) && this.#source.find !== undefined) this.#lookAt = Number.NEGATIVE_INFINITY;
  }

  /** Whether all there is is a program that says nothing yet. */
  get areStarting(): boolean {
    return this.#program !== undefined && this.#set.files.length === 1 && this.#program.isStarting;
  }

  /** Waits until a program has said all that it has to say, if it is to be asked; `ms` at most. */
  async told(ms: number): Promise<void> {
    await this.#program?.told(ms);
  }

  close(): void {
    for (const file of this.#set.files) file.close();
    this.#program?.close();
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
    if (this.#program !== undefined) names = [...names, this.#source.program?.name ?? ''];
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
      const file = open.get(name) ?? this.#fileOf(name);
      open.delete(name);
      return file;
    });
    for (const file of open.values()) file.close();
    return { names, files, failure };
  }

  #fileOf(name: string): CapturedFile {
    if (this.#program !== undefined && name === this.#source.program?.name) return this.#program;
    return new KernelFile(this.#pathOf(name), this.#source.inOnePiece);
  }
}

function programOf(
  { program }: Source,
  now: () => number,
  settings: ProgramSettings | undefined,
): ProgramFile | undefined {
  if (program === undefined || settings === undefined) return undefined;
  const found = findProgram(program.name, settings.env);
  return found === undefined ? undefined : new ProgramFile(found, program, settings, now);
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return codes.some((code) => isCode(error, code));
}
