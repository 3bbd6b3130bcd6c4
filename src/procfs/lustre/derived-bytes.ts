/** What is known of the RPCs with data of a target in one direction. */
export interface TargetRpcs {
  /** How many there were, those in flight among them. */
  readonly count: bigint;
  readonly inFlight: bigint;
  /** The pages that they had at most: of those counted as of up to 256 pages, 256. */
  readonly mostPages: bigint;
  /** The pages that they had at least: of those, 128; an RPC of one page can be of one byte. */
  readonly leastPages: bigint;
  /** Bytes an RPC, rounded down; undefined before the first has ended. */
  readonly bytesPerRpc: bigint | undefined;
}

/**
 * The bytes of a target in one direction, from what shows neither them nor their sum: the mean size of RPCs since the mount
 * (`import`) × their number (`rpc_stats`), which is up to a byte an RPC too few, for the mean is rounded down, and takes
 * those in flight to be of the mean size. `rpc_stats` can be cleared, and RPCs can be sent again: where the product is not
 * within what the sizes allow, what the sizes allow at most is taken, and is kept apart. Neither part falls, unless the
 * counters have begun anew.
 */
export class DerivedBytes {
  /** Bytes by the mean. */
  derived = 0n;
  /** Bytes at most, where the mean cannot be true. */
  estimated = 0n;
  readonly #pageBytes: bigint;
  #count = -1n;
  #mostPages = 0n;
  /** The product last. */
  #product = 0n;
  #isSound = false;

  constructor(pageBytes: number) {
    this.#pageBytes = BigInt(pageBytes);
  }

  /** Takes in what a target says now. */
  next({ count, inFlight, mostPages, leastPages, bytesPerRpc }: TargetRpcs): void {
    const product = bytesPerRpc === undefined ? 0n : bytesPerRpc * count;
    const isSound =
      bytesPerRpc === undefined
        ? count <= inFlight // Nothing has come back yet.
        : product <= mostPages * this.#pageBytes && product >= leastPages * this.#pageBytes;
    if (this.#count < 0n || count < this.#count || mostPages < this.#mostPages) {
      this.derived = isSound ? product : 0n;
      this.estimated = isSound ? 0n : mostPages * this.#pageBytes;
      this.#product = product;
    } else if (isSound && this.#isSound) {
      // Rounded, and by the mean of those in flight, it can be a little less than it was.
      if (product > this.#product) {
        this.derived += product - this.#product;
        this.#product = product;
      }
    } else {
      this.estimated += (mostPages - this.#mostPages) * this.#pageBytes;
      this.#product = product;
    }
    this.#count = count;
    this.#mostPages = mostPages;
    this.#isSound = isSound;
  }
}
