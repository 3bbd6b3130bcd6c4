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

/** No RPC is larger. */
const MOST_OF_RPC = 16n * 1024n * 1024n;
/** So many can come back between the reads of the two files. */
const BETWEEN_READS = 8n;

/**
 * The bytes of a target in one direction, from what shows neither them nor their sum: the mean size of RPCs since the mount
 * (`import`) × their number (`rpc_stats`), which is up to a byte an RPC too few, for the mean is rounded down, and takes
 * those in flight to be of the mean size. `rpc_stats` can be cleared, and RPCs can be sent again: where the product is not
 * within what the sizes allow, what the sizes allow at most is taken, and is kept apart. The mean can be cleared, too: what
 * has come since the last time is bounded likewise. Neither part ever falls: where the number begins anew, what it has
 * counted since is more. Else a sum over many targets would be too little by all that one of them had done before.
 */
export class DerivedBytes {
  /** Bytes by the mean. */
  derived = 0n;
  /** Bytes at most, where the mean cannot be true. */
  estimated = 0n;
  readonly #pageBytes: bigint;
  #count = -1n;
  #inFlight = 0n;
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
    const come = product - this.#product;
    const most = (mostPages - this.#mostPages) * this.#pageBytes;
    // The mean is rounded down, and those in flight are not of its size.
    const slack = count + (inFlight + this.#inFlight + BETWEEN_READS) * MOST_OF_RPC;
    if (this.#count < 0n || count < this.#count || mostPages < this.#mostPages) {
      if (isSound) this.derived += product;
      else this.estimated += mostPages * this.#pageBytes;
      this.#product = product;
    } else if (isSound && this.#isSound && come <= most + slack && come >= -slack) {
      // Rounded, and by the mean of those in flight, it can be a little less than it was.
      if (come > 0n) {
        this.derived += come;
        this.#product = product;
      }
    } else {
      this.estimated += most;
      this.#product = product;
    }
    this.#count = count;
    this.#inFlight = inFlight;
    this.#mostPages = mostPages;
    this.#isSound = isSound;
  }
}
