import { parse } from 'lossless-json';

/** Only a number of so many digits can be beyond 2^53. */
const LONG_NUMBER = /\d{16}/;

/**
 * Parses JSON without losing a digit of an integer: beyond 2^53 it becomes a bigint.
 * @throws SyntaxError if the text is not JSON
 */
export function parseExact(text: string): unknown {
  return LONG_NUMBER.test(text) ? parse(text, undefined, exactNumber) : JSON.parse(text);
}

function exactNumber(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : BigInt(text);
}
