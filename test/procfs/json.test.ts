import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ByteSink } from '../../src/exact/byte-sink.ts';
import { Numbers } from '../../src/exact/numbers.ts';
import type { Field } from '../../src/procfs/field.ts';
import { JsonTemplate } from '../../src/procfs/json.ts';
import type { Layout } from '../../src/procfs/reading/reading.ts';
import type { Shape, Source } from '../../src/procfs/source.ts';
import { diskstats } from '../../src/procfs/sources/diskstats.ts';

const test = suite('JSON of a source');

/** A source of these rows, which needs no file. */
function sourceOf(shape: Shape, fields: readonly Field[]): Source {
  const parse = () => assert.unreachable('nothing is parsed here');
  const about = 'made up';
  return {
    name: 'made',
    about,
    root: 'procfs',
    files: [],
    inOnePiece: false,
    optional: false,
    byDefault: true,
    reference: '',
    shape,
    fields: () => fields,
    least: () => fields.length,
    parse,
  };
}

function numbersOf(...values: (number | bigint)[]): Numbers {
  const numbers = new Numbers();
  for (const value of values) numbers.pushExact(BigInt(value));
  return numbers;
}

function jsonOf(source: Source, layout: Layout, numbers: Numbers, first = 0): string {
  const out = new ByteSink(1);
  new JsonTemplate(source, layout).write(numbers, out, first);
  return out.bytes.toString('utf8', 0, out.length);
}

const layoutOf = (...rows: [name: string, columns: number][]): Layout => ({
  source: 'made',
  rows: rows.map(([name, columns]) => ({ name, columns })),
});

const AB: readonly Field[] = [
  { name: 'a', scale: 0 },
  { name: 'b', scale: 2 },
];
const SINGLE: readonly Field[] = [{ name: '', scale: 0 }];
const list = sourceOf({ kind: 'list', nameKey: 'name' }, AB);
const flat = sourceOf({ kind: 'tree', path: (row) => [row], rows: [] }, SINGLE);
const dotted = sourceOf({ kind: 'tree', path: (row) => row.split('.'), rows: [] }, SINGLE);
const outermost = sourceOf({ kind: 'tree', path: () => [], rows: [] }, AB);

test('a list: each row with the columns it has', () => {
  const layout = layoutOf(['x', 2], ['y', 1], ['z', 0]);
  assert.is(
    jsonOf(list, layout, numbersOf(1, 250, 3)),
    '[{"name":"x","a":1,"b":2.50},{"name":"y","a":3},{"name":"z"}]',
  );
  assert.is(jsonOf(list, layoutOf(), numbersOf()), '[]');
});

test('a tree: rows of one branch come together, each with its own number', () => {
  const layout = layoutOf(['p.one', 1], ['q', 1], ['p.two', 1]);
  assert.is(jsonOf(dotted, layout, numbersOf(1, 2, 3)), '{"p":{"one":1,"two":3},"q":2}');
  assert.is(jsonOf(dotted, layoutOf(), numbersOf()), '{}');
  assert.is(jsonOf(outermost, layoutOf(['x', 2]), numbersOf(1, 5)), '{"a":1,"b":0.05}');
});

test('names are escaped as JSON wants it; __proto__ and 10 are names like any other, in the order given', () => {
  const layout = layoutOf(['b"\\\n', 1], ['10', 1], ['__proto__', 1], ['größe', 1], ['2', 1]);
  assert.is(
    jsonOf(flat, layout, numbersOf(1, 2, 3, 4, 5)),
    '{"b\\"\\\\\\n":1,"10":2,"__proto__":3,"größe":4,"2":5}',
  );
});

test('numbers beyond 2^53, plain and with decimals', () => {
  const json = jsonOf(list, layoutOf(['x', 2]), numbersOf(2n ** 64n - 1n, -(2n ** 63n)));
  assert.is(json, '[{"name":"x","a":18446744073709551615,"b":-92233720368547758.08}]');
});

test('the numbers may stand among those of other sources', () => {
  assert.is(jsonOf(flat, layoutOf(['k', 1]), numbersOf(7, 8, 9), 1), '{"k":8}');
});

test('too few numbers: nothing is written', () => {
  const out = new ByteSink();
  const template = new JsonTemplate(list, layoutOf(['x', 2]));
  assert.is(template.count, 2);
  assert.throws(() => template.write(numbersOf(1), out), /^1 numbers for a layout of 2$/);
  assert.throws(() => template.write(numbersOf(1, 2), out, 1), /^1 numbers for a layout of 2$/);
  assert.is(out.length, 0);
});

test('a layout that is not of this source is refused', () => {
  const made = (source: Source, ...rows: [string, number][]) => new JsonTemplate(source, layoutOf(...rows));
  assert.throws(() => made(list, ['x', 3]), /^made: x has 3 columns, known are 2$/);
  assert.throws(() => made(diskstats, ['sda', 18]), /^diskstats: sda has 18 columns, known are 17$/);
  assert.throws(() => made(flat, ['x', 1], ['x', 1]), /^made: x is there twice$/);
  assert.throws(() => made(dotted, ['p', 1], ['p.q', 1]), /^made: p\.q is below a number$/);
  assert.throws(() => made(dotted, ['p.q', 1], ['p', 1]), /^made: p is there twice$/);
});

test('any names and any 64-bit numbers are what JSON.parse and the digits say', () => {
  const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const rows = fc.uniqueArray(fc.tuple(fc.string({ unit: 'binary' }), u64), { selector: ([key]) => key });
  fc.assert(
    fc.property(rows, (pairs) => {
      const layout = layoutOf(...pairs.map(([key]): [string, number] => [key, 1]));
      const json = jsonOf(flat, layout, numbersOf(...pairs.map(([, value]) => value)));
      assert.is(json, `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`);
      assert.equal(new Set(Object.keys(JSON.parse(json))), new Set(pairs.map(([key]) => key)));
    }),
  );
});

test.run();
