import type { Field } from './field.ts';
import type { Reading } from './reading/reading.ts';
import type { Text } from './reading/text.ts';

/**
 * One thing that is read at each tick: `diskstats`, `meminfo`, … A source knows its kernel file and nothing
 * else. It yields rows (a device, a key, a CPU), each with a name and the first `n` of that row's fields.
 */
export interface Source {
  /** The source's name on the command line and its key in a sample. */
  readonly name: string;
  /** What it records, with units, in one line; for help texts. */
  readonly about: string;
  /** Which root the files are under. */
  readonly root: 'procfs' | 'sysfs';
  /** Files below the root, read in this order. */
  readonly files: readonly string[];
  /** An optional source is absent without an error where the kernel does not have it. */
  readonly optional: boolean;
  /**
   * The folder of sysfs that lists what the file lists, for a file that may list nothing. Only where that folder can be
   * read and lists nothing either is a file without rows an empty list; else something hides it, as in a container.
   */
  readonly listedIn?: string;
  /** A file with more bytes than this lists something: what is longer than its headers. 0 if it has none. */
  readonly emptyBytes?: number;
  /** How its rows look in a sample. */
  readonly shape: Shape;
  /** The fields that a row of this name can have; a kernel may print fewer, never others in between. */
  fields(row: string): readonly Field[];
  /** How many of these, the first ones, every kernel prints: what has fewer is no row. */
  least(row: string): number;
  /**
   * Reads one file into rows. A malformed line costs that line: `reading.reject`. `file` is one of `files`.
   * @throws Error when the file as a whole cannot be what it should be
   */
  parse(text: Text, reading: Reading, file: string): void;
}

/**
 * How rows become JSON.
 * - `list`: an array of objects, the row's name under `nameKey`.
 * - `tree`: nested objects; `path` says where the row goes. A row whose single field has an empty name is
 *   the number itself, otherwise an object of its fields. The empty path is the outermost object. `rows` are all
 *   there can be, or one of their kind: the schema of the series file is made of them.
 */
export type Shape =
  | { readonly kind: 'list'; readonly nameKey: string }
  | {
      readonly kind: 'tree';
      readonly path: (row: string) => readonly string[];
      readonly rows: readonly TreeRow[];
    };

/** A row of a tree, or a kind of row. */
export interface TreeRow {
  readonly name: string;
  /**
   * - `always`: every kernel prints it
   * - `sometimes`: some kernels do, or a line of it that makes no sense is left out
   * - `example`: others like it go beside it, whatever the last key of their paths is
   */
  readonly presence: 'always' | 'sometimes' | 'example';
}
