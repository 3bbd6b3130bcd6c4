import type { Metric } from '../../../series/rates.ts';
import type { Look } from './look.ts';
import { normalOf } from './outliers.ts';
import type { TimeWindow } from './windows.ts';
import { theOthers } from './words.ts';

/** A host in a window, and those of its kind. */
export interface Among {
  readonly host: number;
  readonly window: TimeWindow;
  readonly kind: readonly number[];
}

/** Of what a host is behind in a window, what it must still be behind up to the end of that. */
const STILL_BEHIND = 0.5;

/** Whether it is no host that was faster before, and had done its part. */
export function isBehind(look: Look, metrics: readonly Metric[], { host, window, kind }: Among): boolean {
  const lack = (part: TimeWindow) => {
    const all = look.series(...metrics).means(part);
    const normal = normalOfOthers(all, host, kind)?.median ?? Number.NaN;
    return (normal - (all[host] ?? Number.NaN)) * (part.to - part.from);
  };
  const { from, to } = window;
  return lack({ phase: null, from: 0, to }) >= STILL_BEHIND * lack({ phase: null, from, to });
}

/** Of few hosts one is a large part: what is normal is what the others do. */
export function normalOfOthers(all: Float64Array, host: number, kind: readonly number[]) {
  return normalOf(Float64Array.from(kind, (one) => (one === host ? Number.NaN : (all[one] ?? Number.NaN))));
}

/** Whom a host is compared with, in words: so many of its kind, which can be fewer than all. */
export function otherHosts(look: Look, kind: readonly number[], count: number): string {
  return `${theOthers(count)}${kind.length < look.sampled ? ' of its kind' : ''}`;
}
