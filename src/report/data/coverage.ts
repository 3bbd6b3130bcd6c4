import type { HostStatus, Sample, SeriesHeader } from '../../series/schema.ts';

type Same = 'reason' | 'rank' | 'samples' | 'first_sample' | 'last_sample' | 'gaps' | 'late_ms';

/**
 * How much of a host was seen: its line of the ledger. Where a file has none, what its samples tell; null is what they
 * do not.
 */
export interface HostCoverage extends Pick<HostStatus, Same | 'clock_offset_ms' | 'clock_error_ms'> {
  readonly status: HostStatus['status'] | 'unknown';
  readonly ticks_expected: number | null;
  readonly ticks_missed: number | null;
}

/** Of the samples of a host in a file. */
interface Seen {
  samples: number;
  readonly first: string;
  last: string;
}

/** The hosts of a run and how much of each was seen, by the ledger and by the samples that are in the file. */
export class SeenHosts {
  readonly #seen = new Map<string, Seen>();

  /** Notes a sample. */
  see(host: string, { timestamp }: Pick<Sample, 'timestamp'>): void {
    const seen = this.#seen.get(host) ?? { samples: 0, first: timestamp, last: timestamp };
    this.#seen.set(host, seen);
    seen.samples++;
    seen.last = timestamp;
  }

  /** By name, all hosts that the header or a sample names, those of the ledger first, in the order of the file. */
  coverage({ host_status, hosts_requested }: SeriesHeader): ReadonlyMap<string, HostCoverage> {
    const hosts = new Set([...Object.keys(host_status), ...hosts_requested, ...this.#seen.keys()]);
    return new Map([...hosts].map((host) => [host, coverageOf(host_status[host], this.#seen.get(host))]));
  }
}

function coverageOf(status: HostStatus | undefined, seen: Seen | undefined): HostCoverage {
  if (status === undefined) return unknownCoverage(seen);
  if (seen !== undefined || status.samples === 0) return status;
  const reason = `its ${status.samples} samples are no longer in the file`;
  return { ...status, status: 'missing', reason, samples: 0, first_sample: null, last_sample: null };
}

function unknownCoverage(seen: Seen | undefined): HostCoverage {
  return {
    status: 'unknown',
    reason: null,
    rank: null,
    samples: seen?.samples ?? 0,
    first_sample: seen?.first ?? null,
    last_sample: seen?.last ?? null,
    ticks_expected: null,
    ticks_missed: null,
    gaps: [],
    late_ms: null,
    clock_offset_ms: null,
    clock_error_ms: null,
  };
}
