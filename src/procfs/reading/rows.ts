import type { Text } from './text.ts';

/** A row of a layout: a device, an interface, a key; and how many of its fields the kernel printed. */
export interface LayoutRow {
  readonly name: string;
  readonly columns: number;
}

/** So many rows a layout may have; ten thousand disks are real, a million are not. */
export const MOST_ROWS = 200_000;

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

/**
 * Row names and column counts as bytes, to be compared without making strings.
 *
 * As long as the rows that are added are those of the list that it follows, they are only compared with it; they
 * are copied from the first that differs on.
 */
export class Rows {
  #names = new Uint8Array(1024);
  #ends = new Uint32Array(64);
  #columns = new Uint16Array(64);
  #count = 0;
  #used = 0;
  /** The list whose first rows these are so far; undefined if they are kept here. */
  #followed: Rows | undefined;

  get count(): number {
    return this.#count;
  }

  /** Drops all rows, and follows another list, which must not change meanwhile. */
  follow(other: Rows): void {
    this.#count = 0;
    this.#used = 0;
    this.#followed = other;
  }

  /**
   * Adds a row that is named by the next word of the line, or by what `upToLast` finds before `separator`; `end`
   * says its columns. The name is mostly the one that is expected, and then its bytes are looked at only once.
   * @returns false if there is no word, or no separator
   */
  addNext(text: Text, separator: number | undefined): boolean {
    const followed = this.#followed;
    if (followed !== undefined && this.#count < followed.#count) {
      const end = followed.#ends[this.#count]!;
      if (text.expect(followed.#names, this.#used, end, separator)) {
        this.#used = end;
        this.#count++;
        return true;
      }
    }
    if (separator === undefined ? !text.word() : !text.upToLast(separator)) return false;
    this.add(text);
    return true;
  }

  /** Adds a row whose columns are not known yet: `end` says them. */
  add(word: Word): void {
    if (this.#expects(word)) {
      this.#used += word.stop - word.start;
      this.#count++;
      return;
    }
    this.keep();
    const { bytes, start, stop } = word;
    const end = this.#used + stop - start;
    this.#reserve(this.#count + 1, end);
    const names = this.#names;
    let to = this.#used;
    for (let at = start; at < stop; at++) names[to++] = bytes[at]!;
    this.#used = end;
    this.#ends[this.#count++] = end;
  }

  /** Says how many columns the row added last has. */
  end(columns: number): void {
    const row = this.#count - 1;
    const followed = this.#followed;
    if (followed !== undefined && followed.#columns[row] === columns) return;
    this.keep();
    this.#columns[row] = columns;
  }

  /** Drops all rows from `count` on. */
  truncate(count: number): void {
    this.#count = count;
    this.#used = count === 0 ? 0 : (this.#followed ?? this).#ends[count - 1]!;
  }

  equals(other: Rows): boolean {
    if (this.#count !== other.#count || this.#used !== other.#used) return false;
    if (this.#followed === other) return true;
    for (let row = 0; row < this.#count; row++) {
      if (this.#ends[row] !== other.#ends[row] || this.#columns[row] !== other.#columns[row]) return false;
    }
    const names = this.#names;
    const others = other.#names;
    for (let at = 0; at < this.#used; at++) if (names[at] !== others[at]) return false;
    return true;
  }

  /** Keeps the rows itself, no longer following. */
  keep(): void {
    const followed = this.#followed;
    if (followed === undefined) return;
    this.#followed = undefined;
    this.#reserve(this.#count, this.#used);
    this.#names.set(followed.#names.subarray(0, this.#used));
    this.#ends.set(followed.#ends.subarray(0, this.#count));
    this.#columns.set(followed.#columns.subarray(0, this.#count));
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

  /** Whether the next row of the list that is followed has this name. */
  #expects({ bytes, start, stop }: Word): boolean {
    const followed = this.#followed;
    if (followed === undefined || this.#count >= followed.#count) return false;
    let at = this.#used;
    if (followed.#ends[this.#count] !== at + stop - start) return false;
    const names = followed.#names;
    for (let to = start; to < stop; to++) if (names[at++] !== bytes[to]) return false;
    return true;
  }

  #reserve(rows: number, bytes: number): void {
    if (bytes > this.#names.length) {
      const longer = new Uint8Array(Math.max(bytes, this.#names.length * 2));
      longer.set(this.#names);
      this.#names = longer;
    }
    if (rows > this.#ends.length) {
      const length = Math.max(rows, this.#ends.length * 2);
      const ends = new Uint32Array(length);
      ends.set(this.#ends);
      this.#ends = ends;
      const columns = new Uint16Array(length);
      columns.set(this.#columns);
      this.#columns = columns;
    }
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
