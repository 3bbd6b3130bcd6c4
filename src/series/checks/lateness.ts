import type { HostStatus } from '../schema.ts';

type Percentiles = NonNullable<HostStatus['late_ms']>;

const SHARES: readonly (readonly [keyof Percentiles, number])[] = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p99', 0.99],
  ['max', 1],
];
/** The file has microseconds. */
const ROUNDING_MS = 0.001;

/** Whether percentiles can be those of so many numbers, which nobody has to keep for that. */
export class Lateness {
  readonly #said: Percentiles | null;
  readonly #below = SHARES.map(() => 0);
  readonly #upTo = SHARES.map(() => 0);
  #count = 0;

  constructor(said: Percentiles | null) {
    this.#said = said;
  }

  add(ms: number): void {
    this.#count++;
    if (this.#said === null) return;
    for (const [at, [name]] of SHARES.entries()) {
      const said = this.#said[name];
      if (ms < said - ROUNDING_MS) this.#below[at]!++;
      if (ms <= said + ROUNDING_MS) this.#upTo[at]!++;
    }
  }

  /** The name of a percentile that cannot be; undefined if there is none. How one is chosen between two is left open. */
  get wrong(): keyof Percentiles | undefined {
    const count = this.#count;
    if (count === 0) return undefined;
    if (this.#said === null) return 'max';
    const found = SHARES.find(([, share], at) => {
      const least = share === 1 ? count : share * (count - 1) - 1;
      const most = share === 1 ? count - 1 : share * count + 1;
      return this.#upTo[at]! < least || this.#below[at]! > most;
    });
    return found?.[0];
  }
}
