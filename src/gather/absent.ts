import { type AbsentHost, MOST_ABSENT } from '../wire/records.ts';

/** The hosts that have said that they are not recorded, and why: nothing waits for them any more. */
export class Absent {
  readonly #reasons = new Map<string, string>();

  /** A host can be told of twice; beyond {@link MOST_ABSENT} hosts it is one that just does not come. */
  note({ host, reason }: AbsentHost): void {
    if (this.#reasons.size < MOST_ABSENT && !this.#reasons.has(host)) this.#reasons.set(host, reason);
  }

  get hosts(): readonly AbsentHost[] {
    return [...this.#reasons].map(([host, reason]) => ({ host, reason }));
  }

  /** What a record of the journal says of them: nothing if there are none. */
  get field(): { absent?: AbsentHost[] } {
    return this.#reasons.size === 0 ? {} : { absent: [...this.hosts] };
  }

  /** How many of those that are expected can come; null if nobody said how many those are. */
  awaited(expected: number | null): number | null {
    return expected === null ? null : expected - this.#reasons.size;
  }
}
