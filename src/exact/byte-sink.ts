const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const BILLION = 1e9;
/** A number, its sign and point, and the zeros that a scale of up to 20 puts before it. */
const MAX_NUMBER = 48;
/** Up to this length a loop is faster than the call of a native copy. */
const SHORT = 48;

/**
 * A growing buffer that JSON is written into. The owner takes `bytes[0, length)` when it likes and sets
 * `length` back to 0.
 */
export class ByteSink {
  bytes: Buffer;
  length = 0;

  constructor(size: number = 64 * 1024) {
    this.bytes = Buffer.allocUnsafeSlow(Math.max(size, MAX_NUMBER));
  }

  /** Makes room for `count` more bytes. All methods do so themselves. */
  reserve(count: number): void {
    const least = this.length + count;
    if (least <= this.bytes.length) return;
    const longer = Buffer.allocUnsafeSlow(Math.max(least, this.bytes.length * 2));
    longer.set(this.bytes.subarray(0, this.length));
    this.bytes = longer;
  }

  /** Appends bytes as they are: `source[from, to)`. */
  literal(source: Uint8Array, from = 0, to: number = source.length): void {
    const count = to - from;
    this.reserve(count);
    const { bytes } = this;
    let at = this.length;
    this.length += count;
    if (count > SHORT) {
      bytes.set(source.subarray(from, to), at);
      return;
    }
    for (let read = from; read < to; read++) bytes[at++] = source[read]!;
  }

  /** Appends text that has no characters but those of ASCII. */
  ascii(text: string): void {
    this.reserve(text.length);
    this.length += this.bytes.write(text, this.length, 'latin1');
  }

  /** Appends an integer that a double holds exactly, at most 2^53 - 1 in size. */
  integer(value: number): void {
    this.reserve(MAX_NUMBER);
    let rest = value;
    if (rest < 0) {
      this.bytes[this.length++] = MINUS;
      rest = -rest;
    }
    this.#digits(rest);
  }

  /** Appends any integer. */
  exact(value: bigint): void {
    this.ascii(value.toString());
  }

  /** Appends `value / 10^scale` with exactly `scale` decimals: 52 at scale 2 is `0.52`. */
  decimal(value: number, scale: number): void {
    if (scale === 0) {
      this.integer(value);
      return;
    }
    this.reserve(MAX_NUMBER);
    const { bytes } = this;
    let rest = value;
    if (rest < 0) {
      bytes[this.length++] = MINUS;
      rest = -rest;
    }
    const start = this.length;
    this.#digits(rest);
    let digits = this.length - start;
    // At least one digit stays before the point.
    if (digits <= scale) {
      const zeros = scale + 1 - digits;
      bytes.copyWithin(start + zeros, start, this.length);
      bytes.fill(ZERO, start, start + zeros);
      digits += zeros;
    }
    const point = start + digits - scale;
    for (let at = start + digits; at > point; at--) bytes[at] = bytes[at - 1]!;
    bytes[point] = POINT;
    this.length = start + digits + 1;
  }

  /** As `decimal`, for any integer. */
  decimalExact(value: bigint, scale: number): void {
    if (scale === 0) {
      this.exact(value);
      return;
    }
    const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
    const point = digits.length - scale;
    this.ascii(`${value < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`);
  }

  #digits(value: number): void {
    if (value < BILLION) {
      this.#digits9(value | 0, digitsOf(value | 0));
      return;
    }
    // Below 2^53 the quotient is below 2^24, where doubles lie closer than 2e-9: rounding cannot reach the
    // next integer, so the floor is right.
    const high = Math.floor(value / BILLION);
    this.#digits9(high | 0, digitsOf(high | 0));
    this.#digits9((value - high * BILLION) | 0, 9);
  }

  #digits9(value: number, digits: number): void {
    const { bytes } = this;
    const start = this.length;
    let rest = value | 0;
    for (let at = start + digits - 1; at >= start; at--) {
      const tenth = (rest / 10) | 0;
      bytes[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.length = start + digits;
  }
}

function digitsOf(value: number): number {
  if (value < 10000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  if (value < 1000000) return value < 100000 ? 5 : 6;
  if (value < 100000000) return value < 10000000 ? 7 : 8;
  return 9;
}
