import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Columns, PackedRows } from '../../../src/report/data/packed-rows.ts';

const [VALUE, START, END, SECONDS] = [0, 1, 2, 3];
const COLUMNS: Columns = { width: 4, start: START, end: END, seconds: SECONDS };

/** Rows with these values, one behind the other; of a host whose clock is off by as much. */
function packed(values: readonly number[], seconds: readonly number[], offset: number) {
  let time = Date.UTC(2026, 10, 25);
  const rows = values.map((value, row) => {
    const start = time - offset;
    time += 1000 * seconds[row]!;
    return [value, start, time - offset, seconds[row]!];
  });
  const at = (row: number, column: number) => rows[row]![column]!;
  return { rows, packed: new PackedRows({ count: rows.length, at }, COLUMNS) };
}

const INTERVAL = fc.oneof(fc.constant(10), fc.double({ min: 0.1, max: 100, noNaN: true }));
const COUNT = fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), fc.nat(100), fc.constant(2 ** 40));
/** A number made of a count, as rates are. */
const VALUES = fc.constantFrom(
  (count: number) => count,
  (count: number) => count / 100,
  (count: number, seconds: number) => count / seconds,
  (count: number, seconds: number) => ((count / seconds) * 512) / 1e6,
  (count: number, seconds: number) => count / seconds / 1e6,
  (count: number, seconds: number) => Math.min(100, count / seconds / 1e4),
  (count: number) => (100 * count) / 7,
  (count: number) => (count % 3 === 0 ? Number.NaN : count),
  (_: number) => Number.NaN,
  (_: number) => -0,
);

test('every number is the same to the last bit, whatever it was made of', () => {
  fc.assert(
    fc.property(
      VALUES,
      fc.array(fc.tuple(COUNT, INTERVAL), { minLength: 1, maxLength: 20 }),
      fc.constantFrom(0, 0.137, -31.9),
      (of, counted, offset) => {
        const seconds = counted.map(([, one]) => one);
        const values = counted.map(([count, one]) => of(count, one));
        const { rows, packed: found } = packed(values, seconds, offset);
        const read = rows.map((row, nth) => row.map((_, column) => found.at(nth, column)));
        assert.ok(read.every((row, nth) => row.every((value, at) => Object.is(value, rows[nth]![at]!))));
      },
    ),
  );
});

test('what a counter has counted takes half of the memory that the rate takes', () => {
  const seconds = Array.from({ length: 360 }, (_, nth) => 10 + ((nth * 7919) % 1000) / 1e6);
  const values = seconds.map((one, nth) => ((((nth * 104_729) % 1e6) / one) * 512) / 1e6);
  const { packed: found } = packed(values, seconds, 0.137);
  // Four bytes of the value, none of the start, eight of each of the end and the length.
  assert.ok(found.bytes < 21 * 360, `${found.bytes}`);
});

test('a column that is forgotten has no numbers, the others have theirs', () => {
  const { packed: found } = packed([1.5, 2, 7], [10, 10, 10], 0);
  found.forget(VALUE);
  assert.equal(
    [0, 1, 2].map((row) => [found.at(row, VALUE), found.at(row, SECONDS)]),
    [0, 1, 2].map(() => [Number.NaN, 10]),
  );
});

test.run();
