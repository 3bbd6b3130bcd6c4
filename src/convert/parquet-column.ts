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
    return Array.from(small.subarray(0, length), (value, at) => {
      if (!Number.isNaN(value)) return value;
      const exact = big.get(at);
      return exact === undefined ? null : Number(exact);
    });
  }

  /** Numbers if all fit 32 bits, with which the writer is faster, else bigints. */
  #integers(): (number | bigint | null)[] {
    const { small, big, length } = this.#numbers;
    const values = small.subarray(0, length);
    const isSmall = this.type === 'integer' && big.size === 0 && values.every(isInt32OrNull);
    return Array.from(values, (value, at) => {
      if (!Number.isNaN(value)) return isSmall ? value : BigInt(value);
      return big.get(at) ?? null;
    });
  }
}

function isInt32OrNull(value: number): boolean {
  return value === (value | 0) || Number.isNaN(value);
}
