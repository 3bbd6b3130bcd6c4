import { parse } from 'lossless-json';
import { isTooDeep, MOST_LEVELS } from './nesting.ts';

/** Only a number of so many digits can be beyond 2^53, and only that or such a power be beyond all doubles. */
const LONG_NUMBER = /\d{16}|\d[eE]\+?\d{3}/;

/** JSON that nobody can mean; the message says what is wrong with it. */
export class AbsurdJson extends Error {}

/**
 * Parses JSON without losing a digit of an integer: beyond 2^53 it becomes a bigint.
 * @throws SyntaxError if the text is not JSON
 * @throws AbsurdJson if a number in it is beyond all that a double can be, or it is nested too deeply
 */
export function parseExact(text: string): unknown {
  if (isTooDeep(text)) throw new AbsurdJson(`brackets are nested more than ${MOST_LEVELS} deep`);
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

/**
 * The number that a text of JSON is: a bigint if it is an integer beyond 2^53.
 * @throws AbsurdJson if it is beyond all that a double can be
 */
export function exactNumber(text: string): number | bigint {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new AbsurdJson(`${shortened(text)} is too large a number`);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : BigInt(text);
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
