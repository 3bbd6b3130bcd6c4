import type { PhaseFigures, StorageFigure } from '../../../src/report/figures/phase-figures.ts';

/** So many MB in so many seconds, exactly known. */
export function storage(amount: number, seconds: number, by = 'disks'): StorageFigure {
  return { by, rate: amount / seconds, amount, least: amount, most: amount };
}

/** A phase of 10 s in which nothing was moved. */
export function figuresOfPhase(label: string, more: Partial<PhaseFigures> = {}): PhaseFigures {
  return {
    ...{ label, start: 0, end: 10_000, hosts: 2 },
    ...{ read: null, written: null, benchmark: null, cache: null, unseen: [] },
    ...more,
  };
}
