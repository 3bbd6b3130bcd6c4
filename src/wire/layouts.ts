import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type LayoutRow, MOST_ROWS } from '../procfs/reading/rows.ts';
import { sourceNamed } from '../procfs/registry.ts';
import type { Source } from '../procfs/source.ts';
import { index, MAX_BODY_BYTES, parse } from './records.ts';

const layoutBody = v.object({
  names: v.pipe(v.array(v.pipe(v.string(), v.maxLength(4096))), v.maxLength(MOST_ROWS)),
  /** How many fields each row has; one number if all have as many. */
  columns: v.union([index, v.pipe(v.array(index), v.maxLength(MOST_ROWS))]),
});
/** The body of a layout record, as JSON: the names of one source's numbers. */
export type LayoutBody = v.InferOutput<typeof layoutBody>;

/** What a layout record says. */
export interface DecodedLayout {
  /** Undefined if this version does not know it. */
  readonly source: Source | undefined;
  /** In the order of the numbers: row by row, in a row field by field. */
  readonly rows: readonly LayoutRow[];
  /** How many numbers the rows have together. */
  readonly count: number;
}

/** So many bytes of the hash are kept: 64 bits, eleven characters. Two layouts of a job do not meet in them by chance. */
const KEY_BYTES = 8;

/** The name of a layout: the same on every host that has the same rows. @param body of its record */
export function layoutKey(source: string, body: Uint8Array): string {
  const hash = createHash('sha256').update(source).update('\0').update(body).digest();
  return hash.subarray(0, KEY_BYTES).toString('base64url');
}

/**
 * What the body of a layout record says of a source's numbers.
 * @param key under which it was sent
 * @throws Error if the body is none of a layout, is not what the key says, or a row has more fields than a source that
 *   this version knows
 */
export function decodeLayout(name: string, key: string, body: Uint8Array): DecodedLayout {
  const { names, columns } = parse(layoutBody, body, MAX_BODY_BYTES);
  if (layoutKey(name, body) !== key)
    throw new Error(`a layout of ${name} is not the one that ${key} stands for`);
  if (typeof columns !== 'number' && columns.length !== names.length) {
    throw new Error(`a layout of ${name} has ${columns.length} column counts for ${names.length} names`);
  }
  const source = sourceNamed(name);
  let count = 0;
  const rows = names.map((row, nth) => {
    const own = typeof columns === 'number' ? columns : columns[nth]!;
    const most = source?.fields(row).length ?? own;
    if (own > most) throw new Error(`${name}: ${row} has ${own} columns, known are ${most}`);
    count += own;
    return { name: row, columns: own };
  });
  return { source, rows, count };
}
