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

/** As `JSON.stringify`, with bigints as their digits. Takes plain values: no dates, no `toJSON`. */
export function stringifyExact(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(stringifyExact).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${stringifyExact(member)}`).join(',')}}`;
}

function exactNumber(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : BigInt(text);
}
