import { type Numbers, SAFE_DIGITS } from '../../exact/numbers.ts';
import { hexadecimal } from './hexadecimal.ts';
import { parseNumber } from './parse-number.ts';
import { isBlank, isEnd, NEWLINE } from './text.ts';

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;

/** What comes behind the n-th piece of what stays the same. */
export const FORM_STEP = {
  /** A number that stands right there. */
  number: 0,
  /** A number behind one blank or several: columns are padded. */
  paddedNumber: 1,
  /** The rest of the line, which nobody looks at. */
  ignored: 2,
  /** A sum that begins here, with 0 or what is `given`; nothing of it stands in the file. */
  sum: 3,
  /** A hexadecimal number of at most eight digits that stands right there. */
  hexadecimal: 4,
  /** Several numbers, each behind blanks, of which nothing becomes; its target is how many. */
  passed: 5,
} as const;
const { number: NUMBER, paddedNumber: PADDED, ignored: IGNORED, sum: SUM, passed: PASSED } = FORM_STEP;
/** Any number of so many digits has 64 bits, with or without a sign. */
const SURE_DIGITS = 18;
const NO_NUMBERS = -1;

/** What becomes of a number that is not added to a sum: one more of the file's numbers, or nothing. */
export const FORM_TARGET = { next: -1, none: -2 } as const;
const { next: NEXT, none: NONE } = FORM_TARGET;

/** A file without its numbers, and without what nobody looks at. */
export interface FileFormParts {
  /** All that stays the same. The n-th piece is `[ends[n - 1], ends[n])`; one more is behind the last step. */
  readonly literals: Uint8Array;
  readonly ends: Uint32Array;
  /** What comes behind each piece, of `FORM_STEP`. */
  readonly steps: Uint8Array;
  /** Decimals that each number may have; 0 where a step is none. */
  readonly scales: Uint8Array;
  /** What each sum begins with; 0 where a step is none. */
  readonly given: Float64Array;
  /** What becomes of each number: of `FORM_TARGET`, or which of the file's numbers it is added to. */
  readonly targets: Int32Array;
}

/**
 * What a kernel file has in common with the same file at the next tick, when only numbers have changed: then it has the same
 * rows, and nothing of it needs to be understood again. One loop over its bytes, the same for all files, which the JavaScript
 * engine has compiled once a few have gone through it: each source's own parser is a dozen functions that it would compile
 * one after the other in the first ten minutes of a benchmark, for twice the time that it takes to run them.
 */
export class FileForm {
  readonly #parts: FileFormParts;

  constructor(parts: FileFormParts) {
    this.#parts = parts;
  }

  /**
   * Appends the numbers of the file `bytes[from, to)` if it has this form.
   * @returns false if it has not; some numbers may be there nonetheless
   */
  take(bytes: Uint8Array, from: number, to: number, into: Numbers): boolean {
    const { literals, ends, steps, scales, given, targets } = this.#parts;
    const first = into.length;
    let at = from;
    let literal = 0;
    for (let nth = 0; nth < steps.length; nth++) {
      const end = ends[nth]!;
      for (; literal < end; literal++) if (bytes[at++] !== literals[literal]) return false;
      if (at > to) return false; // What is behind the end belongs to another file.
      const step = steps[nth]!;
      if (step > PADDED) {
        // Nearly all are decimal numbers, for which this is one comparison.
        if (step === SUM) into.push(given[nth]!);
        else if (step === PASSED) {
          at = endOfNumbers(bytes, at, to, targets[nth]!, into);
          if (at === NO_NUMBERS) return false;
        } else if (step === IGNORED) {
          if (at < to && !isEnd(bytes[at]!)) return false;
          // Mostly nothing is left of the line: the native search costs more than such a line.
          if (bytes[at] !== NEWLINE) at = endOfLine(bytes, at, to);
        } else {
          const digits = at;
          at = endOfWord(bytes, digits, to);
          const value = hexadecimal(bytes, digits, at);
          if (Number.isNaN(value)) return false;
          const sum = targets[nth]!;
          if (sum !== NONE) into.add(first + sum, value);
        }
        continue;
      }
      const before = at;
      while (at < to && isBlank(bytes[at]!)) at++;
      if ((at === before) !== (step === NUMBER)) return false;
      const start = at;
      let value = 0;
      for (; at < to; at++) {
        const digit = bytes[at]! - ZERO;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
      }
      const target = targets[nth]!;
      if (scales[nth] === 0 && at > start && at - start <= SAFE_DIGITS) {
        if (target === NEXT) into.push(value);
        else if (target !== NONE) into.add(first + target, value);
      } else {
        at = endOfNumber(bytes, start, to);
        if (!parseNumber(bytes, start, at, scales[nth]!, into)) return false;
        if (target === NEXT) continue;
        const long = into.pop();
        if (target !== NONE) into.add(first + target, long);
      }
    }
    for (; literal < literals.length; literal++) if (bytes[at++] !== literals[literal]) return false;
    return at === to;
  }
}

/** Where so many numbers end, each behind one blank or several; `NO_NUMBERS` if there is something else. */
function endOfNumbers(bytes: Uint8Array, from: number, to: number, count: number, scratch: Numbers): number {
  let at = from;
  for (let nth = 0; nth < count; nth++) {
    const before = at;
    while (at < to && isBlank(bytes[at]!)) at++;
    if (at === before) return NO_NUMBERS;
    const first = at;
    if (bytes[at] === MINUS) at++;
    const start = at;
    while (at < to && (bytes[at]! - ZERO) >>> 0 <= 9) at++;
    if (at === start) return NO_NUMBERS;
    if (at - start <= SURE_DIGITS) continue;
    if (!parseNumber(bytes, first, at, 0, scratch)) return NO_NUMBERS;
    scratch.pop();
  }
  return at;
}

/** Where the number ends that begins here, if it is one. */
function endOfNumber(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isOfNumber(bytes[at]!)) at++;
  return at;
}

function endOfWord(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && !isEnd(bytes[at]!)) at++;
  return at;
}

function isOfNumber(byte: number): boolean {
  return (byte >= ZERO && byte <= ZERO + 9) || byte === POINT || byte === MINUS;
}

/** `intr` in /proc/stat can be a hundred kilobytes: the native search. */
function endOfLine(bytes: Uint8Array, from: number, to: number): number {
  const end = bytes.indexOf(NEWLINE, from);
  return end < 0 || end > to ? to : end;
}
