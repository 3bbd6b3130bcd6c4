/** Numbers by row and column. */
export interface RowNumbers {
  /** How many rows there are. */
  readonly count: number;
  at(row: number, column: number): number;
}

/** Columns that others are made with. */
export interface Columns {
  /** How many there are. */
  readonly width: number;
  /** When the interval of a row began, and when it ended. */
  readonly start: number;
  readonly end: number;
  /** How long it was, seconds, as rates were made with. */
  readonly seconds: number;
}

/** How the numbers of a column are kept: as they are; as one for all; as what the row is added to; as ends of the rows before. */
const AS_IS = 0;
const SAME = 1;
const BY_ROW = 2;
const END_BEFORE = 3;
/** And from here on as integers of 32 bits, of which each of `FORMS` makes numbers. */
const COUNTED = 4;
/** In place of NaN. */
const NONE = -(2 ** 31);

interface Form {
  /** The number that a count is: the way of `ratesBetween`, operation by operation, so that it is the same to the last bit. */
  readonly value: (count: number, seconds: number) => number;
  /** The count that a number can be. That it is that one is seen by its value. */
  readonly count: (value: number, seconds: number) => number;
}

const FORMS: readonly Form[] = [
  { value: (count) => count, count: (value) => value },
  { value: (count) => count / 100, count: (value) => value * 100 }, // Load.
  { value: (count, seconds) => count / seconds, count: (value, seconds) => value * seconds }, // Requests.
  {
    value: (count, seconds) => ((count / seconds) * 512) / 1e6, // Sectors.
    count: (value, seconds) => ((value * 1e6) / 512) * seconds,
  },
  { value: (count, seconds) => count / seconds / 1e6, count: (value, seconds) => value * 1e6 * seconds }, // Bytes.
  { value: (count, seconds) => count / seconds / 1e4, count: (value, seconds) => value * 1e4 * seconds }, // Pressure.
];

/** Of a column: how it is kept, and where. */
const ENTRY = 2;

/**
 * RowNumbers that do not change any more, in about half the memory and the same to the last bit: what a counter has counted
 * takes four bytes where the rate that was made of it takes eight, and many columns are all the same.
 */
export class PackedRows implements RowNumbers {
  readonly count: number;
  readonly #columns: Columns;
  /** NaN, then what is kept as doubles. */
  readonly #doubles: Float64Array;
  /** An entry for each column, then what is kept as integers. */
  readonly #integers: Int32Array;

  /** @param rows at least one */
  constructor(rows: RowNumbers, columns: Columns) {
    const { count } = rows;
    const { width } = columns;
    this.count = count;
    this.#columns = columns;
    const integers = new Int32Array(width * (ENTRY + count));
    const doubles = new Float64Array(1 + width * Math.max(1, count));
    doubles[0] = Number.NaN;
    let [nextInteger, nextDouble] = [width * ENTRY, 1];
    for (let column = 0; column < width; column++) {
      const how = howToKeep(rows, column, columns, integers.subarray(nextInteger, nextInteger + count));
      integers[column * ENTRY] = how;
      integers[column * ENTRY + 1] = how >= COUNTED ? nextInteger : nextDouble;
      if (how >= COUNTED) nextInteger += count;
      else {
        const kept = how === AS_IS ? count : 1;
        for (let row = 0; row < kept; row++) doubles[nextDouble++] = rows.at(row, column);
      }
    }
    this.#doubles = doubles.slice(0, nextDouble);
    this.#integers = integers.slice(0, nextInteger);
  }

  /** What its numbers take. */
  get bytes(): number {
    return this.#doubles.byteLength + this.#integers.byteLength;
  }

  at(row: number, column: number): number {
    const how = this.#integers[column * ENTRY]!;
    const place = this.#integers[column * ENTRY + 1]!;
    switch (how) {
      case AS_IS:
        return this.#doubles[place + row]!;
      case SAME:
        return this.#doubles[place]!;
      case BY_ROW:
        return this.#doubles[place]! + row;
      case END_BEFORE:
        return row === 0 ? this.#doubles[place]! : this.at(row - 1, this.#columns.end);
    }
    const count = this.#integers[place + row]!;
    return count === NONE ? Number.NaN : FORMS[how - COUNTED]!.value(count, this.#seconds(row));
  }

  /** Takes away all numbers of a column. */
  forget(column: number): void {
    this.#integers[column * ENTRY] = SAME;
    this.#integers[column * ENTRY + 1] = 0;
  }

  #seconds(row: number): number {
    return this.at(row, this.#columns.seconds);
  }
}

/** How a column can be kept in the least memory. @param counts takes what it is kept as, if that is integers */
function howToKeep(
  rows: RowNumbers,
  column: number,
  { start, end, seconds }: Columns,
  counts: Int32Array,
): number {
  const first = rows.at(0, column);
  if (every(rows, (row) => Object.is(rows.at(row, column), first))) return SAME;
  if (every(rows, (row) => rows.at(row, column) === first + row)) return BY_ROW;
  if (column === start) {
    return every(rows, (row) => row === 0 || rows.at(row, column) === rows.at(row - 1, end))
      ? END_BEFORE
      : AS_IS;
  }
  // These others are made with.
  if (column === end || column === seconds) return AS_IS;
  const form = FORMS.findIndex((form) =>
    every(rows, (row) => isCounted(form, rows.at(row, column), rows.at(row, seconds), row, counts)),
  );
  return form < 0 ? AS_IS : COUNTED + form;
}

/** Whether a number is what a form makes of a count, which is put there. */
function isCounted(
  { value, count }: Form,
  number: number,
  seconds: number,
  row: number,
  counts: Int32Array,
): boolean {
  const isNone = Number.isNaN(number);
  const found = Math.round(count(number, seconds));
  counts[row] = isNone ? NONE : found;
  return isNone || (found !== NONE && counts[row] === found && Object.is(value(found, seconds), number));
}

function every({ count }: RowNumbers, isSo: (row: number) => boolean): boolean {
  for (let row = 0; row < count; row++) if (!isSo(row)) return false;
  return true;
}
