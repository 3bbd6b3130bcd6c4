import type { ColumnSource } from 'hyparquet-writer';
import { Numbers } from '../exact/numbers.ts';
import type { SeriesNumber } from '../series/counters.ts';
import type { ColumnType } from './table-shape.ts';

/** One column of a row group: numbers and nulls, eight bytes each. */
export class ParquetColumn {
  readonly name: string;
  readonly metric: string;
  readonly type: ColumnType;
  readonly #numbers = new Numbers();

  constructor(name: string, metric: string, type: ColumnType) {
    this.name = name;
    this.metric = metric;
    this.type = type;
  }

  push(value: SeriesNumber | null): void {
    if (typeof value === 'bigint') this.#numbers.pushExact(value);
    else this.#numbers.push(value ?? Number.NaN);
  }

  clear(): void {
    this.#numbers.clear();
  }

  /** What was pushed, for the Parquet writer. */
  source(): ColumnSource {
    const data = () => (this.type === 'decimal' ? this.#decimals() : this.#integers());
    return {
      name: this.name,
      // Counters go up by a little: a tenth of what they take as they are, and faster.
      ...((this.type === 'integer' || this.type === 'unsigned') && { encoding: 'DELTA_BINARY_PACKED' }),
      // Asked for when its turn comes, so that of one column at a time there is a list as the writer wants it.
      get data() {
        return data();
      },
    };
  }

  #decimals(): (number | null)[] {
    const { small, big, length } = this.#numbers;
    const values: (number | null)[] = new Array(length);
    for (let at = 0; at < length; at++) {
      const value = small[at]!;
      const exact = Number.isNaN(value) ? big.get(at) : value;
      values[at] = exact === undefined ? null : Number(exact);
    }
    return values;
  }

  /** Numbers if all fit 32 bits, with which the writer is faster, else bigints. */
  #integers(): (number | bigint | null)[] {
    const { small, big, length } = this.#numbers;
    const isSmall = this.type === 'integer' && big.size === 0 && areInt32OrNull(small, length);
    const values: (number | bigint | null)[] = new Array(length);
    for (let at = 0; at < length; at++) {
      const value = small[at]!;
      if (Number.isNaN(value)) values[at] = big.get(at) ?? null;
      else values[at] = isSmall ? value : BigInt(value);
    }
    return values;
  }
}

function areInt32OrNull(values: Float64Array, length: number): boolean {
  for (let at = 0; at < length; at++) {
    const value = values[at]!;
    if (value !== (value | 0) && !Number.isNaN(value)) return false;
  }
  return true;
}
