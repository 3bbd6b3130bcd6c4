import type { Source } from '../../source.ts';
import type { FileSet } from '../source-files.ts';

/** Which files are read at a time, where a node can have too many to read all of them each time. */
export class Rounds {
  readonly #most: number;
  readonly #thing: (file: string) => string | undefined;
  /** The set whose things are known, and of each of them where its files stand; of `each` those that are read each time. */
  #of: FileSet | undefined;
  #things: readonly (readonly number[])[] = [];
  #each: readonly number[] = [];
  /** Which thing comes next. */
  #next = 0;

  constructor({ most, thing }: NonNullable<Source['together']>) {
    this.#most = most;
    this.#thing = thing;
  }

  /**
   * The files whose turn it is, of all: the things that have files of their own come one after the other.
   * @param which `all`: of all things at once
   */
  next(set: FileSet, which: 'some' | 'all'): FileSet {
    if (set !== this.#of) this.#divide(set);
    const things = this.#things;
    if (which === 'all' || things.length <= this.#most) return set;
    const chosen = Array.from(
      { length: this.#most },
      (_, nth) => things[(this.#next + nth) % things.length]!,
    );
    this.#next = (this.#next + this.#most) % things.length;
    const at = [...this.#each, ...chosen.flat()];
    return {
      names: at.map((file) => set.names[file]!),
      files: at.map((file) => set.files[file]!),
      failure: set.failure,
      partOf: set,
    };
  }

  #divide(set: FileSet): void {
    const each: number[] = [];
    const things = new Map<string, number[]>();
    for (const [at, name] of set.names.entries()) {
      const thing = this.#thing(name);
      const files = thing === undefined ? each : (things.get(thing) ?? []);
      files.push(at);
      if (thing !== undefined) things.set(thing, files);
    }
    this.#of = set;
    this.#each = each;
    this.#things = [...things.values()];
    if (this.#next >= this.#things.length) this.#next = 0;
  }
}
