import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ByteSink } from '../../../src/exact/byte-sink.ts';
import { parseExact } from '../../../src/exact/json.ts';
import { Numbers } from '../../../src/exact/numbers.ts';
import { ObjectTemplate } from '../../../src/merge/reading/object-template.ts';
import { JsonTemplate } from '../../../src/procfs/json.ts';
import { sourceNamed } from '../../../src/procfs/registry.ts';

function numbersOf(values: readonly bigint[]): Numbers {
  const numbers = new Numbers();
  for (const value of values) numbers.pushExact(value);
  return numbers;
}

type Rows = readonly { readonly name: string; readonly columns: number }[];
const all = () => true;

function made(source: string, rows: Rows, values: readonly bigint[], isWanted = all, first = 0) {
  const template = new ObjectTemplate({ source: sourceNamed(source)!, rows }, isWanted);
  return template.make(numbersOf(values), first);
}

const rowsOf = (columns: number, ...names: readonly string[]) => names.map((name) => ({ name, columns }));

test('a list has an object for each row, with its name first', () => {
  const disks = made('diskstats', rowsOf(3, 'sda', 'sdb'), [1n, 2n, 3n, 4n, 5n, 6n]);
  assert.equal(
    JSON.stringify(disks),
    JSON.stringify([
      { device_name: 'sda', reads_completed: 1, reads_merged: 2, sectors_read: 3 },
      { device_name: 'sdb', reads_completed: 4, reads_merged: 5, sectors_read: 6 },
    ]),
  );
});

test('a tree has its rows below their keys; what the numbers before are of does not matter', () => {
  const memory = rowsOf(1, 'MemTotal', '__proto__');
  const found = made('meminfo', memory, [77n, 5n, 2n ** 64n - 1n], all, 1);
  assert.equal(Object.entries(found), [
    ['MemTotal', 5],
    ['__proto__', 2n ** 64n - 1n],
  ]);
});

test('it knows of which source it is and how many numbers it has, wanted or not', () => {
  const layout = { source: sourceNamed('meminfo')!, rows: rowsOf(1, 'MemTotal', 'MemFree') };
  for (const wanted of [true, false]) {
    const { source, count } = new ObjectTemplate(layout, () => wanted);
    assert.equal([source, count], ['meminfo', 2]);
  }
});

test('what is not wanted is left out, and what is has its own numbers', () => {
  const asked: string[] = [];
  const isWanted = (source: string, keys: readonly string[]) => {
    asked.push([source, ...keys].join('/'));
    return keys.at(-1) === 'sectors_read' || keys.at(-1) === 'MemFree';
  };
  const disks = new ObjectTemplate({ source: sourceNamed('diskstats')!, rows: rowsOf(3, 'sda') }, isWanted);
  assert.equal(disks.make(numbersOf([1n, 2n, 3n]), 0), [{ device_name: 'sda', sectors_read: 3 }]);
  const memory = { source: sourceNamed('meminfo')!, rows: rowsOf(1, 'MemTotal', 'MemFree') };
  assert.equal(new ObjectTemplate(memory, isWanted).make(numbersOf([1n, 2n]), 0), { MemFree: 2 });
  assert.equal(asked, [
    ...['diskstats/reads_completed', 'diskstats/reads_merged', 'diskstats/sectors_read'],
    ...['meminfo/MemTotal', 'meminfo/MemFree'],
  ]);
});

test('what is wanted if it is large is there from 10^9 on, in its place, and from then on also where it is less', () => {
  const layout = { source: sourceNamed('meminfo')!, rows: rowsOf(1, 'VmallocTotal', 'MemTotal', 'Slab') };
  const template = new ObjectTemplate(layout, (_, [key]) => key === 'MemTotal' || 'if large');
  const entriesOf = (...values: readonly bigint[]) =>
    Object.entries(template.make(numbersOf([7n, ...values]), 1));
  assert.equal(entriesOf(999_999_999n, 5n, 3n), [['MemTotal', 5]]);
  assert.equal(entriesOf(1_000_000_000n, 5n, 3n), [
    ['VmallocTotal', 1e9],
    ['MemTotal', 5],
  ]);
  assert.equal(entriesOf(1n, 5n, 2n ** 64n - 1n), [
    ['VmallocTotal', 1],
    ['MemTotal', 5],
    ['Slab', 2n ** 64n - 1n],
  ]);
  const disks = { source: sourceNamed('diskstats')!, rows: rowsOf(9, 'sda', 'sdb') };
  const inProgress = new ObjectTemplate(disks, (_, [key]) => key === 'ios_in_progress' && 'if large');
  const values = Array.from({ length: 18 }, (_, at) => (at === 17 ? 2n ** 32n - 1n : 1n));
  assert.equal(inProgress.make(numbersOf(values), 0), [
    { device_name: 'sda' },
    { device_name: 'sdb', ios_in_progress: 2 ** 32 - 1 },
  ]);
});

/** What a reader of the series file has of the same numbers: the JSON that is written of them, read. */
function readBack(source: string, rows: Rows, values: readonly bigint[]): unknown {
  const sink = new ByteSink();
  const known = sourceNamed(source)!;
  new JsonTemplate(known, { source, rows }).write(numbersOf(values), sink);
  return parseExact(sink.bytes.toString('utf8', 0, sink.length));
}

const LAYOUTS: readonly (readonly [string, Rows, number])[] = [
  ['diskstats', [...rowsOf(17, 'nvme0n1'), ...rowsOf(11, 'sda')], 28],
  ['netdev', rowsOf(16, 'lo', '__proto__', '7'), 48],
  ['cpu', rowsOf(10, 'cpu', 'cpu1', 'cpu0'), 30],
  ['loadavg', rowsOf(5, 'loadavg'), 5],
  ['vmstat', rowsOf(1, 'pgpgin', 'pgpgout'), 2],
  ['pressure', rowsOf(4, 'io.some', 'io.full', 'cpu.some'), 12],
];

const kernelNumber = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }),
  fc.bigInt({ min: 0n, max: 1000n }),
);

for (const [source, rows, count] of LAYOUTS) {
  test(`as what is written and read: ${source}`, () => {
    const layout = { source: sourceNamed(source)!, rows };
    assert.is(new ObjectTemplate(layout, all).count, count);
    fc.assert(
      fc.property(fc.array(kernelNumber, { minLength: count, maxLength: count }), (values) => {
        const now = made(source, rows, values);
        const read = readBack(source, rows, values);
        assert.equal(now, read);
        assert.equal(JSON.stringify(keysOf(now)), JSON.stringify(keysOf(read)), 'in its order');
      }),
      { numRuns: 50 },
    );
  });
}

/** Keys of objects, in their order, however deep. */
function keysOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).map(([key, inner]) => [key, keysOf(inner)]);
}

test.run();
