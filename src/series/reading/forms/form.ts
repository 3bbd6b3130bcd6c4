import type { Sample } from '../../schema.ts';

const ZERO = 0x30;
const POINT = 0x2e;
const COLON = 0x3a;
const LETTER_Z = 0x5a;
/** Any integer of so many digits is below 2^64. */
const MOST_DIGITS = 19;
/** A tick, and what a sample says in milliseconds, with so many characters are within their bounds. */
const MOST_FACT_CHARS = 12;
/** `12:00:00.000Z` */
export const CLOCK_CHARS = 13;
/** What stands between time and name. */
export const BEFORE_NAME: Buffer = Buffer.from('","hostname":');

/** The text of a sample without what changes from line to line. */
export interface FormParts {
  /** All up to the clock of its time: a date is checked where a form is made. */
  readonly head: Uint8Array;
  /** Its host's name as JSON; undefined if it is the name under which the sample stands. */
  readonly name: Uint8Array | undefined;
  /** What stands behind the name: before the n-th number `[ends[n - 1], ends[n])`, then the rest. */
  readonly literals: Uint8Array;
  readonly ends: Uint32Array;
  /** By number: 1 where a fraction may be. */
  readonly fractions: Uint8Array;
  /** The sample itself, each number of which is the how-manieth it is, from 0 on. */
  readonly marked: Sample;
}

/**
 * What all lines have in common that differ in nothing but clock and numbers, as nearly all samples of a host do. Whether a
 * line is such a one is told by comparing bytes, and where it is, it is as good JSON and has the same members.
 */
export class SampleForm {
  /** The sample whose numbers are the how-manieth each is. */
  readonly marked: Sample;
  /** Of the line that was compared last: where each number begins and ends in the bytes that were given. */
  readonly starts: Uint32Array;
  readonly stops: Uint32Array;
  /** By number: 1 where a fraction may be. */
  readonly fractions: Uint8Array;
  readonly #parts: FormParts;
  /** Those numbers that are no source's. */
  readonly #facts: readonly number[];

  constructor(parts: FormParts) {
    this.#parts = parts;
    this.marked = parts.marked;
    this.fractions = parts.fractions;
    this.starts = new Uint32Array(parts.fractions.length);
    this.stops = new Uint32Array(parts.fractions.length);
    const { tick, late_ms, clock_step_ms } = parts.marked;
    this.#facts = [tick, late_ms, clock_step_ms].filter((nth) => typeof nth === 'number');
  }

  /** Memory that it takes, about, bytes. */
  get size(): number {
    return this.#parts.literals.length + 64 * this.starts.length;
  }

  /** The host's name in the sample, where it is not that under which it stands. */
  get ownName(): string | undefined {
    return this.#parts.name === undefined ? undefined : this.marked.hostname;
  }

  /**
   * Whether a line has this form, and no number that is out of bounds or written otherwise than this program does: none has
   * a sign, an exponent or more than nineteen digits.
   * @param bytes with a newline at `to` or soon behind it
   * @param host under which it stands, as JSON
   */
  fits(bytes: Uint8Array, from: number, to: number, host: Uint8Array): boolean {
    const { head, name = host } = this.#parts;
    if (!has(bytes, from, head)) return false;
    let at = from + head.length;
    if (!isClock(bytes, at)) return false;
    at += CLOCK_CHARS;
    if (!has(bytes, at, BEFORE_NAME)) return false;
    at += BEFORE_NAME.length;
    if (!has(bytes, at, name)) return false;
    at += name.length;
    return this.#restFits(bytes, at) === to && this.#areFactsShort();
  }

  /** @returns where it ends; -1 if it does not fit */
  #restFits(bytes: Uint8Array, from: number): number {
    const { literals, ends, fractions } = this.#parts;
    const { starts, stops } = this;
    const count = fractions.length;
    let at = from;
    let literal = 0;
    for (let nth = 0; nth < count; nth++) {
      // Bytes end with a newline, which nothing here is.
      for (const end = ends[nth]!; literal < end; ) if (bytes[at++] !== literals[literal++]) return -1;
      starts[nth] = at;
      // A zero ends here: the next literal begins with no digit.
      if (bytes[at] === ZERO) at++;
      else {
        const first = at;
        at = afterDigits(bytes, at);
        if (at === first || at - first > MOST_DIGITS) return -1;
      }
      if (fractions[nth] === 1 && bytes[at] === POINT) {
        const first = ++at;
        at = afterDigits(bytes, at);
        if (at === first) return -1;
      }
      stops[nth] = at;
    }
    for (const end = literals.length; literal < end; ) if (bytes[at++] !== literals[literal++]) return -1;
    return at;
  }

  #areFactsShort(): boolean {
    for (const nth of this.#facts) if (this.stops[nth]! - this.starts[nth]! > MOST_FACT_CHARS) return false;
    return true;
  }
}

function has(bytes: Uint8Array, from: number, wanted: Uint8Array): boolean {
  for (let nth = 0; nth < wanted.length; nth++) if (bytes[from + nth] !== wanted[nth]) return false;
  return true;
}

function afterDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at]! - ZERO) >>> 0 <= 9) at++;
  return at;
}

/** Whether a time of day with milliseconds stands here, of UTC. */
function isClock(bytes: Uint8Array, at: number): boolean {
  return (
    isBelow(bytes, at, 24) &&
    bytes[at + 2] === COLON &&
    isBelow(bytes, at + 3, 60) &&
    bytes[at + 5] === COLON &&
    isBelow(bytes, at + 6, 60) &&
    bytes[at + 8] === POINT &&
    afterDigits(bytes, at + 9) === at + 12 &&
    bytes[at + 12] === LETTER_Z
  );
}

/** Whether two digits stand here, of a number below `end`. */
function isBelow(bytes: Uint8Array, at: number, end: number): boolean {
  const [tens, ones] = [bytes[at]! - ZERO, bytes[at + 1]! - ZERO];
  return tens >>> 0 <= 9 && ones >>> 0 <= 9 && tens * 10 + ones < end;
}
