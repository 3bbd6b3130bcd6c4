import { randomInt } from 'node:crypto';

/** What every record of a rank says of its sender. */
export interface Stamp {
  readonly rank: number;
  readonly id: string;
  readonly seq: number;
}

const ID_SPAN = 36 ** 6;

/** Numbers the records of one process of one rank, from 1. */
export class Sender {
  readonly rank: number;
  /** Tells this process from another of the same rank; six characters. */
  readonly id: string;
  #seq = 0;

  constructor(rank: number, id: string = randomInt(ID_SPAN).toString(36).padStart(6, '0')) {
    this.rank = rank;
    this.id = id;
  }

  /** Number of the record made last, 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** The stamp of the next record. */
  next(): Stamp {
    this.#seq++;
    return { rank: this.rank, id: this.id, seq: this.#seq };
  }
}
