import type { Numbers } from '../exact/numbers.ts';
import type { Field } from './field.ts';
import type { Observer } from './observer.ts';
import type { AskedProgram } from './program/programs.ts';
import type { Reading } from './reading/reading.ts';
import type { LayoutRow } from './reading/rows.ts';
import type { Text } from './reading/text.ts';
import type { Roots } from './roots.ts';

/**
 * One thing that is read at each tick: `diskstats`, `meminfo`, … A source knows its kernel file and nothing
 * else. It yields rows (a device, a key, a CPU), each with a name and the first `n` of that row's fields.
 */
export interface Source {
  /** The source's name on the command line and its key in a sample. */
  readonly name: string;
  /** What it records, with units, in one line; for help texts. */
  readonly about: string;
  /** Where it is described: a page of the kernel's documentation, or the function that prints it. */
  readonly reference: string;
  /** Which root the files are under. */
  readonly root: 'procfs' | 'sysfs';
  /** Files below the root, read in this order. None where `find` finds them. */
  readonly files: readonly string[];
  /**
   * Finds the files of a source that depend on the node, below the root or, under the other, with the whole path, in the order in which they are read; none if the
   * node has nothing of it. It is asked before the first reading, again when one of them is gone, and once a minute for what
   * has come: it can take milliseconds.
   * @param root the folder that the root is
   * @param roots both, for what is told by files of the other
   * @throws the system's error where it cannot look; SwitchedOff where there is something and it counts nothing
   */
  readonly find?: (root: string, roots: Roots) => readonly string[];
  /**
   * Only with `find` or `observe`: it is read once in so many seconds at most, on all hosts at the same ticks, and whenever a host begins
   * and ends. For what costs more than it changes. Its rates are over the time since it was read before: see
   * `BRIDGED` in `src/report/data/bridges.ts`.
   */
  readonly leastSeconds?: number;
  /** Only with `find`, for files of which there are hundreds: what is recorded is made of what each gave last. */
  readonly together?: Together;
  /**
   * Only with `find`: where this node has the program, what it has said last is one file more, the last, of the program's
   * name. It is looked for once.
   */
  readonly program?: AskedProgram;
  /** Codes of errors with which a driver answers that it has no value now: that file is then not there, and nothing is wrong. */
  readonly noValueNow?: readonly string[];
  /** Reads and parses it where that needs a memory; `files`, `find` and `parse` are then not used. */
  readonly observe?: (roots: Roots) => Observer;
  /** What `find` or `observe` looks for, as patterns of paths below the root, or whole paths; for people. */
  readonly lookedFor?: readonly string[];
  /** Whether it is read where nobody names sources. */
  readonly byDefault: boolean;
  /**
   * Of one that is read by default only where that says something: where, in words, and what `find` is where somebody has named
   * the source, who wants to have what there is.
   */
  readonly ifNamed?: { readonly elseOnly: string; readonly find: NonNullable<Source['find']> };
  /**
   * Whether the kernel prints each file as one piece (`single_open`), all of which a read gives that asks for more: no
   * other has to find out that it was all. Files that are printed piece by piece end anywhere, mostly at a page.
   * @see https://docs.kernel.org/filesystems/seq_file.html
   */
  readonly inOnePiece: boolean;
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
   * Reads one file into rows. A malformed line costs that line: `reading.reject`.
   * @param file one of `files`, or of those that `find` has found
   * @param root the folder that the root is, for what else has to be known of what the file lists: it is looked at only
   *   when a file has changed in more than its numbers
   * @throws Error when the file as a whole cannot be what it should be
   */
  parse(text: Text, reading: Reading, file: string, root: string): void;
}

/**
 * How what is recorded is made of many files: `parse` gives rows of a file that nobody else sees, with columns of the
 * source's own choice, and sums of them are the rows of the source. A line that makes no sense costs its file: the sums have
 * what that gave before.
 */
export interface Together {
  /** Of so many of the things that have files of their own, files are read at a time, in turn; of all when a host begins and ends. */
  readonly most: number;
  /** The thing that a file is of; undefined for a file that is read each time. */
  readonly thing: (file: string) => string | undefined;
  /** What makes the sums: each reader has one of its own. */
  readonly sums: (roots: Roots) => Sums;
}

/** Makes of what files gave what is recorded. */
export interface Sums {
  /**
   * Puts the rows of the source into the reading.
   * @param files all that were found; the same objects in the same order as long as they are the same files
   * @returns why something is not in them that there is; undefined if nothing is known of such
   */
  into(reading: Reading, files: readonly KeptFile[]): `denied: ${string}` | undefined;
}

/** What a file gave when it was read last. */
export interface KeptFile {
  readonly name: string;
  /** Its rows, the same object as long as they are the same; undefined if it has given nothing yet. */
  readonly rows: readonly LayoutRow[] | undefined;
  /** Their numbers, row by row. */
  readonly numbers: Numbers;
  /** Whether it was read at this reading. */
  readonly isNew: boolean;
  /** Whether it may not be read, and has given nothing so far: it is to be taken as not there. */
  readonly isDenied: boolean;
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
      /** Which key of a path is a name, of which the examples have one of many; the last if it is not given. */
      readonly varying?: number;
      readonly rows: readonly TreeRow[];
    };

/** A row of a tree, or a kind of row. */
export interface TreeRow {
  readonly name: string;
  /**
   * - `always`: every kernel prints it
   * - `sometimes`: some kernels do, or a line of it that makes no sense is left out
   * - `example`: others like it go beside it, whatever the key of their paths is that varies
   */
  readonly presence: 'always' | 'sometimes' | 'example';
}
