import * as v from 'valibot';
import type { SeriesNumber } from './counters.ts';

/** An object whose members nobody has looked at. */
export type Members = Readonly<Record<string, unknown>>;

/** The end of what 64 bits hold. */
export const U64_END = 2n ** 64n;

/** An object, and no list: valibot, unlike JSON Schema, takes a list for an object that may be empty. */
export function isPlainObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of objects. */
export function isList(value: unknown): value is readonly Members[] {
  return Array.isArray(value) && value.every(isPlainObject);
}

const plainObject = v.custom<Members>(isPlainObject, 'no object');

/** An object with any keys, whose values are all of one kind. */
export function recordOf<const S extends v.GenericSchema>(value: S) {
  return v.pipe(plainObject, v.record(v.string(), value));
}

/** An object of these members, and of others that are all of one kind. */
export function withRest<const E extends v.ObjectEntries, const S extends v.GenericSchema>(
  entries: E,
  rest: S,
) {
  return v.pipe(plainObject, v.objectWithRest(entries, rest));
}

/** An object of these members; others are not looked at. */
export function looseOf<const E extends v.ObjectEntries>(entries: E) {
  return v.pipe(plainObject, v.looseObject(entries));
}

/** Text of at most so many characters: code points, as JSON Schema counts them. */
export function characters(most: number) {
  return v.pipe(
    v.string(),
    v.check((text) => text.length <= most || [...text].length <= most, `longer than ${most} characters`),
    v.metadata({ maxLength: most }),
  );
}

/**
 * An integer as the kernel prints it: 64 bits without a sign. Beyond 2^53 it is a bigint in memory; in the file it is
 * always the plain digits.
 */
export const kernelInteger = v.custom<SeriesNumber>(
  (value) => isSize(value) && (typeof value === 'bigint' || Number.isInteger(value)),
  ({ input }) => `${quoted(input)} is no integer from 0 to ${U64_END - 1n}`,
);

/** A decimal as the kernel prints it. */
export const kernelDecimal = v.custom<SeriesNumber>(
  isSize,
  ({ input }) => `${quoted(input)} is no number from 0 to 2^64`,
);

function isSize(value: unknown): value is SeriesNumber {
  if (typeof value === 'number') return value >= 0 && value < 2 ** 64;
  return typeof value === 'bigint' && value >= 0n && value < U64_END;
}

const MOST_QUOTED = 40;

/** A value as a message shows it. */
export function quoted(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text;
}
