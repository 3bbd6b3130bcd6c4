import type { Sample } from '../../schema.ts';
import { numberIn } from './digits.ts';
import { CLOCK_CHARS, type SampleForm } from './form.ts';

/**
 * Whether a number of a source is wanted: by the keys that lead to it, without the places in lists: `sectors_read` of
 * `diskstats`, `total` and `user` of `cpu`.
 */
export type IsWanted = (source: string, keys: readonly string[]) => boolean;

/** What stands before a time, and the length of one. */
const TIME_AT = '{"timestamp":"'.length;
const TIME_CHARS = '2026-11-25T'.length + CLOCK_CHARS;
/** Made by themselves. */
const FIRST: ReadonlySet<string> = new Set(['timestamp', 'hostname', 'tick']);
const NO_NUMBER = -1;

/**
 * Makes of lines of one form the samples that they are, with those of their numbers that are wanted. All texts are there,
 * all sources, and all elements of lists; what lies deeper and has no number that is wanted is not.
 */
export class PartOfSample {
  readonly #form: SampleForm;
  readonly #tick: number;
  readonly #rest: ObjectPart;

  constructor(form: SampleForm, isWanted: IsWanted) {
    this.#form = form;
    const { marked } = form;
    this.#tick = marked.tick ?? NO_NUMBER;
    const rest = Object.entries(marked).filter(([key]) => !FIRST.has(key));
    this.#rest = new ObjectPart(rest.map(([key, value]) => memberOf(value, [key], isWanted)));
  }

  /** The sample of the line that the form was compared with last, which begins at `from`. */
  sample(bytes: Buffer, from: number, host: string): Sample {
    const { starts, stops, ownName = host } = this.#form;
    const time = from + TIME_AT;
    const tick = this.#tick;
    const sample: Sample = {
      timestamp: bytes.toString('latin1', time, time + TIME_CHARS),
      hostname: ownName,
      // It has too few digits for a bigint.
      tick: tick === NO_NUMBER ? null : Number(numberIn(bytes, starts[tick]!, stops[tick]!)),
    };
    this.#rest.fill(sample, bytes, starts, stops);
    return sample;
  }
}

/** A member of an object or a list: a number by its place, an object or a list that has some, or what is always the same. */
interface Member {
  readonly key: string;
  readonly number: number;
  readonly part: ObjectPart | ListPart | undefined;
  readonly same: unknown;
}

type Target = Record<string, unknown>;

class ObjectPart {
  readonly #keys: readonly string[];
  readonly #numbers: Int32Array;
  readonly #members: readonly Member[];

  constructor(members: readonly (Member | undefined)[]) {
    this.#members = members.filter((member) => member !== undefined);
    this.#keys = this.#members.map(({ key }) => key);
    this.#numbers = Int32Array.from(this.#members, ({ number }) => number);
  }

  get isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  fill(target: Target, bytes: Buffer, starts: Uint32Array, stops: Uint32Array): void {
    const keys = this.#keys;
    const numbers = this.#numbers;
    for (let nth = 0; nth < keys.length; nth++) {
      const number = numbers[nth]!;
      if (number !== NO_NUMBER) {
        target[keys[nth]!] = numberIn(bytes, starts[number]!, stops[number]!);
        continue;
      }
      const { part, same } = this.#members[nth]!;
      target[keys[nth]!] = part === undefined ? same : part.made(bytes, starts, stops);
    }
  }

  made(bytes: Buffer, starts: Uint32Array, stops: Uint32Array): Target {
    const made: Target = {};
    this.fill(made, bytes, starts, stops);
    return made;
  }
}

class ListPart {
  readonly #members: readonly Member[];

  constructor(members: readonly Member[]) {
    this.#members = members;
  }

  get isEmpty(): boolean {
    return this.#members.length === 0;
  }

  made(bytes: Buffer, starts: Uint32Array, stops: Uint32Array): unknown[] {
    const made: unknown[] = [];
    for (const { number, part, same } of this.#members) {
      if (number !== NO_NUMBER) made.push(numberIn(bytes, starts[number]!, stops[number]!));
      else made.push(part === undefined ? same : part.made(bytes, starts, stops));
    }
    return made;
  }
}

/** @param path the keys that lead to it from its source on, without the places in lists */
function memberOf(
  value: unknown,
  path: readonly [string, ...string[]],
  isWanted: IsWanted,
): Member | undefined {
  const [source, ...keys] = path;
  const key = keys.at(-1) ?? source;
  const member = { key, number: NO_NUMBER, part: undefined, same: value };
  if (typeof value === 'number') {
    return keys.length === 0 || isWanted(source, keys) ? { ...member, number: value } : undefined;
  }
  if (!hasNumbers(value)) return member;
  const part = Array.isArray(value) ? listOf(value, path, isWanted) : objectOf(value, path, isWanted);
  return keys.length === 0 || !part.isEmpty ? { ...member, part } : undefined;
}

function objectOf(value: unknown, path: readonly [string, ...string[]], isWanted: IsWanted): ObjectPart {
  const entries = Object.entries(Object(value));
  return new ObjectPart(entries.map(([key, member]) => memberOf(member, [...path, key], isWanted)));
}

/** Its elements are all there, as places count. */
function listOf(
  list: readonly unknown[],
  path: readonly [string, ...string[]],
  isWanted: IsWanted,
): ListPart {
  const elements = list.map((element): Member => {
    const member = { key: '', number: NO_NUMBER, part: undefined, same: element };
    if (typeof element === 'number') return { ...member, number: element };
    if (!hasNumbers(element)) return member;
    const part = Array.isArray(element) ? listOf(element, path, isWanted) : objectOf(element, path, isWanted);
    return { ...member, part };
  });
  return new ListPart(elements);
}

function hasNumbers(value: unknown): boolean {
  if (typeof value === 'number') return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNumbers);
}
