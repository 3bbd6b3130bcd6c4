import { type Word, wordOf } from '../reading/rows.ts';
import type { Followed } from './followed.ts';

/** So many processes have a row of their own: as many as a large node has devices. */
export const MOST_OWN_ROWS = 64;
/** Each change of rows has all names in the journal once more: so many are free, then they become rarer and rarer. */
const FREE_CHANGES = 8;
const FIRST_WAIT_S = 5;

/** A process that has a row of its own, and what that is called. */
export interface OwnRow {
  readonly process: Followed;
  readonly word: Word;
}

/**
 * Which processes have a row of their own. It changes seldom, whatever comes and goes: one has to be there in two readings,
 * one that has ended keeps its row until another needs it, and from the ninth change on the time between two of them doubles
 * with every eight: some hundred in a day.
 */
export class RowPlan {
  #rows: readonly OwnRow[] = [];
  #known: ReadonlySet<Followed> = new Set();
  #changes = 0;
  #notBefore = Number.NEGATIVE_INFINITY;

  /** Those that have one. */
  get rows(): readonly OwnRow[] {
    return this.#rows;
  }

  has(process: Followed): boolean {
    return this.#known.has(process);
  }

  /**
   * @param alive all that are followed
   * @param now seconds of a monotonic clock
   * @param reading at the first all are taken for ones that stay
   * @returns those that had a row, and have ended and lost it
   */
  update(alive: readonly Followed[], now: number, reading: 'first' | 'later'): readonly Followed[] {
    if (now < this.#notBefore) return [];
    const kept = this.#rows.filter(({ process }) => !process.hasEnded);
    const free = MOST_OWN_ROWS - kept.length;
    const waiting = alive.filter(
      (process) => !this.has(process) && (process.readings > 1 || reading === 'first'),
    );
    if (waiting.length === 0 || free === 0) return [];
    // There is room for all, or for the largest.
    if (waiting.length > free) waiting.sort((one, other) => compare(other.bytes, one.bytes));
    const lost = this.#rows.flatMap(({ process }) => (process.hasEnded ? process : []));
    this.#rows = [...kept, ...waiting.slice(0, free).map(rowOf)];
    this.#known = new Set(this.#rows.map(({ process }) => process));
    this.#changes++;
    const doublings = Math.floor((this.#changes - FREE_CHANGES) / FREE_CHANGES);
    if (doublings >= 0) this.#notBefore = now + FIRST_WAIT_S * 2 ** doublings;
    return lost;
  }
}

function rowOf(process: Followed): OwnRow {
  return { process, word: wordOf(`${process.name}/${process.pid}/${process.startTicks}`) };
}

function compare(one: bigint, other: bigint): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
