import * as v from 'valibot';
import { type Sample, sampleSchema } from '../../schema.ts';
import { BEFORE_NAME, CLOCK_CHARS, SampleForm } from './form.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
/** `{"timestamp":"2026-11-25T` and a clock, as this program writes them. */
const HEAD = /^\{"timestamp":"\d{4}-\d\d-\d\dT(?=\d\d:\d\d:\d\d\.\d{3}Z$)/;
const HEAD_CHARS = '{"timestamp":"2026-11-25T'.length;
const PLAIN = /^(?:0|[1-9]\d*)(\.\d+)?$/;
/** Its fractions come and go. */
const LATE: Buffer = Buffer.from('"late_ms":');
/** Keys that are none for every object. */
const OTHER_KEYS: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);

/** A form, and a sample of it in which each number is one that it can be: a fraction where there may be one, else 0. */
export interface NewForm {
  readonly form: SampleForm;
  readonly probe: Sample;
}

/**
 * The form of a line that was read as a sample: `bytes[from, to)`.
 * @param host under which it stands, as JSON
 * @returns undefined if it is laid out as this program never does it, or has a number that it seldom has
 */
export function formOf(bytes: Buffer, from: number, to: number, host: Buffer): NewForm | undefined {
  const nameAt = HEAD_CHARS + CLOCK_CHARS + BEFORE_NAME.length;
  const line = bytes.subarray(from, to);
  if (!HEAD.test(line.toString('latin1', 0, HEAD_CHARS + CLOCK_CHARS))) return undefined;
  if (!line.subarray(nameAt - BEFORE_NAME.length, nameAt).equals(BEFORE_NAME) || line[nameAt] !== QUOTE) {
    return undefined;
  }
  const nameEnd = afterString(line, nameAt);
  const name = line.subarray(nameAt, nameEnd);
  const rest = cut(line.subarray(nameEnd));
  if (rest === undefined) return undefined;
  const first = line.toString('latin1', 0, nameAt) + name.toString();
  const filled = (number: (nth: number) => string) => sampleOf(first + rest.filled(number));
  const marked = filled(String);
  const probe = filled((nth) => (rest.fractions[nth] === 1 ? '0.5' : '0'));
  // Fewer if a key is there twice: then only the last counts.
  if (marked === undefined || probe === undefined || numbersIn(marked) !== rest.fractions.length) {
    return undefined;
  }
  const form = new SampleForm({
    head: Buffer.from(line.subarray(0, HEAD_CHARS)),
    name: name.equals(host) ? undefined : Buffer.from(name),
    ...rest,
    marked,
  });
  return { form, probe };
}

interface Rest {
  readonly literals: Buffer;
  readonly ends: Uint32Array;
  readonly fractions: Uint8Array;
  /** The text with other numbers. */
  readonly filled: (number: (nth: number) => string) => string;
}

/** Takes the numbers out of JSON. Undefined if there is one that is not plain digits, with a fraction or without. */
function cut(json: Buffer): Rest | undefined {
  const literals: Buffer[] = [];
  const ends: number[] = [];
  const fractions: number[] = [];
  let end = 0;
  let from = 0;
  for (let at = 0; at < json.length; ) {
    const byte = json[at]!;
    if (byte === QUOTE) at = afterString(json, at);
    else if (byte !== MINUS && !isDigit(byte)) at++;
    else {
      const literal = json.subarray(from, at);
      from = afterNumber(json, at);
      const [plain, fraction] = PLAIN.exec(json.toString('latin1', at, from)) ?? [];
      if (plain === undefined) return undefined;
      literals.push(literal);
      end += literal.length;
      ends.push(end);
      const isLateness = literal.subarray(-LATE.length).equals(LATE);
      fractions.push(fraction !== undefined || isLateness ? 1 : 0);
      at = from;
    }
  }
  literals.push(json.subarray(from));
  const texts = literals.map(String);
  return {
    literals: Buffer.concat(literals),
    ends: Uint32Array.from(ends),
    fractions: Uint8Array.from(fractions),
    filled: (number) => texts.map((text, nth) => (nth === 0 ? text : number(nth - 1) + text)).join(''),
  };
}

/** As the reader makes it, so that members are in the same order. */
function sampleOf(json: string): Sample | undefined {
  const value: unknown = JSON.parse(json);
  if (hasOtherKeys(value)) return undefined;
  const result = v.safeParse(sampleSchema, value, { abortEarly: true });
  return result.success ? result.output : undefined;
}

function hasOtherKeys(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]) => OTHER_KEYS.has(key) || hasOtherKeys(member));
}

function numbersIn(value: unknown): number {
  if (typeof value === 'number') return 1;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, member) => sum + numbersIn(member), 0);
}

/** Where a string ends that begins here. */
function afterString(json: Buffer, from: number): number {
  let at = from + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** Where a number ends: no blank, comma or bracket is of one. */
function afterNumber(json: Buffer, from: number): number {
  let at = from;
  while (at < json.length && NUMBER_BYTES.includes(json[at]!)) at++;
  return at;
}

const NUMBER_BYTES: Buffer = Buffer.from('0123456789+-.eE');

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
