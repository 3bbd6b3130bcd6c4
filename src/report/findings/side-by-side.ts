import type { Metric } from '../../series/rates.ts';
import { METRICS } from '../metrics/metrics.ts';
import type { PhaseMeans } from '../phases/phase-means.ts';
import type { Phase } from '../phases/phases.ts';

/** In what hosts differ of which there are too few to say which one is unlike the others. */
export interface SideBySide {
  readonly metric: Metric;
  readonly phase: string;
  /** Mean of each host in that phase, in the unit in which the metric is shown. */
  readonly values: readonly { readonly host: string; readonly value: number }[];
}

const FEWEST = 2;
const MOST = 3;
/** Hosts that do the same are never exactly alike: it must be this share of the greater one. */
const LEAST_SHARE = 0.1;

/** What two or three hosts did differently: of each metric the phase in which they are furthest apart, those first that differ most. */
export function sideBySide(means: PhaseMeans, phases: readonly Phase[]): SideBySide[] {
  const found: (SideBySide & { readonly share: number })[] = [];
  for (const { name, negligible } of METRICS) {
    let most: (SideBySide & { readonly share: number }) | undefined;
    for (const [nth, values] of (means.get(name) ?? []).entries()) {
      if (values.length < FEWEST || values.length > MOST) continue;
      const numbers = values.map(({ value }) => value);
      const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)];
      const share = (greatest - least) / greatest;
      if (greatest - least < negligible || !(share >= LEAST_SHARE)) continue;
      if (most === undefined || share > most.share)
        most = { metric: name, phase: phases[nth]?.label ?? '', values, share };
    }
    if (most !== undefined) found.push(most);
  }
  return found
    .sort((a, b) => b.share - a.share)
    .map(({ metric, phase, values }) => ({ metric, phase, values }));
}
