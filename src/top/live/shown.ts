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
  /** The keys that lead to it in a tree. */
  readonly path: readonly string[];
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
    const path = source.shape.kind === 'tree' ? source.shape.path(row) : [];
    // No device is called so, and what is placed below it would be everybody's.
    if (fields.length > 0 && !path.includes('__proto__')) rows.push({ name: row, path, fields });
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
    const fieldValue = ({ at, scale }: ShownField) => valueAt(numbers, from + at, scale);
    const { shape } = source;
    // A list without rows says that there is no device; of a source that rates are not made of there is no word.
    if (rows.length > 0 || shape.kind === 'list') {
      sample[source.name] =
        shape.kind === 'list'
          ? rows.map((row) => namedRow(shape.nameKey, row, fieldValue))
          : treeOf(rows, fieldValue);
    }
  }
  return sample;
}

interface Tree {
  [key: string]: Tree | SeriesNumber;
}

type FieldValue = (field: ShownField) => SeriesNumber;

function namedRow(nameKey: string, { name, fields }: ShownRow, fieldValue: FieldValue) {
  const row: Record<string, string | SeriesNumber> = { [nameKey]: name };
  for (const field of fields) row[field.name] = fieldValue(field);
  return row;
}

function treeOf(rows: readonly ShownRow[], fieldValue: FieldValue): Tree {
  const tree: Tree = {};
  for (const { path, fields } of rows) {
    for (const field of fields) {
      // A row that is one number has no name for it but its own.
      if (field.name === '') below(tree, path, path.length - 1)[path.at(-1) ?? ''] = fieldValue(field);
      else below(tree, path, path.length)[field.name] = fieldValue(field);
    }
  }
  return tree;
}

/** The branch that so many of these keys lead to. */
function below(tree: Tree, path: readonly string[], depth: number): Tree {
  let branch = tree;
  for (let at = 0; at < depth; at++) {
    const key = path[at]!;
    const found = branch[key];
    const next: Tree = typeof found === 'object' ? found : {};
    branch[key] = next;
    branch = next;
  }
  return branch;
}

function valueAt(numbers: Numbers, at: number, scale: number): SeriesNumber {
  const small = numbers.small[at]!;
  const value = Number.isNaN(small) ? numbers.exact(at) : small;
  return scale === 0 ? value : Number(value) / 10 ** scale;
}
