import { exactNumber } from '../../../exact/json.ts';
import { SAFE_DIGITS } from '../../../exact/numbers.ts';

const POINT = 0x2e;
const ZERO = 0x30;
/** Powers of ten, all of them exact. */
const POWERS = Float64Array.from({ length: SAFE_DIGITS + 1 }, (_, power) => Number(`1e${power}`));

/**
 * The number that these bytes are, as any parser has it: digits, which a point can be between. An integer beyond 2^53 is
 * a bigint.
 */
export function numberIn(bytes: Buffer, from: number, to: number): number | bigint {
  // Both the digits as an integer and the power of ten are exact, so their quotient is rounded but once, and is right.
  if (to - from > SAFE_DIGITS) return exactNumber(bytes.toString('latin1', from, to));
  let digits = 0;
  let at = from;
  for (; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === POINT) break;
    digits = digits * 10 + (byte - ZERO);
  }
  if (at === to) return digits;
  const decimals = to - at - 1;
  for (at++; at < to; at++) digits = digits * 10 + (bytes[at]! - ZERO);
  return digits / POWERS[decimals]!;
}
