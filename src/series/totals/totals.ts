import { counterDelta } from '../counters.ts';
import type { HostInfo, Sample } from '../schema.ts';
import { type Between, interfacesBetween } from './between.ts';
import { sharesOfInterfaces } from './devices.ts';

/**
 * How far a field of all devices or interfaces has come from one sample to the next, each byte once. A device that was reset
 * in between is left out. Null where the total is not known: if all are left out, if one moved that may be another's traffic
 * again, or if nothing was read that counts. It is 0 without any only where there is none. The rule is in
 * `docs/file-format.md`, with that of the shares.
 */
export function totalOf(between: Between | undefined, field: string): number | null {
  if (between === undefined) return null;
  let sum: number | null = between.ofNone;
  for (const { share, then, now } of between.pairs) {
    const delta = counterDelta(then[field], now[field]);
    if (delta === null) continue;
    if (share === 'counted') sum = (sum ?? 0) + delta;
    else if (delta > 0) return null;
  }
  return sum;
}

/** How far each of these fields of all interfaces has come from one sample to the next, each byte once. */
export function networkTotals(
  before: Sample,
  after: Sample,
  fields: readonly string[],
  info: HostInfo | undefined,
): readonly (number | null)[] {
  const between = interfacesBetween(before, after, info);
  return fields.map((field) => totalOf(between, field));
}

/** The interfaces that received or sent something between two samples, and of which nobody knows whether they are counted. */
export function interfacesOfUnknownTraffic(
  before: Sample,
  after: Sample,
  info: HostInfo | undefined,
): string[] {
  if (!sharesOfInterfaces(after.netdev ?? [], info).includes('unknown')) return [];
  const pairs = interfacesBetween(before, after, info)?.pairs ?? [];
  const isMoved = (then: unknown, now: unknown) => (counterDelta(then, now) ?? 0) > 0;
  return pairs
    .filter(
      ({ share, then, now }) =>
        share === 'unknown' && (isMoved(then.rx_bytes, now.rx_bytes) || isMoved(then.tx_bytes, now.tx_bytes)),
    )
    .map(({ name }) => name);
}
