import * as v from 'valibot';
import type { LayoutRow } from '../procfs/reading/rows.ts';
import { sourceNamed } from '../procfs/registry.ts';
import type { Source } from '../procfs/source.ts';
import { index, MAX_BODY_BYTES, parse } from './records.ts';

/** So many rows a layout may have; ten thousand disks are real, a million are not. */
export const MAX_LAYOUT_ROWS = 200_000;

const layoutBody = v.object({
  names: v.pipe(v.array(v.pipe(v.string(), v.maxLength(4096))), v.maxLength(MAX_LAYOUT_ROWS)),
  /** How many fields each row has; one number if all have as many. */
  columns: v.union([index, v.pipe(v.array(index), v.maxLength(MAX_LAYOUT_ROWS))]),
});
/** The body of a layout record, as JSON: the names of one source's numbers. */
export type LayoutBody = v.InferOutput<typeof layoutBody>;

/** What a layout record says. */
export interface DecodedLayout {
  readonly source: Source;
  /** In the order of the numbers: row by row, in a row field by field. None has more columns than the source has fields. */
  readonly rows: readonly LayoutRow[];
  /** How many numbers the rows have together. */
  readonly count: number;
}

/**
 * What the body of a layout record says of a source's numbers.
 * @throws Error if this version does not know the source, the body is none of a layout, or a row has more fields than
 *   that source
 */
export function decodeLayout(name: string, body: Uint8Array): DecodedLayout {
  const source = sourceNamed(name);
  if (source === undefined) throw new Error(`source ${JSON.stringify(name)} is unknown`);
  const { names, columns } = parse(layoutBody, body, MAX_BODY_BYTES);
  if (typeof columns !== 'number' && columns.length !== names.length) {
    throw new Error(`a layout of ${name} has ${columns.length} column counts for ${names.length} names`);
  }
  let count = 0;
  const rows = names.map((row, nth) => {
    const own = typeof columns === 'number' ? columns : columns[nth]!;
    const most = source.fields(row).length;
    if (own > most) throw new Error(`${name}: ${row} has ${own} columns, known are ${most}`);
    count += own;
    return { name: row, columns: own };
  });
  return { source, rows, count };
}
