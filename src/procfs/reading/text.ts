import { SAFE_DIGITS } from '../../exact/numbers.ts';

export const NEWLINE = 0x0a;
const BLANK = 0x20;
const TAB = 0x09;
const ZERO = 0x30;
const SHORT_LINE = 256;
export const COLON = 0x3a;
export const EQUALS = 0x3d;
export const SLASH = 0x2f;
export const BAR = 0x7c;
export const COMMA = 0x2c;
export const AT = 0x40;

const decoder = new TextDecoder();

/**
 * A cursor over the bytes of one kernel file, line by line and word by word.
 *
 * It hands out positions instead of strings: a node prints some twenty kilobytes per tick, and the names in
 * them are the same as last time. The word found last is `[start, stop)` in `bytes`.
 */
export class Text {
  bytes: Uint8Array = new Uint8Array(0);
  /** First byte of the word found last. */
  start = 0;
  /** One past the last byte of the word found last. */
  stop = 0;
  /** Number of the current line, from 1; 0 before the first. */
  line = 0;
  #first = 0;
  #length = 0;
  #at = 0;

  /** Starts over on the bytes `[from, to)` of `bytes`, which are not copied. */
  reset(bytes: Uint8Array, from = 0, to: number = bytes.length): void {
    this.bytes = bytes;
    this.start = from;
    this.stop = from;
    this.line = 0;
    this.#first = from;
    this.#length = to;
    this.#at = to; // There is no word before the first line.
  }

  /** Where the next word is looked for: behind the word found last, and behind its separator if it had one. */
  get cursor(): number {
    return this.#at;
  }

  /** Moves to the next line that is not empty. False at the end. There is no limit to a line's length. */
  nextLine(): boolean {
    const { bytes } = this;
    const length = this.#length;
    let from = this.line === 0 ? this.#first : this.#endOfLine() + 1;
    this.line++;
    while (from < length && bytes[from] === NEWLINE) {
      from++;
      this.line++;
    }
    this.#at = Math.min(from, length);
    return from < length;
  }

  /** Finds the next word of the line, a run of bytes that are neither blank nor tab. False at the line's end. */
  word(): boolean {
    const { bytes } = this;
    const length = this.#length;
    const start = this.#pastBlanks();
    let at = start;
    while (at < length && !isEnd(bytes[at]!)) at++;
    if (at === start) return false;
    this.start = start;
    this.stop = at;
    this.#at = at;
    return true;
  }

  /**
   * Like `upToLast` if there is a `separator`, else like `word`, but only if what is found are the bytes `[from, to)` of
   * `expected`, which hold no blank. False, with nothing moved, if it is anything else.
   */
  expect(expected: Uint8Array, from: number, to: number, separator: number | undefined): boolean {
    const { bytes } = this;
    const start = this.#pastBlanks();
    const stop = start + to - from;
    if (stop >= this.#length) return false;
    if (separator === undefined ? !isEnd(bytes[stop]!) : bytes[stop] !== separator) return false;
    if (separator !== undefined && this.#lastOfRun(separator, stop) !== stop) return false;
    let at = start;
    for (let other = from; other < to; other++) if (bytes[at++] !== expected[other]) return false;
    this.start = start;
    this.stop = stop;
    this.#at = separator === undefined ? stop : stop + 1;
    return true;
  }

  /**
   * Finds the next word of the line if it is an integer of at most 15 digits, as nearly all numbers are, and
   * looks at its bytes only once.
   * @returns the integer; NaN, with nothing moved, if the next word is anything else or there is none
   */
  digits(): number {
    const { bytes } = this;
    const length = this.#length;
    const start = this.#pastBlanks();
    let at = start;
    let value = 0;
    for (; at < length; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const count = at - start;
    if (count === 0 || count > SAFE_DIGITS || (at < length && !isEnd(bytes[at]!))) return Number.NaN;
    this.start = start;
    this.stop = at;
    this.#at = at;
    return value;
  }

  /**
   * Finds what stands before the next `separator` of the line, without the blanks around it, and goes on
   * behind the separator. False, with nothing moved, if the line has none. For `  eth0:4046496815`.
   */
  upTo(separator: number): boolean {
    const { bytes } = this;
    const length = this.#length;
    let at = this.#at;
    while (at < length && bytes[at] !== separator && bytes[at] !== NEWLINE) at++;
    if (at >= length || bytes[at] === NEWLINE) return false;
    let from = this.#at;
    let to = at;
    while (from < to && isBlank(bytes[from]!)) from++;
    while (to > from && isBlank(bytes[to - 1]!)) to--;
    this.start = from;
    this.stop = to;
    this.#at = at + 1;
    return true;
  }

  /**
   * Like `upTo`, but a separator that follows before the next blank counts instead: `team0:1:7 0` is `team0:1`. Names
   * have no blanks, and numbers no separator.
   */
  upToLast(separator: number): boolean {
    if (!this.upTo(separator)) return false;
    const last = this.#lastOfRun(separator, this.#at - 1);
    if (last >= this.#at) {
      this.stop = last;
      this.#at = last + 1;
    }
    return true;
  }

  /** Whether the word found last is `word`, which is ASCII. */
  is(word: string): boolean {
    return this.stop - this.start === word.length && this.startsWith(word);
  }

  /** Whether the word found last starts with `prefix`, which is ASCII. */
  startsWith(prefix: string): boolean {
    const { bytes, start } = this;
    if (this.stop - start < prefix.length) return false;
    for (let at = 0; at < prefix.length; at++) {
      if (bytes[start + at] !== prefix.charCodeAt(at)) return false;
    }
    return true;
  }

  /** Whether the rest of the line holds `byte`. Moves nothing. */
  has(byte: number): boolean {
    const end = this.#endOfLine();
    for (let at = this.#at; at < end; at++) if (this.bytes[at] === byte) return true;
    return false;
  }

  /** How many words are left on the line. Moves nothing. */
  words(): number {
    const end = this.#endOfLine();
    let count = 0;
    for (let at = this.#at; at < end; at++)
      if (!isBlank(this.bytes[at]!) && (at + 1 === end || isBlank(this.bytes[at + 1]!))) count++;
    return count;
  }

  /** The word found last, as text. Allocates, so not for the path of every tick. */
  toString(): string {
    return decoder.decode(this.bytes.subarray(this.start, this.stop));
  }

  /** Where the last `separator` is in the run of bytes without a blank from `at` on, where there is one. */
  #lastOfRun(separator: number, at: number): number {
    const { bytes } = this;
    const length = this.#length;
    let last = at;
    for (let to = at + 1; to < length && !isEnd(bytes[to]!); to++) if (bytes[to] === separator) last = to;
    return last;
  }

  #pastBlanks(): number {
    const { bytes } = this;
    const length = this.#length;
    let at = this.#at;
    while (at < length && isBlank(bytes[at]!)) at++;
    return at;
  }

  /** Where the line ends, seen from the cursor: mostly right there. */
  #endOfLine(): number {
    const { bytes } = this;
    const length = this.#length;
    let at = this.#at;
    const near = Math.min(length, at + SHORT_LINE);
    while (at < near && bytes[at] !== NEWLINE) at++;
    if (at < near || near === length) return at;
    // `intr` in /proc/stat can be a hundred kilobytes, which the native search passes faster.
    const end = bytes.indexOf(NEWLINE, near);
    return end < 0 || end > length ? length : end;
  }
}

/** Whether a byte can stand between words. */
export function isBlank(byte: number): boolean {
  return byte === BLANK || byte === TAB;
}

/** Whether a word ends before this byte. */
export function isEnd(byte: number): boolean {
  return byte <= BLANK && (byte === BLANK || byte === NEWLINE || byte === TAB);
}
