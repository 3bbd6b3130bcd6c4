import { amountText } from '../../metrics/short.ts';
import { secondsOf, type TimeWindow, windowTime } from '../engine/windows.ts';
import type { Candidate, Rule } from './rule.ts';

/** Of what was read, what came from memory at least. */
const LEAST_SHARE = 0.1;
/** Of a host, MB. */
const LEAST_MB = 100;
const KINDS = [
  ['nfs_app_read_mb_per_s', 'nfs_read_mb_per_s', 'NFS servers'],
  ['lustre_app_read_mb_per_s', 'lustre_read_mb_per_s', 'Lustre servers'],
] as const;

/** What was read in a phase, or the run, and came from the memory of the hosts: the storage under test was not asked. */
export const pageCache: Rule = (look) => {
  const { observed } = look;
  const found: Candidate[] = [];
  for (const [asked, given, servers] of KINDS) {
    const windows = observed.phases.map((_, phase): TimeWindow => ({ phase, from: 0, to: 0 }));
    for (const window of windows) {
      const seconds = secondsOf(observed, window);
      const [askedBy, givenTo] = [look.series(asked).means(window), look.series(given).means(window)];
      // Of a host of which one of the two is not known, neither counts.
      const known = [...askedBy.keys()].filter((host) => !Number.isNaN(askedBy[host]! + givenTo[host]!));
      const hosts = known.length;
      const read = known.reduce((sum, host) => sum + askedBy[host]!, 0) * seconds;
      const served = known.reduce((sum, host) => sum + givenTo[host]!, 0) * seconds;
      const share = (read - served) / read;
      if (!(read >= LEAST_MB * hosts) || !(share >= LEAST_SHARE)) continue;
      const label = window.phase === 0 ? null : (observed.phases[window.phase ?? 0]?.label ?? null);
      const time = windowTime(observed, window);
      found.push({
        ...{ cause: 'page cache', severity: 'warning', hosts: [], phase: label, time },
        ...{ value: 100 * share, normal: 0, weight: (read - served) * (label === null ? 1 : 1.01) },
        text: `${(100 * share).toFixed(0)} % of what was read${label === null ? '' : ` in ${label}`} came from the page cache: applications read ${amountText(read)}, ${servers} gave ${amountText(served)}.`,
        evidence: [],
        chart: { metric: asked, hosts: [], time },
      });
    }
  }
  return found.sort((a, b) => b.weight - a.weight).slice(0, 1);
};
