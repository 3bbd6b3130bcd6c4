import { type Numbers, SAFE_DIGITS } from '../../exact/numbers.ts';

/** No number of 64 bits is longer, sign, point and a few leading zeros included. */
const MAX_LENGTH = 32;
const MAX_U64 = 2n ** 64n - 1n;
const MIN_I64 = -(2n ** 63n);
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

/**
 * Reads the bytes `[start, stop)` as `-?\d+`, or `-?\d+(\.\d+)?` if `scale` allows decimals, and appends the
 * number times 10^scale to `into`.
 * @returns false, with nothing appended, if they are anything else, have more decimals than `scale`, or go
 * beyond 64 bits
 */
export function parseNumber(
  bytes: Uint8Array,
  start: number,
  stop: number,
  scale: number,
  into: Numbers,
): boolean {
  if (stop - start > SAFE_DIGITS || scale > 0) return parseLong(bytes, start, stop, scale, into);
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  if (at >= stop) return false;
  let value = 0;
  for (; at < stop; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return false;
    value = value * 10 + digit;
  }
  into.push(negative ? 0 - value : value); // and -0 is 0
  return true;
}

function parseLong(bytes: Uint8Array, start: number, stop: number, scale: number, into: Numbers): boolean {
  if (stop - start > MAX_LENGTH) return false;
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  let value = 0;
  let exact = 0n;
  let digits = 0;
  let point = -1;
  for (; at < stop; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (digits === SAFE_DIGITS) exact = BigInt(value);
      if (digits >= SAFE_DIGITS) exact = exact * 10n + BigInt(digit);
      else value = value * 10 + digit;
      digits++;
    } else if (bytes[at] === POINT && point < 0 && digits > 0 && scale > 0) point = digits;
    else return false;
  }
  const decimals = point < 0 ? 0 : digits - point;
  if (digits === 0 || point === digits || decimals > scale) return false;
  const missing = scale - decimals;
  if (digits + missing <= SAFE_DIGITS) {
    value *= 10 ** missing;
    into.push(negative ? 0 - value : value);
    return true;
  }
  if (digits <= SAFE_DIGITS) exact = BigInt(value);
  exact *= 10n ** BigInt(missing);
  if (negative) exact = -exact;
  if (exact > MAX_U64 || exact < MIN_I64) return false;
  into.pushExact(exact);
  return true;
}
