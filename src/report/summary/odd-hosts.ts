import type { Metric } from '../../series/rates.ts';
import type { Finding, Severity } from '../findings/finding.ts';

/** A host that stands out, and the cells that do; none if nothing in the table does. */
export interface OddHost {
  readonly host: string;
  readonly metrics: ReadonlyMap<Metric, Severity>;
  readonly severity: Severity;
}

/** The hosts that findings are of, in their order, with the metrics in whose charts that is seen. */
export function hostsToLookAt(findings: readonly Finding[]): OddHost[] {
  const found = new Map<string, { severity: Severity; metrics: Map<Metric, Severity> }>();
  for (const { hosts, severity, chart } of findings) {
    for (const host of hosts) {
      // The first finding of a host is its worst.
      const odd = found.get(host) ?? { severity, metrics: new Map<Metric, Severity>() };
      found.set(host, odd);
      if (chart !== null && !odd.metrics.has(chart.metric)) odd.metrics.set(chart.metric, severity);
    }
  }
  return [...found].map(([host, odd]) => ({ host, ...odd }));
}
