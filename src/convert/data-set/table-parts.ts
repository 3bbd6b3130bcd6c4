import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { WholeFile } from '../../system/files/whole-file.ts';
import { ParquetTable } from '../parquet-table.ts';
import type { TableShape } from '../table-shape.ts';

interface Part {
  readonly file: WholeFile;
  readonly table: ParquetTable;
}

/** The name of the n-th file of a table. */
export function partName(nth: number): string {
  return `part-${String(nth).padStart(5, '0')}.parquet`;
}

/** Whether `partName` gives it. */
export function isPartName(name: string): boolean {
  return /^part-\d{5,}\.parquet$/.test(name);
}

/** The tables of a data set, each with a file after the other: of those one is open. */
export class TableParts {
  readonly #directory: string;
  readonly #shapes: ReadonlyMap<string, TableShape>;
  readonly #facts: Readonly<Record<string, string>>;
  readonly #open = new Map<string, Part>();
  readonly #made = new Set<string>();
  #nth = 0;

  constructor(
    directory: string,
    shapes: ReadonlyMap<string, TableShape>,
    facts: Readonly<Record<string, string>>,
  ) {
    this.#directory = directory;
    this.#shapes = shapes;
    this.#facts = facts;
  }

  /** Where rows of a source go now; undefined if its file has to be begun. */
  open(source: string): ParquetTable | undefined {
    return this.#open.get(source)?.table;
  }

  /** No row of the host comes any more: a row group has whole hosts, if they fit. */
  async endHost(): Promise<void> {
    for (const { table } of this.#open.values()) if (table.isEnough) await table.flush();
  }

  /** What comes now goes to the next files. @throws Error of the file system, with its `code` */
  async endPart(): Promise<void> {
    for (const [source, { file, table }] of this.#open) {
      await table.end();
      await file.end();
      await file.publish();
      this.#open.delete(source);
    }
    this.#nth++;
  }

  /** Closes what is open, if something has failed. */
  async close(): Promise<void> {
    for (const { file } of this.#open.values()) await file.abandon();
    this.#open.clear();
  }

  /** Begins the file of a source. @throws Error of the file system, with its `code` */
  async begin(source: string): Promise<ParquetTable> {
    const shape = this.#shapes.get(source);
    if (shape === undefined) throw new Error(`the series has changed while it was read: ${source} is new`);
    const directory = path.join(this.#directory, source);
    if (!this.#made.has(source)) await mkdir(directory);
    this.#made.add(source);
    const file = await WholeFile.create(path.join(directory, partName(this.#nth)));
    const part = { file, table: new ParquetTable(file, shape, this.#facts) };
    this.#open.set(source, part);
    return part.table;
  }
}
