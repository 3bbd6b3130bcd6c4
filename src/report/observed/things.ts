import { counterDelta } from '../../series/counters.ts';
import type { HostInfo, Sample } from '../../series/schema.ts';
import { isPlainObject } from '../../series/schema-parts.ts';
import { sharesOfDisks, sharesOfInterfaces } from '../../series/totals/devices.ts';
import type { Interval } from '../data/intervals.ts';
import type { Thing } from './observed.ts';

/** So many of a kind are looked at: a node can have hundreds of automounts. */
const MOST = 64;
const NFS_DATA = ['READ', 'READ_PLUS', 'WRITE', 'COMMIT'];
const BYTES_PER_MB = 1e6;
/** What 1 Mb/s carries, bytes per second. */
const BYTES_PER_MBPS = 1e6 / 8;

/** Sums of the mounts, disks and interfaces of a host. */
export class Things {
  readonly #phases: number;
  readonly #sums = new Map<string, Sums>();

  /** @param phases how many there are */
  constructor(phases: number) {
    this.#phases = phases;
  }

  /** @param shares how much of each phase is in the interval, seconds */
  add({ before, after, start, end }: Interval, info: HostInfo | undefined, shares: readonly number[]): void {
    const seconds = (end - start) / 1000;
    if (!(seconds > 0)) return;
    const note = (kind: Thing['kind'], name: string, sum: number, amount: number) => {
      const sums = this.#of(kind, name);
      for (const [phase, share] of shares.entries()) {
        if (!(share > 0)) continue;
        sums.seconds[phase]! += share;
        sums.sums[phase]! += (sum * share) / seconds;
        sums.amounts[phase]! += (amount * share) / seconds;
      }
    };
    for (const { name, ms, ops } of mountsBetween(before, after)) note('mount', name, ms, ops);
    for (const { name, ms, ops } of disksBetween(before, after, info)) note('disk', name, ms, ops);
    for (const { name, busiest, all, mbps } of interfacesBetween(before, after, info))
      note('interface', name, (100 * busiest) / (mbps * BYTES_PER_MBPS), all / BYTES_PER_MB);
  }

  get found(): Thing[] {
    return [...this.#sums.values()].map(({ kind, name, sums, seconds, amounts }) => ({
      kind,
      name,
      // An interface is busy for a part of the time; the others take time for each of what they do.
      means: sums.map((sum, phase) => sum / (kind === 'interface' ? seconds : amounts)[phase]!),
      amounts,
    }));
  }

  #of(kind: Thing['kind'], name: string): Sums {
    const key = `${kind}\0${name}`;
    const found = this.#sums.get(key);
    if (found !== undefined) return found;
    const numbers = () => new Float64Array(this.#phases);
    const sums = { kind, name, sums: numbers(), seconds: numbers(), amounts: numbers() };
    if ([...this.#sums.values()].filter((one) => one.kind === kind).length < MOST) this.#sums.set(key, sums);
    return sums;
  }
}

interface Sums {
  readonly kind: Thing['kind'];
  readonly name: string;
  readonly sums: Float64Array;
  readonly seconds: Float64Array;
  readonly amounts: Float64Array;
}

interface Took {
  readonly name: string;
  readonly ms: number;
  readonly ops: number;
}

function mountsBetween({ nfs: before }: Sample, { nfs: after }: Sample): Took[] {
  return Object.entries(after ?? {}).flatMap(([name, now]) => {
    const then = before?.[name];
    if (!isPlainObject(now) || !isPlainObject(then)) return [];
    const deltas = NFS_DATA.flatMap((operation) => {
      const [one, other] = [then[operation], now[operation]];
      if (!isPlainObject(one) || !isPlainObject(other)) return [];
      return [tookOf(one, other, ['execute_ms'], ['ops'])];
    });
    return added(name, deltas);
  });
}

function disksBetween({ diskstats: before }: Sample, { diskstats: after }: Sample, info?: HostInfo): Took[] {
  if (before === undefined || after === undefined) return [];
  const earlier = new Map(before.map((one) => [one.device_name, one]));
  const shares = sharesOfDisks(after, info);
  return after.flatMap((now, at) => {
    const then = earlier.get(now.device_name);
    if (then === undefined || shares[at] !== 'counted') return [];
    const took = tookOf(
      then,
      now,
      ['time_reading_ms', 'time_writing_ms'],
      ['reads_completed', 'writes_completed'],
    );
    return added(String(now.device_name), [took]);
  });
}

type Counts = Readonly<Record<string, unknown>>;

/** How much time was counted, and of how many; null where a counter is not known. */
function tookOf(then: Counts, now: Counts, times: readonly string[], counts: readonly string[]) {
  const sum = (fields: readonly string[]) => {
    const deltas = fields.map((field) => counterDelta(then[field], now[field]));
    return deltas.some((delta) => delta === null) ? null : deltas.reduce<number>((all, one) => all + one!, 0);
  };
  const [ms, ops] = [sum(times), sum(counts)];
  return ms === null || ops === null ? null : { ms, ops };
}

function added(name: string, took: readonly (Omit<Took, 'name'> | null)[]): Took[] {
  let [ms, ops] = [0, 0];
  for (const one of took) {
    if (one === null) return [];
    ms += one.ms;
    ops += one.ops;
  }
  return [{ name, ms, ops }];
}

function interfacesBetween({ netdev: before }: Sample, { netdev: after }: Sample, info?: HostInfo) {
  if (before === undefined || after === undefined) return [];
  const earlier = new Map(before.map((one) => [one.interface_name, one]));
  const shares = sharesOfInterfaces(after, info);
  return after.flatMap((now, at) => {
    const name = String(now.interface_name);
    const then = earlier.get(name);
    const mbps = info?.interfaces.find((one) => one.name === name)?.speed_mbps ?? 0;
    const received = counterDelta(then?.rx_bytes, now.rx_bytes);
    const sent = counterDelta(then?.tx_bytes, now.tx_bytes);
    if (shares[at] !== 'counted' || !(mbps > 0) || received === null || sent === null) return [];
    return [{ name, busiest: Math.max(received, sent), all: received + sent, mbps }];
  });
}
