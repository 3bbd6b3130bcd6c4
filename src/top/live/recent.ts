import { OBSERVED } from '../../report/observed/observing.ts';
import type { Metric, Rates } from '../../series/rates.ts';
import type { Sample } from '../../series/schema.ts';

/** Some seconds of a host, in one piece. */
export interface SomeSeconds {
  /** What the devices had counted at its begin and its end: samples with nothing else. */
  readonly before: Sample;
  readonly after: Sample;
  /** Since tick 0, ms. */
  readonly start: number;
  readonly end: number;
  /** By metric of `OBSERVED`; NaN where it is not known. */
  readonly means: Float32Array;
}

/** How long a piece is, ms; no shorter than an interval. */
export const PIECE_MS = 10_000;
/** Four minutes, where intervals are no longer than pieces. */
export const MOST_PIECES = 24;
const WIDTH = OBSERVED.length;

/** The last minutes of a host in pieces: some 10 KB, however often it is sampled. */
export class Recent {
  readonly #pieces: SomeSeconds[] = [];
  #begun: Begun | undefined;
  #lately: Partial<Record<Metric, number>> | null = null;

  /** Takes in an interval, whose begin and end are told in ms since tick 0; they come in their order. */
  add(interval: { before: Sample; after: Sample; start: number; end: number; rates: Rates }): void {
    const { before, after, start, end, rates } = interval;
    const seconds = (end - start) / 1000;
    if (!(seconds > 0)) return;
    const nth = Math.ceil(end / PIECE_MS);
    if (this.#begun !== undefined && this.#begun.nth !== nth) this.#finish(this.#begun);
    this.#begun ??= new Begun(nth, before, start);
    this.#begun.add(rates, seconds, after, end);
  }

  /** Those that are over, oldest first. */
  get pieces(): readonly SomeSeconds[] {
    return this.#pieces;
  }

  /** What is known of the last piece that is over; null if there is none. */
  get lately(): Readonly<Partial<Record<Metric, number>>> | null {
    return this.#lately;
  }

  #finish(begun: Begun): void {
    const piece = begun.finished();
    this.#pieces.push(piece);
    if (this.#pieces.length > MOST_PIECES) this.#pieces.shift();
    this.#lately = Object.fromEntries(
      OBSERVED.flatMap((metric, at) => {
        const mean = piece.means[at] ?? Number.NaN;
        return Number.isNaN(mean) ? [] : [[metric, mean]];
      }),
    );
    this.#begun = undefined;
  }
}

/** A piece that is not over. */
class Begun {
  readonly nth: number;
  readonly #before: Sample;
  readonly #start: number;
  readonly #sums = new Float64Array(WIDTH);
  readonly #seconds = new Float64Array(WIDTH);
  #after: Sample;
  #end: number;

  constructor(nth: number, before: Sample, start: number) {
    this.nth = nth;
    this.#before = devicesOf(before);
    this.#start = start;
    this.#after = before;
    this.#end = start;
  }

  add(rates: Rates, seconds: number, after: Sample, end: number): void {
    this.#after = after;
    this.#end = end;
    for (let at = 0; at < WIDTH; at++) {
      const value = rates[OBSERVED[at]!];
      if (value === null) continue;
      this.#sums[at]! += value * seconds;
      this.#seconds[at]! += seconds;
    }
  }

  finished(): SomeSeconds {
    const means = Float32Array.from(this.#sums, (sum, at) => sum / this.#seconds[at]!);
    const [before, after] = [this.#before, devicesOf(this.#after)];
    return { before, after, start: this.#start, end: this.#end, means };
  }
}

/** What is kept of a sample: what findings look at beside rates. */
function devicesOf({ timestamp, hostname, tick, diskstats, netdev, nfs }: Sample): Sample {
  return {
    ...{ timestamp, hostname, tick },
    ...(diskstats !== undefined && { diskstats }),
    ...(netdev !== undefined && { netdev }),
    ...(nfs !== undefined && { nfs }),
  };
}
