import type { Metric } from '../../series/rates.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import { interfacesOfUnknownTraffic } from '../../series/totals/totals.ts';
import type { Interval } from './intervals.ts';

/**
 * Collects the interfaces that carried something and of which nobody knows whether others carried it, too. Of a host that
 * has one, what its network did is not known for all of the run: means and totals over the rest would look as if the rest
 * were all.
 */
export class UnknownNetwork {
  readonly #hostInfo: SeriesHeader['host_info'];
  readonly #interfaces = new Map<string, Set<string>>();

  constructor({ host_info }: Pick<SeriesHeader, 'host_info'>) {
    this.#hostInfo = host_info;
  }

  /** Looks at an interval of a host. */
  see(host: string, { before, after }: Interval): void {
    const names = interfacesOfUnknownTraffic(before, after, this.#hostInfo[host]);
    if (names.length === 0) return;
    const ofHost = this.#interfaces.get(host) ?? new Set();
    this.#interfaces.set(host, ofHost);
    for (const name of names) ofHost.add(name);
  }

  /** The interfaces of a host that are so, in the order in which they were seen. */
  interfacesOf(host: string): string[] {
    return [...(this.#interfaces.get(host) ?? [])];
  }

  /** Whether this metric of a host is not known for that reason. */
  hides(host: string, metric: Metric): boolean {
    return metric.startsWith('net_') && this.#interfaces.has(host);
  }
}
