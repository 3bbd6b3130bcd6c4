import type { ByteSink } from '../exact/byte-sink.ts';
import type { SeriesNumber } from '../series/counters.ts';

/** Appends a number with all its digits: an integer as plain digits, a decimal as the kernel printed it. */
export function writeNumber(out: ByteSink, value: SeriesNumber): void {
  if (typeof value === 'bigint') out.exact(value);
  else if (Number.isSafeInteger(value)) out.integer(value);
  else out.ascii(String(value));
}

/** How a number is brought to another unit: × `times` / 10^`scale`. Both are whole, `times` within 2^53. */
export interface Factor {
  readonly times: number;
  readonly scale: number;
}

const DECIMAL = /^(-?)(\d+)\.?(\d*)(?:e([+-]?\d+))?$/;

/** Appends value × times / 10^scale, exact: the point is moved in the digits. */
export function writeQuantity(out: ByteSink, value: SeriesNumber, { times, scale }: Factor): void {
  if (typeof value === 'bigint') {
    out.decimalExact(value * BigInt(times), scale);
    return;
  }
  const product = value * times;
  if (Number.isSafeInteger(value) && Number.isSafeInteger(product)) {
    out.decimal(product, scale);
    return;
  }
  const [, sign = '', whole = '0', fraction = '', power = '0'] = DECIMAL.exec(String(value)) ?? [];
  const digits = BigInt(`${whole}${fraction}`) * BigInt(times) * (sign === '' ? 1n : -1n);
  const decimals = fraction.length - Number(power) + scale;
  if (decimals >= 0) out.decimalExact(digits, decimals);
  else out.exact(digits * 10n ** BigInt(-decimals));
}
