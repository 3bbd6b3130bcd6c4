import path from 'node:path';
import { isCode } from '../../system/errors.ts';
import { KernelFile } from '../reading/kernel-file.ts';
import type { Slab } from '../reading/slab.ts';
import { type IoCounts, ioOf } from './io-file.ts';
import { type ProcessStat, statOf } from './stat-line.ts';

/** It has ended: of a file that is open the kernel says the one, of one that is opened the other. */
const ENDED = ['ESRCH', 'ENOENT'];

/** What was read of a process: undefined where it could not be this time. */
export interface ProcessRead {
  readonly stat: ProcessStat | 'ended' | undefined;
  readonly io: IoCounts | undefined;
}

/**
 * The two files of a process. Kept open they are of this process and of no later one of its number, and cost a third; but
 * descriptors are few.
 */
export class ProcessFiles {
  readonly #io: KernelFile;
  readonly #stat: KernelFile;
  readonly #startTicks: number;

  constructor(procfs: string, { pid, startTicks }: Pick<ProcessStat, 'pid' | 'startTicks'>) {
    this.#io = new KernelFile(path.join(procfs, `${pid}`, 'io'), true);
    this.#stat = new KernelFile(path.join(procfs, `${pid}`, 'stat'), true);
    this.#startTicks = startTicks;
  }

  /** Puts both into `slab`. @returns whether the process has not ended */
  capture(slab: Slab, keep: 'open' | 'closed'): boolean {
    // In this order: what `stat` says of when it began is true of `io`, too.
    this.#captureFile(this.#io, slab);
    const isThere = this.#captureFile(this.#stat, slab);
    if (keep === 'closed' || !isThere) this.close();
    return isThere;
  }

  /** Takes out what `capture` has put in. */
  take(slab: Slab): ProcessRead {
    const io = takeIo(slab);
    const piece = slab.take();
    const trouble = slab.troubleOf(piece);
    if (trouble !== undefined) return { stat: hasEnded(trouble.error) ? 'ended' : undefined, io: undefined };
    const stat = statOf(slab.bytes, slab.endOf(piece - 1), slab.endOf(piece));
    const isAnother = stat !== undefined && stat.startTicks !== this.#startTicks;
    return isAnother ? { stat: 'ended', io: undefined } : { stat, io };
  }

  close(): void {
    this.#io.close();
    this.#stat.close();
  }

  #captureFile(file: KernelFile, slab: Slab): boolean {
    try {
      file.read(slab);
      return true;
    } catch (error) {
      slab.fail(error);
      return !hasEnded(error);
    }
  }
}

function takeIo(slab: Slab): IoCounts | undefined {
  const piece = slab.take();
  if (slab.troubleOf(piece) !== undefined) return undefined;
  return ioOf(slab.bytes.toString('latin1', slab.endOf(piece - 1), slab.endOf(piece)));
}

function hasEnded(error: unknown): boolean {
  return ENDED.some((code) => isCode(error, code));
}
