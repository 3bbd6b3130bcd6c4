import { Numbers } from '../exact/numbers.ts';
import type { SampleOfHost } from '../merge/reading/journal-samples.ts';
import type { ObjectTemplate } from '../merge/reading/object-template.ts';
import { type Row, rowsOf } from './flatten.ts';
import type { TableShape } from './table-shape.ts';

/** Where a number lies among those of its source, and how many decimals it has. */
interface Place {
  readonly at: number;
  readonly scale: number;
}

/** A row of a table, of numbers of a journal: not what they are, but where. The same for as long as a host's layout is. */
export interface PlacedRow extends Pick<Row, 'source' | 'instance'> {
  /** Where the numbers of its source begin. */
  readonly first: number;
  /** By column of the table; null for one that it does not have. */
  readonly places: readonly (Place | null)[];
}

/** Says which rows samples of journals have, without making an object of each: thousands of their numbers are alike. */
export class PlacedRows {
  readonly #shapes: ReadonlyMap<string, TableShape>;
  readonly #known = new Map<ObjectTemplate, readonly PlacedRow[]>();
  #parts: SampleOfHost['found']['parts'] | undefined;
  #rows: readonly PlacedRow[] = [];

  constructor(shapes: ReadonlyMap<string, TableShape>) {
    this.#shapes = shapes;
  }

  /** The rows of `rowsOf`, but for what no source has. @throws Error if there is no table for them */
  of(parts: SampleOfHost['found']['parts']): readonly PlacedRow[] {
    if (parts === this.#parts) return this.#rows;
    const rows: PlacedRow[] = [];
    let first = 0;
    for (const { names, count } of parts) {
      if (names !== undefined) for (const row of this.#rowsOf(names)) rows.push({ ...row, first });
      first += count;
    }
    this.#parts = parts;
    this.#rows = rows;
    return rows;
  }

  #rowsOf(template: ObjectTemplate): readonly PlacedRow[] {
    const known = this.#known.get(template);
    if (known !== undefined) return known;
    // A sample in which each number is its own place.
    const places = new Numbers();
    for (const [at, scale] of template.scales.entries()) places.push(at * 10 ** scale);
    const rows = rowsOf({ [template.source]: template.make(places, 0) }).map(
      ({ source, instance, values }) => {
        const metrics = this.#shapes.get(source)?.metrics;
        if (metrics === undefined)
          throw new Error(`the series has changed while it was read: ${source} is new`);
        return {
          ...{ source, instance, first: 0 },
          places: [...metrics.keys()].map((metric) => {
            const at = Object.hasOwn(values, metric) ? values[metric] : undefined;
            return typeof at === 'number' ? { at, scale: template.scales[at] ?? 0 } : null;
          }),
        };
      },
    );
    this.#known.set(template, rows);
    return rows;
  }
}
