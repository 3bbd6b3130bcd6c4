import type { Numbers } from '../exact/numbers.ts';
import { VarintReader, VarintWriter } from './varint.ts';

/**
 * Packs samples. The body of a sample is one list of numbers, each as its difference to the same number of the
 * sample before, so most take a byte or two; a run of unchanged numbers is a zero and the run's length less one.
 * A key sample is packed against nothing: every number as it is.
 */
export class Packer {
  readonly #writer = new VarintWriter();
  #zeros = 0;
  /** Bytes of the samples that have ended. */
  #ended = 0;

  /** Begins a body. */
  begin(): void {
    this.#ended = 0;
    this.dropSample();
  }

  /** Bytes of the samples that have ended. */
  get length(): number {
    return this.#ended;
  }

  /** Ends a sample: what is appended from here on is of the next one. */
  endSample(): void {
    this.#endZeros();
    this.#ended = this.#writer.length;
  }

  /** Drops what was appended since a sample has ended. */
  dropSample(): void {
    this.#writer.truncate(this.#ended);
    this.#zeros = 0;
  }

  /** Appends numbers as they are. */
  key(numbers: Numbers): void {
    this.#writer.reserve(2 * numbers.length + 2);
    const { small, length } = numbers;
    for (let at = 0; at < length; at++) {
      const value = small[at]!;
      if (fits(value)) this.#difference(value);
      else this.#differenceExact(numbers.exact(at));
    }
  }

  /** Appends numbers as differences to `before`, which has the same layout. */
  delta(numbers: Numbers, before: Numbers): void {
    this.#writer.reserve(2 * numbers.length + 2);
    const { small, length } = numbers;
    const old = before.small;
    for (let at = 0; at < length; at++) {
      const difference = small[at]! - old[at]!;
      if (fits(difference)) this.#difference(difference);
      else this.#differenceExact(numbers.exact(at) - before.exact(at));
    }
  }

  /** Ends the body, and the sample. */
  end(): Buffer {
    this.endSample();
    return this.#writer.toBuffer();
  }

  #difference(difference: number): void {
    if (difference === 0) {
      this.#zeros++;
      return;
    }
    if (this.#zeros > 0) this.#endZeros();
    this.#writer.unsigned(difference < 0 ? -2 * difference - 1 : 2 * difference);
  }

  #differenceExact(difference: bigint): void {
    if (difference === 0n) {
      this.#zeros++;
      return;
    }
    this.#endZeros();
    this.#writer.unsignedExact(difference < 0n ? -2n * difference - 1n : 2n * difference);
  }

  #endZeros(): void {
    if (this.#zeros === 0) return;
    this.#writer.unsigned(0);
    this.#writer.unsigned(this.#zeros - 1);
    this.#zeros = 0;
  }
}

/** Differences up to this stay exact when they are doubled. */
const MAX_DIFFERENCE = 2 ** 51;
const MAX_U64 = 2n ** 64n - 1n;
const MIN_I64 = -(2n ** 63n);

/**
 * Unpacks the next `count` numbers of a body into `into`. `before` is the sample that they were packed against, undefined
 * for a key sample; the two must not be the same object.
 * @throws Error if there are not `count` numbers within 64 bits; `into` is then undefined
 */
export function unpack(
  reader: VarintReader,
  count: number,
  before: Numbers | undefined,
  into: Numbers,
): void {
  into.clear();
  while (into.length < count) {
    const code = reader.next();
    if (code === 0) {
      unpackRun(reader, count, before, into);
      continue;
    }
    const at = into.length;
    const old = before === undefined ? 0 : before.small[at]!;
    const difference = code % 2 === 0 ? code / 2 : -(code + 1) / 2;
    const value = old + difference;
    if (Number.isSafeInteger(value)) into.push(value);
    else into.pushExact(checked((before?.exact(at) ?? 0n) + differenceExact(code, reader)));
  }
}

/** @throws Error if there is anything behind the last sample of a body */
export function demandEnd(reader: VarintReader): void {
  if (!reader.done) throw new Error('the packed body has more numbers than its layout');
}

/**
 * Whether a body has the form of `samples` samples of `count` packed numbers each, whatever they are.
 * @throws Error if not
 */
export function checkPacked(body: Uint8Array, count: number, samples: number): void {
  const reader = new VarintReader(body);
  for (let sample = 0; sample < samples; sample++) {
    let length = 0;
    while (length < count) length += reader.next() === 0 ? runLength(reader, count - length) : 1;
  }
  demandEnd(reader);
}

/** False for NaN, too: the mark of a number that is kept as a bigint. */
function fits(difference: number): boolean {
  return difference <= MAX_DIFFERENCE && difference >= -MAX_DIFFERENCE;
}

function unpackRun(reader: VarintReader, count: number, before: Numbers | undefined, into: Numbers): void {
  const end = into.length + runLength(reader, count - into.length);
  while (into.length < end) {
    const value = before === undefined ? 0 : before.small[into.length]!;
    if (Number.isNaN(value)) into.pushExact(before?.exact(into.length) ?? 0n);
    else into.push(value);
  }
}

function runLength(reader: VarintReader, most: number): number {
  const length = reader.next() + 1;
  if (!(length <= most)) throw new Error('the packed body has more numbers than its layout');
  return length;
}

function differenceExact(code: number, reader: VarintReader): bigint {
  const exact = Number.isNaN(code) ? reader.exact : BigInt(code);
  return exact % 2n === 0n ? exact / 2n : -(exact + 1n) / 2n;
}

function checked(value: bigint): bigint {
  if (value > MAX_U64 || value < MIN_I64) throw new Error('a packed number is beyond 64 bits');
  return value;
}
