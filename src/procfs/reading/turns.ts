import type { Source } from '../source.ts';

type Rare = Pick<Source, 'name' | 'leastSeconds'>;

/** A tick, by which it is known whose turn it is. */
export interface TickOfTurns {
  readonly tick: number;
  /** Time between ticks, ms. */
  readonly intervalMs: number;
}

/**
 * Whose turn it is, of sources that are not read at each tick: the time since tick 0 is cut into pieces of `leastSeconds`, and
 * the first tick in each that is sampled has the source. So all hosts read it at the same ticks: what disturbs a parallel
 * job least is what happens everywhere at once, and their values stand beside each other. Where nothing else is read, each
 * tick is theirs: one without any source was missed.
 */
export class Turns {
  readonly #isAlways: boolean;
  /** By name of the source: the piece in which it was read last. */
  readonly #read = new Map<string, number>();

  /** @param sources all that are read */
  constructor(sources: readonly Rare[]) {
    this.#isAlways = sources.every(({ leastSeconds }) => leastSeconds !== undefined);
  }

  /** Whether it is the source's turn at a tick; it is taken to be read then. */
  isTurn({ name, leastSeconds }: Rare, at: TickOfTurns): boolean {
    if (leastSeconds === undefined || this.#isAlways) return true;
    const piece = Math.floor((at.tick * at.intervalMs) / (leastSeconds * 1000));
    if (piece <= (this.#read.get(name) ?? -1)) return false;
    this.#read.set(name, piece);
    return true;
  }
}
