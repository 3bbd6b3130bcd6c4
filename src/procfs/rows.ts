/** A row of a layout: a device, an interface, a key; and how many of its fields the kernel printed. */
export interface LayoutRow {
  readonly name: string;
  readonly columns: number;
}

/** Bytes `[start, stop)` of `bytes`. `Text` is one: the word that it found last. */
export interface Word {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly stop: number;
}

/** A word of its own, for rows whose name does not stand in the file. */
export function wordOf(name: string): Word {
  const bytes = new TextEncoder().encode(name);
  return { bytes, start: 0, stop: bytes.length };
}

/** Row names and column counts as bytes, to be compared without making strings. */
export class Rows {
  #names = new Uint8Array(1024);
  #ends = new Uint32Array(64);
  #columns = new Uint16Array(64);
  #count = 0;
  #used = 0;

  get count(): number {
    return this.#count;
  }

  /** Adds a row whose columns are not known yet: `end` says them. */
  add(word: Word): void {
    const { bytes, start, stop } = word;
    const end = this.#used + stop - start;
    if (end > this.#names.length) this.#growNames(end);
    if (this.#count === this.#ends.length) this.#growRows();
    const names = this.#names;
    let to = this.#used;
    for (let at = start; at < stop; at++) names[to++] = bytes[at]!;
    this.#used = end;
    this.#ends[this.#count++] = end;
  }

  /** Says how many columns the row added last has. */
  end(columns: number): void {
    this.#columns[this.#count - 1] = columns;
  }

  /** Drops all rows from `count` on. */
  truncate(count: number): void {
    this.#count = count;
    this.#used = count === 0 ? 0 : this.#ends[count - 1]!;
  }

  equals(other: Rows): boolean {
    if (this.#count !== other.#count || this.#used !== other.#used) return false;
    for (let row = 0; row < this.#count; row++) {
      if (this.#ends[row] !== other.#ends[row] || this.#columns[row] !== other.#columns[row]) return false;
    }
    const names = this.#names;
    const others = other.#names;
    for (let at = 0; at < this.#used; at++) if (names[at] !== others[at]) return false;
    return true;
  }

  /** The rows with their names as text. A name that was there before gets `#2`, `#3`, … so that all differ. */
  toLayoutRows(): LayoutRow[] {
    const rows: LayoutRow[] = [];
    const taken = new Map<string, number>();
    let from = 0;
    for (let row = 0; row < this.#count; row++) {
      const to = this.#ends[row]!;
      const name = freeName(decoder.decode(this.#names.subarray(from, to)), taken);
      taken.set(name, 1);
      rows.push({ name, columns: this.#columns[row]! });
      from = to;
    }
    return rows;
  }

  #growNames(least: number): void {
    const longer = new Uint8Array(Math.max(least, this.#names.length * 2));
    longer.set(this.#names);
    this.#names = longer;
  }

  #growRows(): void {
    const ends = new Uint32Array(this.#count * 2);
    ends.set(this.#ends);
    this.#ends = ends;
    const columns = new Uint16Array(this.#count * 2);
    columns.set(this.#columns);
    this.#columns = columns;
  }
}

// A byte order mark is part of the name: without it two names could become one.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** @param taken the names there are, each with the last number that was put behind it */
function freeName(name: string, taken: Map<string, number>): string {
  const last = taken.get(name);
  if (last === undefined) return name;
  // Not from #2 on each time: a broken file can repeat one name ten thousand times.
  let nth = last + 1;
  while (taken.has(`${name}#${nth}`)) nth++;
  taken.set(name, nth);
  return `${name}#${nth}`;
}
