import * as v from 'valibot';
import type { Printed } from '../result.ts';
import { shown } from '../shown.ts';

/** What DLIO calls its metrics by their ends, and what they are of: its MB and GB are of 1024 (statscounter.py). */
const UNITS: readonly (readonly [end: string, unit: string])[] = [
  ['_percentage', '%'],
  ['_samples_per_second', 'samples/s'],
  ['_MB_per_second', 'MiB/s'],
  ['_GB_per_second', 'GiB/s'],
  ['_GB', 'GiB'],
  ['_seconds', 's'],
];
const MOST = 1000;

export const metricsSchema = v.record(v.string(), v.unknown());

/** Metrics of DLIO by name, such as `train_au_mean_percentage`; lists have a value an epoch. */
export function printedMetrics(metrics: Readonly<Record<string, unknown>>): Printed[] {
  const printed = Object.entries(metrics).flatMap(([key, value]) => {
    const [end, unit] = UNITS.find(([ending]) => key.endsWith(ending)) ?? [];
    if (end === undefined || unit === undefined) return [];
    const name = shown(key.slice(0, -end.length));
    const values = Array.isArray(value) ? value : [value];
    return values.flatMap((one, nth) => {
      if (typeof one !== 'number' && typeof one !== 'bigint') return [];
      return [{ name: Array.isArray(value) ? `${name} of epoch ${nth + 1}` : name, text: String(one), unit }];
    });
  });
  return printed.slice(0, MOST);
}

/** What it says of expectations that it did not meet. */
export function failedExpectations(metrics: Readonly<Record<string, unknown>>): string[] {
  const failed = Object.entries(metrics).filter(
    ([key, value]) => key.endsWith('_meet_expectation') && value === 'fail',
  );
  return failed
    .slice(0, MOST)
    .map(([key]) => `${shown(key.slice(0, -'_meet_expectation'.length))} does not meet the expectation`);
}

/** Whether it has trained and not evaluated: of what evaluation reads, no size is told, and what is left would be a part. */
export function hasTrainedOnly(metrics: Readonly<Record<string, unknown>>): boolean {
  return 'train_au_percentage' in metrics && !('eval_au_percentage' in metrics);
}
