/** Any integer of so many digits is below 2^53, and fits a double without loss. */
export const SAFE_DIGITS = 15;

/**
 * A growing list of exact numbers: integers of up to 64 bits, and decimals as integers at a scale.
 *
 * Nearly all of them fit a double without loss, so they are kept as doubles. One that does not is NaN in
 * `small` and a bigint in `big`. The difference of anything with NaN is NaN, so that a loop over `small`
 * notices them without looking for them.
 */
export class Numbers {
  small: Float64Array;
  readonly big = new Map<number, bigint>();
  length = 0;

  /** @param room for how many numbers there is at first */
  constructor(room = 256) {
    this.small = new Float64Array(room);
  }

  clear(): void {
    this.length = 0;
    if (this.big.size > 0) this.big.clear();
  }

  /** Appends an integer that a double holds exactly, at most 2^53 - 1 in size. */
  push(value: number): void {
    if (this.length === this.small.length) this.#grow();
    this.small[this.length++] = value;
  }

  /** Appends any integer. */
  pushExact(value: bigint): void {
    const small = Number(value);
    if (Number.isSafeInteger(small)) {
      this.push(small);
      return;
    }
    this.big.set(this.length, value);
    this.push(Number.NaN);
  }

  /** Adds to the integer at `at`; beyond 64 bits it begins at 0 again, as the kernel's own counters do. */
  add(at: number, value: number | bigint): void {
    const sum = typeof value === 'number' ? this.small[at]! + value : Number.NaN;
    if (Number.isSafeInteger(sum)) {
      this.small[at] = sum;
      return;
    }
    const exact = BigInt.asUintN(64, this.exact(at) + BigInt(value));
    const small = Number(exact);
    const isSmall = Number.isSafeInteger(small);
    this.small[at] = isSmall ? small : Number.NaN;
    if (isSmall) this.big.delete(at);
    else this.big.set(at, exact);
  }

  /** Takes the last integer off. */
  pop(): number | bigint {
    const at = this.length - 1;
    const last = this.big.get(at) ?? this.small[at]!;
    this.truncate(at);
    return last;
  }

  /** Drops everything from `length` on. */
  truncate(length: number): void {
    for (const at of this.big.keys()) if (at >= length) this.big.delete(at);
    this.length = length;
  }

  /** The number at `at`, exact. */
  exact(at: number): bigint {
    return this.big.get(at) ?? BigInt(this.small[at] ?? Number.NaN);
  }

  #grow(): void {
    const small = new Float64Array(this.small.length * 2);
    small.set(this.small);
    this.small = small;
  }
}
