import type { Numbers } from '../../exact/numbers.ts';
import type { Source } from '../../procfs/source.ts';
import type { SeriesNumber } from '../../series/counters.ts';
import { isRated } from '../../series/rated.ts';
import type { Sample } from '../../series/schema.ts';
import { isoTime } from '../../system/clock.ts';
import type { Counted, Decoded } from '../../wire/decoder.ts';
import { decodeLayout } from '../../wire/layouts.ts';
import { isDetail } from './detail-fields.ts';

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
export interface ShownPart extends Counted {
  readonly source: Source;
  readonly rows: readonly ShownRow[];
  /** As `rows`, with what only the view of one host shows: what each of hundreds of CPUs does, e.g. */
  readonly detailedRows: () => readonly ShownRow[];
}

/** How much of a sample is wanted: what rates are made of, or all that is shown of one host. */
export type HowMuch = 'rated' | 'detailed';

/** What of a source rates are made of. @throws Error if this version does not know the source, or the body is none of a layout */
export function shownPart(name: string, key: string, body: Uint8Array): ShownPart {
  const { source, ...layout } = decodeLayout(name, key, body);
  if (source === undefined) throw new Error(`source ${JSON.stringify(name)} is unknown`);
  const rowsWith = (isShown: (row: string, field: string) => boolean) => rowsOf(source, layout.rows, isShown);
  let detailed: readonly ShownRow[] | undefined;
  return {
    source,
    count: layout.count,
    rows: rowsWith((row, field) => isRated(name, row, field)),
    detailedRows: () => {
      detailed ??= rowsWith((row, field) => isRated(name, row, field) || isDetail(name, row, field));
      return detailed;
    },
  };
}

function rowsOf(
  source: Source,
  all: readonly { readonly name: string; readonly columns: number }[],
  isShown: (row: string, field: string) => boolean,
): ShownRow[] {
  const rows: ShownRow[] = [];
  let first = 0;
  for (const { name: row, columns } of all) {
    const from = first;
    first += columns;
    const fields = source
      .fields(row)
      .slice(0, columns)
      .map((field, column) => ({ name: field.name, at: from + column, scale: field.scale }))
      .filter((field) => isShown(row, field.name));
    if (fields.length > 0) rows.push({ name: row, fields });
  }
  return rows;
}

/** A sample as the series file will have it, with what is shown of it. */
export function shownSample(
  { taken, parts, numbers }: Decoded<ShownPart>,
  howMuch: HowMuch = 'rated',
): Sample {
  const { time, tick, late, step } = taken;
  const sample: Sample = { timestamp: isoTime(time), hostname: '', tick };
  if (late !== undefined) sample.late_ms = late;
  if (step !== undefined) sample.clock_step_ms = step;
  let first = 0;
  for (const { count, names } of parts) {
    const from = first;
    first += count;
    if (names === undefined) continue;
    const { source } = names;
    const rows = howMuch === 'rated' ? names.rows : names.detailedRows();
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
