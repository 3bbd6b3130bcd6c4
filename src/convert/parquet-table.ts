import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Numbers } from '../exact/numbers.ts';
import { valueAt } from '../merge/reading/object-template.ts';
import { isNumber } from '../series/counters.ts';
import type { WholeFile } from '../system/files/whole-file.ts';
import type { Row } from './flatten.ts';
import { ParquetColumn } from './parquet-column.ts';
import {
  FACT_COLUMNS,
  freeColumnName,
  metricElement,
  type RowFacts,
  schemaOf,
  textElement,
} from './parquet-schema.ts';
import type { PlacedRow } from './placed-rows.ts';
import type { TableShape } from './table-shape.ts';

/** Values of a row group: it is what is held in memory of a table, and what a reader takes at a time. */
const MOST_VALUES = 2 ** 20;
const MOST_ROWS = 2 ** 16;
const FACTS = Object.keys(FACT_COLUMNS).length;

/** A row group of whole hosts has at least so many values, where there are hosts enough: each costs some hundred bytes a column. */
const LEAST_VALUES = 2 ** 16;

/** A Parquet file that grows by a row group at a time. */
export class ParquetTable {
  readonly #file: Pick<WholeFile, 'write'>;
  readonly #bytes = new ByteWriter();
  readonly #parquet: ParquetWriter;
  readonly #columns: readonly ParquetColumn[];
  /** The column of instances, if there is one. */
  readonly #key: string | null;
  readonly #mostRows: number;
  #facts: RowFacts[] = [];
  #instances: (string | null)[] = [];

  /** @param facts of the whole table, for whoever asks for its metadata: key → text */
  constructor(
    file: Pick<WholeFile, 'write'>,
    { key, metrics }: TableShape,
    facts: Readonly<Record<string, string>> = {},
  ) {
    this.#file = file;
    const taken = new Set(Object.keys(FACT_COLUMNS));
    this.#key = key === null ? null : freeColumnName(key, taken);
    this.#columns = [...metrics].map(
      ([metric, type]) => new ParquetColumn(freeColumnName(metric, taken), metric, type),
    );
    const elements = [
      ...Object.values(FACT_COLUMNS),
      ...(this.#key === null ? [] : [textElement(this.#key)]),
      ...this.#columns.map(({ name, type }) => metricElement(name, type)),
    ];
    this.#mostRows = rowsOfGroup(elements.length);
    const schema = schemaOf(elements);
    const kvMetadata = Object.entries(facts).map(([key, value]) => ({ key, value }));
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema,
      createdBy: 'rankstat',
      ...(kvMetadata.length > 0 && { kvMetadata }),
    });
  }

  /** Whether what was added must be written before more is. */
  get isFull(): boolean {
    return this.#facts.length >= this.#mostRows;
  }

  /** Whether what was added is enough for a row group, if no host goes on in the next one. */
  get isEnough(): boolean {
    return this.#facts.length * (this.#columns.length + FACTS) >= LEAST_VALUES;
  }

  add(facts: RowFacts, { instance, values }: Row): void {
    this.#facts.push(facts);
    this.#instances.push(instance === '' ? null : instance);
    for (const column of this.#columns) {
      const value = values[column.metric];
      column.push(isNumber(value) ? value : null);
    }
  }

  /** As `add`, of numbers as they are in a journal. */
  addPlaced(facts: RowFacts, { instance, first, places }: PlacedRow, numbers: Numbers): void {
    this.#facts.push(facts);
    this.#instances.push(instance === '' ? null : instance);
    for (let nth = 0; nth < this.#columns.length; nth++) {
      const place = places[nth];
      this.#columns[nth]!.push(place == null ? null : valueAt(numbers, first + place.at, place.scale));
    }
  }

  /** Writes what was added as a row group. @throws Error of the file system, with its `code` */
  async flush(): Promise<void> {
    if (this.#facts.length === 0) return;
    const facts = this.#facts;
    const columnData = [
      { name: 'time', data: facts.map(({ time }) => time) },
      { name: 'host', data: facts.map(({ host }) => host) },
      { name: 'tick', data: facts.map(({ tick }) => tick) },
      { name: 'kind', data: facts.map(({ kind }) => kind) },
      { name: 'late_ms', data: facts.map(({ late_ms }) => late_ms) },
      ...(this.#key === null ? [] : [{ name: this.#key, data: this.#instances }]),
      ...this.#columns.map((column) => column.source()),
    ];
    await this.#parquet.write({ columnData, rowGroupSize: facts.length });
    this.#facts = [];
    this.#instances = [];
    for (const column of this.#columns) column.clear();
    await this.#drain();
  }

  /** Writes what is left, and what a reader needs to find it. @throws Error of the file system, with its `code` */
  async end(): Promise<void> {
    await this.flush();
    await this.#parquet.finish();
    await this.#drain();
  }

  async #drain(): Promise<void> {
    await this.#file.write(this.#bytes.getBytes());
    this.#bytes.index = 0; // Of the buffer; what counts the bytes of the file goes on.
  }
}

/** A power of two: lists that grow by doubling then have nothing to spare. */
function rowsOfGroup(columns: number): number {
  const most = Math.max(1, Math.floor(MOST_VALUES / columns));
  return Math.min(MOST_ROWS, 2 ** Math.floor(Math.log2(most)));
}
