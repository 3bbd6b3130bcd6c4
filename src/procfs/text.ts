const NEWLINE = 0x0a;
const BLANK = 0x20;
const TAB = 0x09;
const SHORT_LINE = 256;
export const COLON = 0x3a;
export const EQUALS = 0x3d;
export const SLASH = 0x2f;
export const BAR = 0x7c;

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
  #length = 0;
  #at = 0;
  #lineEnd = -1;

  /** Starts over on the first `length` bytes of `bytes`, which are not copied. */
  reset(bytes: Uint8Array, length: number = bytes.length): void {
    this.bytes = bytes;
    this.start = 0;
    this.stop = 0;
    this.line = 0;
    this.#length = length;
    this.#at = 0;
    this.#lineEnd = -1;
  }

  /** Moves to the next line that is not empty. False at the end. There is no limit to a line's length. */
  nextLine(): boolean {
    let from = this.#lineEnd + 1;
    this.line++;
    while (from < this.#length && this.bytes[from] === NEWLINE) {
      from++;
      this.line++;
    }
    if (from >= this.#length) return false;
    this.#at = from;
    this.#lineEnd = this.#endOfLine(from + 1);
    return true;
  }

  /** Finds the next word of the line, a run of bytes that are neither blank nor tab. False at the line's end. */
  word(): boolean {
    const { bytes } = this;
    const end = this.#lineEnd;
    let at = this.#at;
    while (at < end && isBlank(bytes[at])) at++;
    if (at >= end) return false;
    this.start = at;
    while (at < end && !isBlank(bytes[at])) at++;
    this.stop = at;
    this.#at = at;
    return true;
  }

  /**
   * Finds what stands before the next `separator` of the line, without the blanks around it, and goes on
   * behind the separator. False, with nothing moved, if the line has none. For `  eth0:4046496815`.
   */
  upTo(separator: number): boolean {
    const { bytes } = this;
    const end = this.#lineEnd;
    let at = this.#at;
    while (at < end && bytes[at] !== separator) at++;
    if (at >= end) return false;
    let from = this.#at;
    let to = at;
    while (from < to && isBlank(bytes[from])) from++;
    while (to > from && isBlank(bytes[to - 1])) to--;
    this.start = from;
    this.stop = to;
    this.#at = at + 1;
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
    for (let at = this.#at; at < this.#lineEnd; at++) if (this.bytes[at] === byte) return true;
    return false;
  }

  /** The word found last, as text. Allocates, so not for the path of every tick. */
  toString(): string {
    return decoder.decode(this.bytes.subarray(this.start, this.stop));
  }

  #endOfLine(from: number): number {
    const { bytes } = this;
    const length = this.#length;
    const near = Math.min(length, from + SHORT_LINE);
    let at = from;
    while (at < near && bytes[at] !== NEWLINE) at++;
    if (at < near || near === length) return at;
    // `intr` in /proc/stat can be a hundred kilobytes, which the native search passes faster.
    const end = bytes.indexOf(NEWLINE, near);
    return end < 0 || end > length ? length : end;
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === BLANK || byte === TAB;
}
