import type { Slab } from './slab.ts';

/** What is read at each tick: a file of the kernel's, or what a program has said last. */
export interface CapturedFile {
  readonly path: string;
  /**
   * Puts what there is now into `slab`.
   * @returns the number of bytes
   * @throws the system's error, or Error
   */
  read(slab: Slab): number;
  /** Gives back what it holds. Another `read` begins anew. */
  close(): void;
}
