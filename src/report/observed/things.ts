import { counterDelta } from '../../series/counters.ts';
import { BYTES_PER_MBPS } from '../../series/rates/busiest-link.ts';
import { timesOfDisk } from '../../series/rates/disk-times.ts';
import { linkSpeeds } from '../../series/rates/link-speeds.ts';
import { operationsOfMounts } from '../../series/rates/nfs-operations.ts';
import type { HostInfo } from '../../series/schema.ts';
import { disksBetween, interfacesBetween } from '../../series/totals/between.ts';
import type { Interval } from '../data/intervals.ts';
import type { Thing } from './observed.ts';

/** So many of a kind are looked at: a node can have hundreds of automounts. */
const MOST = 64;
const BYTES_PER_MB = 1e6;

/** Sums of the NFS mounts, counted disks and counted interfaces with a known speed of a host. */
export class Things {
  readonly #phases: number;
  readonly #mounts = new Map<string, Sums>();
  readonly #disks = new Map<string, Sums>();
  readonly #interfaces = new Map<string, Sums>();

  /** @param phases how many there are */
  constructor(phases: number) {
    this.#phases = phases;
  }

  /** @param shares how much of each phase is in the interval, seconds */
  add({ before, after, start, end }: Interval, info: HostInfo | undefined, shares: readonly number[]): void {
    const seconds = (end - start) / 1000;
    if (!(seconds > 0)) return;
    const note = (things: Map<string, Sums>, name: string, sum: number, amount: number) => {
      const sums = this.#of(things, name);
      if (sums === undefined) return;
      for (let phase = 0; phase < shares.length; phase++) {
        const share = shares[phase]!;
        if (!(share > 0)) continue;
        sums.seconds[phase]! += share;
        sums.sums[phase]! += (sum * share) / seconds;
        sums.amounts[phase]! += (amount * share) / seconds;
      }
    };
    for (const { mount, ms, ops } of operationsOfMounts(before, after)) note(this.#mounts, mount, ms, ops);
    for (const pair of disksBetween(before, after, info)?.pairs ?? []) {
      const times = pair.share === 'counted' ? timesOfDisk(pair) : null;
      if (times !== null) note(this.#disks, pair.name, times.took, times.ended);
    }
    const speeds = linkSpeeds(info);
    if (speeds.size === 0) return;
    for (const { name, share, then, now } of interfacesBetween(before, after, info)?.pairs ?? []) {
      const speed = speeds.get(name);
      const received = counterDelta(then.rx_bytes, now.rx_bytes);
      const sent = counterDelta(then.tx_bytes, now.tx_bytes);
      if (share !== 'counted' || speed === undefined || received === null || sent === null) continue;
      const percentSeconds = (100 * Math.max(received, sent)) / (speed * BYTES_PER_MBPS);
      note(this.#interfaces, name, percentSeconds, (received + sent) / BYTES_PER_MB);
    }
  }

  get found(): Thing[] {
    // An interface is busy for a part of the time; the others take time for each of what they do.
    return [
      ...thingsOf('mount', this.#mounts, ({ amounts }) => amounts),
      ...thingsOf('disk', this.#disks, ({ amounts }) => amounts),
      ...thingsOf('interface', this.#interfaces, ({ seconds }) => seconds),
    ];
  }

  /** Undefined of one that is too many. */
  #of(things: Map<string, Sums>, name: string): Sums | undefined {
    const found = things.get(name);
    if (found !== undefined || things.size >= MOST) return found;
    const numbers = () => new Float64Array(this.#phases);
    const sums = { sums: numbers(), seconds: numbers(), amounts: numbers() };
    things.set(name, sums);
    return sums;
  }
}

/** By phase. */
interface Sums {
  /** Ms, or of an interface percent × seconds. */
  readonly sums: Float64Array;
  readonly seconds: Float64Array;
  readonly amounts: Float64Array;
}

function thingsOf(
  kind: Thing['kind'],
  things: ReadonlyMap<string, Sums>,
  per: (sums: Sums) => Float64Array,
): Thing[] {
  return [...things].map(([name, one]) => {
    const counts = per(one);
    return { kind, name, means: one.sums.map((sum, phase) => sum / counts[phase]!), amounts: one.amounts };
  });
}
