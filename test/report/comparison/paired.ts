import type { PairedPhase } from '../../../src/report/comparison/paired-phases.ts';
import type { Metric } from '../../../src/series/rates.ts';

/** By metric: of each host what it did before and after. */
export type Pairs = Readonly<Partial<Record<Metric, Readonly<Record<string, readonly [number, number]>>>>>;

/** A phase of both runs whose hosts did this, from 0 s on. */
export function pairedPhase(label: string, pairs: Pairs, seconds: readonly [number, number]): PairedPhase {
  const side = (nth: 0 | 1) => ({
    phase: { label, start: 0, end: seconds[nth] * 1000 },
    hosts: (metric: Metric) =>
      Object.entries(pairs[metric] ?? {}).map(([host, values]) => ({ host, value: values[nth] })),
  });
  return { label, before: side(0), after: side(1) };
}

/** So many hosts that all did this, but for some that did something else. */
export function hosts(
  count: number,
  like: (host: number) => readonly [number, number],
  others: Readonly<Record<string, readonly [number, number]>> = {},
): Record<string, readonly [number, number]> {
  const all = Array.from({ length: count }, (_, host) => [`n${host}`, like(host)] as const);
  return { ...Object.fromEntries(all), ...others };
}
