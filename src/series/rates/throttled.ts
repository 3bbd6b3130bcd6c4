import { counterDelta } from '../counters.ts';
import type { Sample } from '../schema.ts';
import { isPlainObject } from '../schema-parts.ts';

/** Since Linux 5.6; before, only how often it was is known. */
export const THROTTLED_MS = 'package_throttle_total_time_ms';

/**
 * For how long a CPU package ran slower between two samples because it was too hot, ms; of the package that did so most. Null
 * where it is not known, as on all but Intel's.
 * @see drivers/thermal/intel/therm_throt.c
 */
export function throttledMs({ thermal: before }: Sample, { thermal: after }: Sample): number | null {
  let most: number | null = null;
  for (const id in after) {
    const [then, now] = [before?.[id], after[id]];
    if (!isPlainObject(then) || !isPlainObject(now)) continue;
    const delta = counterDelta(then[THROTTLED_MS], now[THROTTLED_MS]);
    if (delta !== null) most = Math.max(most ?? 0, delta);
  }
  return most;
}
