/** Digits of 32 bits: what the kernel prints with `%08x`. */
const MOST_DIGITS = 8;
const ZERO = 0x30;
const LETTER_A = 0x61;

/** Reads the bytes `[start, stop)` as one to eight hexadecimal digits, in small letters. @returns NaN if they are anything else */
export function hexadecimal(bytes: Uint8Array, start: number, stop: number): number {
  if (stop <= start || stop - start > MOST_DIGITS) return Number.NaN;
  let value = 0;
  for (let at = start; at < stop; at++) {
    const byte = bytes[at]!;
    const isLetter = byte >= LETTER_A;
    const digit = isLetter ? byte - LETTER_A + 10 : byte - ZERO;
    if (digit < 0 || digit > (isLetter ? 15 : 9)) return Number.NaN;
    value = value * 16 + digit;
  }
  return value;
}
