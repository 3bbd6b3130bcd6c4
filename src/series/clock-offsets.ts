import type { HostStatus, SeriesHeader } from './schema.ts';

type Clocks = Pick<HostStatus, 'clock_offset_ms' | 'clock_steps'>;
type HasClocks = { readonly host_status: Readonly<Record<string, Clocks>> };

/**
 * A host's clock at the first tick less that of rank 0, ms: `clock_offset_ms` is of the end, and the host's can have been set
 * meanwhile; rank 0 goes on by its monotonic clock. 0 where it is not known.
 */
export function offsetAtStart({ host_status }: HasClocks, host: string): number {
  const clocks = host_status[host];
  if (clocks === undefined || clocks.clock_offset_ms === null) return 0;
  return clocks.clock_offset_ms - stepsOf(clocks);
}

/** From the first to the last sample of a host, ms since 1970, by rank 0's clock; null if it has none. */
export function sampledSpan(
  header: Pick<SeriesHeader, 'host_status'>,
  host: string,
): { readonly start: number; readonly end: number } | null {
  const status = header.host_status[host];
  if (status === undefined || status.first_sample === null || status.last_sample === null) return null;
  const offset = offsetAtStart(header, host);
  return {
    start: Date.parse(status.first_sample) - offset,
    end: Date.parse(status.last_sample) - stepsOf(status) - offset,
  };
}

/** By how much a clock was set in all, ms. */
function stepsOf({ clock_steps = [] }: Clocks): number {
  return clock_steps.reduce((sum, { step_ms }) => sum + step_ms, 0);
}
