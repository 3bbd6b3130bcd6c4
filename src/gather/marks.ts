import type { Marker } from '../wire/records.ts';

/** How often a label was marked in one launch: by each rank, and by the one that did so most. */
interface Counts {
  readonly byRank: Map<number, number>;
  most: number;
}

/**
 * Tells which marks are new. Where every rank of a launch sets a mark, as `srun rankstat mark one` does, those are one:
 * the k-th mark of a label by one rank is the k-th of that label in its launch, whichever rank is first.
 */
export class Marks {
  readonly #counts = new Map<string, Counts>();

  /** Counts a mark. @returns whether it is to be noted; of whoever does not say what rank it is, every one is */
  isNew(label: string, by: Marker | undefined): boolean {
    if (by === undefined) return true;
    const key = JSON.stringify([by.launch, label]);
    const counts = this.#counts.get(key) ?? { byRank: new Map(), most: 0 };
    this.#counts.set(key, counts);
    const count = (counts.byRank.get(by.rank) ?? 0) + 1;
    counts.byRank.set(by.rank, count);
    if (count <= counts.most) return false;
    counts.most = count;
    return true;
  }
}
