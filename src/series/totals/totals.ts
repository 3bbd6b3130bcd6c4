import { counterDelta } from '../counters.ts';
import type { HostInfo, Sample } from '../schema.ts';
import { countedDisks, countedInterfaces, sharesOfDisks, sharesOfInterfaces } from './devices.ts';
import type { Share } from './share.ts';

/** How far each of these fields of all block devices has come from one sample to the next, each byte once. */
export function diskTotals(
  { diskstats: before }: Sample,
  { diskstats: after }: Sample,
  fields: readonly string[],
  info: HostInfo | undefined,
): readonly (number | null)[] {
  if (before === undefined || after === undefined) return fields.map(() => null);
  return totals(before, after, {
    nameKey: 'device_name',
    fields,
    shares: sharesOfDisks(after, info),
    isNoneKnown: () => info !== undefined && countedDisks(info).length === 0,
  });
}

/** How far each of these fields of all interfaces has come from one sample to the next, each byte once. */
export function networkTotals(
  { netdev: before }: Sample,
  { netdev: after }: Sample,
  fields: readonly string[],
  info: HostInfo | undefined,
): readonly (number | null)[] {
  if (before === undefined || after === undefined) return fields.map(() => null);
  return totals(before, after, {
    nameKey: 'interface_name',
    fields,
    shares: sharesOfInterfaces(after, info),
    isNoneKnown: () => info !== undefined && countedInterfaces(namesOf(info.interfaces), info).length === 0,
  });
}

/** The interfaces that received or sent something between two samples, and of which nobody knows whether they are counted. */
export function interfacesOfUnknownTraffic(
  { netdev: before = [] }: Sample,
  { netdev: after = [] }: Sample,
  info: HostInfo | undefined,
): string[] {
  const shares = sharesOfInterfaces(after, info);
  if (!shares.includes('unknown')) return [];
  const earlier = new Map(before.map((one) => [one.interface_name, one]));
  const moved = after.filter((one, at) => {
    const then = earlier.get(one.interface_name);
    const delta = (field: string) => counterDelta(then?.[field], one[field]) ?? 0;
    return shares[at] === 'unknown' && (delta('rx_bytes') > 0 || delta('tx_bytes') > 0);
  });
  return moved.map(({ interface_name }) => String(interface_name));
}

type Rows = NonNullable<Sample['diskstats']>;

interface Totalled {
  readonly nameKey: string;
  readonly fields: readonly string[];
  /** Of each device of the later sample. */
  readonly shares: readonly Share[];
  /** Whether the host information has no device that counts. */
  readonly isNoneKnown: () => boolean;
}

/**
 * A device that came, went or was reset in between is left out for that interval. Null where the total is not known: if
 * all are left out, if one moved that may be another's traffic again, or if nothing was read that counts. It is 0 without
 * any only where there is none. The rule is in `docs/file-format.md`, with that of the shares.
 */
function totals(
  before: Rows,
  after: Rows,
  { nameKey, fields, shares, isNoneKnown }: Totalled,
): (number | null)[] {
  const earlier = new Map(before.map((device) => [device[nameKey], device]));
  const ofNone = shares.every((share) => share === 'never') && isNoneKnown() ? 0 : null;
  return fields.map((field) => {
    let sum: number | null = ofNone;
    for (const [at, device] of after.entries()) {
      const share = shares[at];
      if (share !== 'counted' && share !== 'unknown') continue;
      const delta = counterDelta(earlier.get(device[nameKey])?.[field], device[field]);
      if (delta === null) continue;
      if (share === 'counted') sum = (sum ?? 0) + delta;
      else if (delta > 0) return null;
    }
    return sum;
  });
}

function namesOf(interfaces: HostInfo['interfaces']): string[] {
  return interfaces.map(({ name }) => name);
}
