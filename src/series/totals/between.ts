import type { HostInfo, Sample } from '../schema.ts';
import { countedDisks, countedInterfaces, sharesOfDisks, sharesOfInterfaces } from './devices.ts';
import type { Share } from './share.ts';

type Row = Readonly<Record<string, unknown>>;

/** A device or interface that two samples have. */
export interface Pair {
  readonly name: string;
  /** Of one that is `unknown` nobody knows whether it is another's traffic again. */
  readonly share: 'counted' | 'unknown';
  readonly then: Row;
  readonly now: Row;
}

/** What counts of the devices or interfaces of two samples. One that came or went in between is not there. */
export interface Between {
  readonly pairs: readonly Pair[];
  /** What they did together where there are no pairs: nothing if the host has none that counts, else it is not known. */
  readonly ofNone: 0 | null;
}

/** The block devices of two samples; undefined if one of the two has not read them. */
export function disksBetween(
  { diskstats: before }: Sample,
  { diskstats: after }: Sample,
  info: HostInfo | undefined,
): Between | undefined {
  if (before === undefined || after === undefined) return undefined;
  const shares = sharesOfDisks(after, info);
  const isNone = () => info !== undefined && countedDisks(info).length === 0;
  return { pairs: pairsOf(before, after, 'device_name', shares), ofNone: ofNone(shares, isNone) };
}

/** The network interfaces of two samples, likewise. */
export function interfacesBetween(
  { netdev: before }: Sample,
  { netdev: after }: Sample,
  info: HostInfo | undefined,
): Between | undefined {
  if (before === undefined || after === undefined) return undefined;
  const shares = sharesOfInterfaces(after, info);
  const isNone = () => info !== undefined && countedInterfaces(namesOf(info.interfaces), info).length === 0;
  return { pairs: pairsOf(before, after, 'interface_name', shares), ofNone: ofNone(shares, isNone) };
}

function ofNone(shares: readonly Share[], isNone: () => boolean): 0 | null {
  return shares.every((share) => share === 'never') && isNone() ? 0 : null;
}

function pairsOf(
  before: readonly Row[],
  after: readonly Row[],
  nameKey: string,
  shares: readonly Share[],
): Pair[] {
  const pairs: Pair[] = [];
  let earlier: ReadonlyMap<unknown, Row> | undefined;
  for (let at = 0; at < after.length; at++) {
    const share = shares[at];
    if (share !== 'counted' && share !== 'unknown') continue;
    const now = after[at]!;
    const name = now[nameKey];
    // Nearly always it is where it was.
    let then = before[at];
    if (then?.[nameKey] !== name) {
      earlier ??= new Map(before.map((one) => [one[nameKey], one]));
      then = earlier.get(name);
    }
    if (then !== undefined) pairs.push({ name: String(name), share, then, now });
  }
  return pairs;
}

function namesOf(interfaces: HostInfo['interfaces']): string[] {
  return interfaces.map(({ name }) => name);
}
