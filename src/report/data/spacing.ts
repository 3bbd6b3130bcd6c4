import type { Sample, SeriesHeader } from '../../series/schema.ts';

/** Time between samples that are in the file, seconds: the least and the most. */
export interface Spacing {
  readonly least: number;
  readonly most: number;
}

interface HostTicks {
  last: number;
  /** Which of the host's gaps comes next. */
  gap: number;
}

/**
 * How far apart the ticks in a file really are: more than the interval if they were thinned out. A gap of the ledger is no
 * distance between ticks.
 */
export class TickSpacing {
  readonly #header: SeriesHeader;
  readonly #hosts = new Map<string, HostTicks>();
  #least = Number.POSITIVE_INFINITY;
  #most = 0;

  constructor(header: SeriesHeader) {
    this.#header = header;
  }

  /** Takes in a sample; those of a host come in order. */
  see(host: string, { tick }: Sample): void {
    if (tick === null) return;
    const seen = this.#hosts.get(host);
    if (seen === undefined) {
      this.#hosts.set(host, { last: tick, gap: 0 });
      return;
    }
    const { last } = seen;
    seen.last = tick;
    const gaps = this.#header.host_status[host]?.gaps ?? [];
    while (seen.gap < gaps.length && gaps[seen.gap]!.to_tick <= last) seen.gap++;
    const gap = gaps[seen.gap];
    if (tick <= last || (gap !== undefined && gap.from_tick < tick)) return;
    this.#least = Math.min(this.#least, tick - last);
    this.#most = Math.max(this.#most, tick - last);
  }

  /** The interval of the schedule if no two ticks follow each other. */
  get found(): Spacing {
    const seconds = this.#header.collection_interval_seconds;
    if (this.#most === 0) return { least: seconds, most: seconds };
    return { least: times(this.#least, seconds), most: times(this.#most, seconds) };
  }
}

/** As a text: `every 0.8 s`, or `every 0.2 to 0.8 s`. */
export function everyText({ least, most }: Spacing): string {
  return least === most ? `every ${least} s` : `every ${least} to ${most} s`;
}

/** Without what doubles add: 4 × 0.2 is 0.8. */
function times(ticks: number, seconds: number): number {
  return Number((ticks * seconds).toPrecision(12));
}
