import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import type { Source } from '../../src/procfs/source.ts';
import { FIXTURES, jsonOf } from './parse.ts';

/** Where the trees of nodes with clients of storage and networks are, each with `proc`, `sys` and `expected.json`. */
export const CLIENTS = path.join(FIXTURES, 'clients');

/** The sample of a source that a tree must give; undefined where it must have none. */
export function expectedOf(tree: string, source: string): string | undefined {
  const text = withoutBlanks(readFileSync(path.join(CLIENTS, tree, 'expected.json'), 'utf8'));
  const members: unknown = JSON.parse(text);
  if (typeof members !== 'object' || members === null || !(source in members)) return undefined;
  // As text: a number of JavaScript would not have all digits.
  const from = text.indexOf(`"${source}":`) + source.length + 3;
  return text.slice(from, endOfValue(text, from));
}

/** Reads a tree so many times with one reader: from the third on only what numbers there are is looked at. */
export function readings(
  tree: string,
  source: Source,
  times = 3,
): { json: string; error: string | undefined }[] {
  const root = path.join(CLIENTS, tree);
  const reader = new SourceReader(source, { procfs: path.join(root, 'proc'), sysfs: path.join(root, 'sys') });
  try {
    return Array.from({ length: times }, () => {
      const outcome = reader.read();
      return { json: outcome === 'ok' ? jsonOf(reader) : outcome, error: reader.error };
    });
  } finally {
    reader.close();
  }
}

/** Reads a tree four times: each reading must give all of it, digit by digit, and nothing must be wrong. */
export function assertEachReading(tree: string, source: Source): void {
  const expected = expectedOf(tree, source.name);
  assert.ok(expected);
  for (const { json, error } of readings(tree, source, 4)) {
    assert.is(json, expected);
    assert.is(error, undefined);
  }
}

/** A copy of a tree that a test can change. */
export function copyOf(tree: string): { root: string; remove: () => void } {
  const root = mkdtempSync(path.join(tmpdir(), 'rankstat-client-'));
  cpSync(path.join(CLIENTS, tree), root, { recursive: true, verbatimSymlinks: true });
  return { root, remove: () => rmSync(root, { recursive: true }) };
}

function withoutBlanks(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, text: string | undefined) => text ?? '');
}

/** Where the value ends that begins at `from`, in JSON without blanks. */
function endOfValue(json: string, from: number): number {
  let depth = 0;
  let at = from;
  for (; at < json.length; at++) {
    const character = json[at];
    if (character === '"') at = json.indexOf('"', at + 1);
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (depth < 0 || (depth === 0 && json[at + 1] === ',')) break;
  }
  return depth < 0 ? at : at + 1;
}
