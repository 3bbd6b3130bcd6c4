import type { Metric } from '../../../series/rates.ts';
import type { Observed } from '../../observed/observed.ts';
import type { TimeWindow } from './windows.ts';

/** A metric, or the sum of several, of all hosts over time: means over any window, in one step each. */
export class HostSeries {
  readonly #observed: Observed;
  readonly #metrics: readonly Metric[];
  /** By host: sums of what is known up to a piece, and of how many pieces, or of how much, it is known. */
  readonly #sums: Float64Array[] = [];
  readonly #known: Float64Array[] = [];
  readonly #ofPhases = new Map<number, Float64Array>();
  readonly #weights: readonly Metric[];

  /** @param weights of which a mean is, taken together: of a time per request, how much was moved; none: of time */
  constructor(observed: Observed, metrics: readonly Metric[], weights: readonly Metric[] = []) {
    this.#observed = observed;
    this.#metrics = metrics;
    this.#weights = weights;
  }

  /** By host; NaN where it is not known. */
  means(window: TimeWindow): Float64Array {
    const { phase } = window;
    if (phase === null || this.#weights.length > 0)
      return Float64Array.from(this.#observed.hosts, (_, host) => this.mean(host, window));
    const known = this.#ofPhases.get(phase);
    if (known !== undefined) return known;
    const parts = this.#metrics.map((metric) => this.#observed.means(metric, phase));
    const all = parts.reduce((sum, part) => sum.map((value, host) => added(value, part[host]!)));
    this.#ofPhases.set(phase, all);
    return all;
  }

  /** Of one host; NaN where less than half of the window is known. */
  mean(host: number, { phase, from, to }: TimeWindow): number {
    if (phase !== null && this.#weights.length === 0)
      return this.means({ phase, from, to })[host] ?? Number.NaN;
    this.#addUp(host);
    const known = this.#known[host]![to]! - this.#known[host]![from]!;
    const sum = this.#sums[host]![to]! - this.#sums[host]![from]!;
    // Of what is not asked for there is no time that it takes: nothing is missing.
    if (this.#weights.length > 0) return sum / known;
    return 2 * known < to - from ? Number.NaN : sum / known;
  }

  /** Of one host in one piece. */
  at(host: number, piece: number): number {
    return this.mean(host, { phase: null, from: piece, to: piece + 1 });
  }

  #addUp(host: number): void {
    if (this.#sums[host] !== undefined) return;
    const { count } = this.#observed.pieces;
    const sums = new Float64Array(count + 1);
    const known = new Float64Array(count + 1);
    const weights = this.#weights.map((metric) => this.#observed.inPieces(metric, host));
    const parts = this.#metrics.map((metric) => this.#observed.inPieces(metric, host));
    for (let piece = 0; piece < count; piece++) {
      const value = parts.reduce((sum, part) => added(sum, part[piece]!), Number.NaN);
      const moved = weights.reduce((sum, weight) => added(sum, weight[piece]!), Number.NaN);
      const weight = weights.length === 0 ? 1 : moved;
      const isKnown = !Number.isNaN(value) && weight > 0;
      sums[piece + 1] = sums[piece]! + (isKnown ? value * weight : 0);
      known[piece + 1] = known[piece]! + (isKnown ? weight : 0);
    }
    this.#sums[host] = sums;
    this.#known[host] = known;
  }
}

/** Of what is known. */
function added(one: number, other: number): number {
  if (Number.isNaN(one)) return other;
  return Number.isNaN(other) ? one : one + other;
}
