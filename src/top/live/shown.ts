import type { Numbers } from '../../exact/numbers.ts';
import type { Source } from '../../procfs/source.ts';
import type { SeriesNumber } from '../../series/counters.ts';
import { isRated } from '../../series/rates.ts';
import type { Sample } from '../../series/schema.ts';
import { isoTime } from '../../system/clock.ts';
import type { CountedPart, Decoded } from '../../wire/decoder.ts';
import { decodeLayout } from '../../wire/layouts.ts';
import type { SampleRecord } from '../../wire/records.ts';

/** A number of a row: its name in the series file, which of the layout's numbers it is, and its decimals. */
interface ShownField {
  readonly name: string;
  readonly at: number;
  readonly scale: number;
}

interface ShownRow {
  readonly name: string;
  readonly fields: readonly ShownField[];
}

/** One source in a sample: how many numbers it has, and which of them are shown. */
export interface ShownPart extends CountedPart {
  readonly source: Source;
  readonly rows: readonly ShownRow[];
}

/** What of a source rates are made of. @throws Error if this version does not know the source, or the body is none of a layout */
export function shownPart(source: string, body: Uint8Array): ShownPart {
  const layout = decodeLayout(source, body);
  const rows: ShownRow[] = [];
  let first = 0;
  for (const { name, columns } of layout.rows) {
    const from = first;
    first += columns;
    const fields = layout.source
      .fields(name)
      .slice(0, columns)
      .map((field, column) => ({ name: field.name, at: from + column, scale: field.scale }))
      .filter((field) => isRated(source, name, field.name));
    if (fields.length > 0) rows.push({ name, fields });
  }
  return { source: layout.source, template: { count: layout.count }, rows };
}

/** A sample as the series file will have it, with what is shown of it. */
export function shownSample(
  { time, tick, late }: SampleRecord,
  { parts, numbers }: Decoded<ShownPart>,
): Sample {
  const sample: Sample = { timestamp: isoTime(time), hostname: '', tick };
  if (late !== undefined) sample.late_ms = late;
  let first = 0;
  for (const { source, template, rows } of parts) {
    const from = first;
    const valuesOf = ({ fields }: ShownRow) =>
      fields.map(({ name, at, scale }): Value => [name, valueAt(numbers, from + at, scale)]);
    const { shape } = source;
    // A list without rows says that there is no device; of a source that rates are not made of there is no word.
    if (rows.length > 0 || shape.kind === 'list') {
      sample[source.name] =
        shape.kind === 'list'
          ? rows.map((row) => ({ [shape.nameKey]: row.name, ...Object.fromEntries(valuesOf(row)) }))
          : treeOf(rows.map((row) => ({ path: shape.path(row.name), values: valuesOf(row) })));
    }
    first += template.count;
  }
  return sample;
}

type Value = readonly [name: string, value: SeriesNumber];

interface Tree {
  [key: string]: Tree | SeriesNumber;
}

function treeOf(
  rows: readonly { readonly path: readonly string[]; readonly values: readonly Value[] }[],
): Tree {
  const tree: Tree = {};
  for (const { path, values } of rows) {
    for (const [name, value] of values) place(tree, name === '' ? path : [...path, name], value);
  }
  return tree;
}

/** Rows that rates are made of have names that we know: none can be `__proto__`. */
function place(tree: Tree, path: readonly string[], value: SeriesNumber): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const below = tree[key];
  const branch = typeof below === 'object' ? below : {};
  tree[key] = branch;
  place(branch, rest, value);
}

function valueAt(numbers: Numbers, at: number, scale: number): SeriesNumber {
  const small = numbers.small[at]!;
  const value = Number.isNaN(small) ? numbers.exact(at) : small;
  return scale === 0 ? value : Number(value) / 10 ** scale;
}
