import { parseExact } from '../exact/json.ts';

/**
 * Python's and C's numbers that JSON has not, such as the throughput of what took no time. It looks back only where it has
 * found one: at each place it would go through all blanks before it.
 */
const NO_NUMBER = /(?:-?Infinity|NaN|-?nan|-?inf)(?<=[:,[]\s*(?:-?Infinity|NaN|-?nan|-?inf))(?=\s*[,}\]])/g;

/** What benchmarks print between the lines of their JSON when both go to stdout (IOR, aiori-debug.h, WARNF). */
const REMARK = /^(?:WARNING|INFO): .*$/gm;

/** JSON begins a line of its own in what fio, IOR and Python print, or is all of a file. */
const BEGIN = /^[{[][ \t]*\r?$/gm;

/** So many beginnings of no JSON are tried: with each, the text may be gone through to its end. */
const MOST_FAILURES = 8;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Python's numbers that are none as nulls, so that `JSON.parse` takes the rest. */
export function withoutNonNumbers(json: string): string {
  return json.replace(NO_NUMBER, 'null');
}

/**
 * The JSON documents in a text, one after the other, with what is printed before, between and after them left out:
 * fio prints warnings first, and with `--status-interval` a document each time. A document that is cut off is none.
 * Integers beyond 2^53 are bigints.
 */
export function* jsonIn(text: string): Generator<unknown> {
  const clean = text.replace(REMARK, '');
  let failures = 0;
  let after = 0;
  for (const begin of beginsOf(clean)) {
    if (begin < after) continue;
    const end = endOf(clean, begin);
    const document = end < 0 ? undefined : parsed(clean.slice(begin, end));
    if (document === undefined) {
      if (++failures === MOST_FAILURES) return;
    } else {
      after = end;
      yield document;
    }
  }
}

/** Whether a text begins as JSON does. */
export function beginsAsJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

function* beginsOf(text: string): Generator<number> {
  const first = text.search(/\S/);
  if (first >= 0 && beginsAsJson(text.slice(first, first + 1))) yield first;
  for (const { index } of text.matchAll(BEGIN)) if (index !== first) yield index;
}

function parsed(json: string): unknown {
  try {
    return parseExact(withoutNonNumbers(json));
  } catch {
    return undefined;
  }
}

/** Behind the bracket that closes the one at `begin`; -1 if none does. */
function endOf(text: string, begin: number): number {
  let depth = 0;
  for (let at = begin; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return -1;
    } else if (code === 0x7b || code === 0x5b) depth++;
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return at + 1;
  }
  return -1;
}

function endOfString(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return -1;
}
