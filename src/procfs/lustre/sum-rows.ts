import { Numbers } from '../../exact/numbers.ts';
import type { Reading } from '../reading/reading.ts';
import { wordOf } from '../reading/rows.ts';

/** Rows of sums, in the order in which they were begun. */
export class SumRows {
  readonly #rows = new Map<string, Numbers>();

  /** The row of this name, begun with so many zeros if it is not there. */
  row(name: string, columns: number): Numbers {
    let row = this.#rows.get(name);
    if (row === undefined) {
      row = new Numbers(columns);
      for (let column = 0; column < columns; column++) row.push(0);
      this.#rows.set(name, row);
    }
    return row;
  }

  /** Adds the numbers `[first, first + columns)` of others to the row of this name. */
  addAll(name: string, numbers: Numbers, first: number, columns: number): void {
    const row = this.row(name, columns);
    for (let column = 0; column < columns; column++) row.add(column, numberAt(numbers, first + column));
  }

  /** Puts all rows into a reading. @param before what stands before their names */
  into(reading: Reading, before: string): void {
    for (const [name, numbers] of this.#rows) {
      reading.row(wordOf(`${before}${name}`));
      for (let column = 0; column < numbers.length; column++) {
        const value = numberAt(numbers, column);
        if (typeof value === 'number') reading.numbers.push(value);
        else reading.numbers.pushExact(value);
      }
      reading.endRow();
    }
  }
}

/** A number as it is: a bigint only where a double does not hold it. */
export function numberAt(numbers: Numbers, at: number): number | bigint {
  return numbers.big.get(at) ?? numbers.small[at]!;
}
