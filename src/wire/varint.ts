/**
 * Integers of variable length: seven bits a byte, lowest first, the top bit saying that more follow (LEB128).
 * Signed ones are zigzag: 0, -1, 1, -2 … become 0, 1, 2, 3 …
 */
export class VarintWriter {
  #bytes: Uint8Array = new Uint8Array(4096);
  #length = 0;

  /** How many bytes were written. */
  get length(): number {
    return this.#length;
  }

  /** Drops what was written behind the first `length` bytes; the memory is kept. */
  truncate(length: number): void {
    this.#length = length;
  }

  /** Makes room for `count` more integers. Call it before writing them. */
  reserve(count: number): void {
    const needed = this.#length + count * MAX_BYTES;
    if (needed <= this.#bytes.length) return;
    const longer = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    longer.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = longer;
  }

  /** Appends an integer from 0 to 2^53. */
  unsigned(value: number): void {
    const bytes = this.#bytes;
    let at = this.#length;
    let rest = value;
    while (rest >= 0x80000000) {
      bytes[at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      bytes[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.#length = at;
  }

  /** Appends an integer of any size from 0 to 2^66. */
  unsignedExact(value: bigint): void {
    let rest = value;
    while (rest >= 128n) {
      this.#bytes[this.#length++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  /** A copy of what was written. */
  toBuffer(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }
}

/** Bytes of the longest integer that is written or read: 2^66 takes ten. */
const MAX_BYTES = 10;
/** So many groups of seven bits fit a double. */
const SAFE_GROUPS = 7;

/** Reads what `VarintWriter` wrote. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** The integer read last, if it is beyond 2^49. */
  #exact = 0n;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The exact value of the integer for which `next` gave NaN. */
  get exact(): bigint {
    return this.#exact;
  }

  /**
   * The next integer; NaN if it may not fit a double, and then `exact` has it.
   * @throws Error if the bytes end within it or it has more than ten
   */
  next(): number {
    const bytes = this.#bytes;
    const from = this.#at;
    // As most are: a difference below 64.
    const first = bytes[from]!;
    if (first < 128) {
      this.#at = from + 1;
      return first;
    }
    let value = 0;
    let factor = 1;
    let at = from;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('the packed body ends within a number');
      value += (byte & 127) * factor;
      if (byte < 128) break;
      if (at - from >= MAX_BYTES) throw new Error('a packed number is too long');
      factor *= 128;
    }
    this.#at = at;
    if (at - from <= SAFE_GROUPS) return value;
    this.#exact = 0n;
    for (let group = at - 1; group >= from; group--) {
      this.#exact = (this.#exact << 7n) | BigInt(bytes[group]! & 127);
    }
    return Number.NaN;
  }
}
