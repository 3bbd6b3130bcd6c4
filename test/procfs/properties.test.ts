import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ByteSink } from '../../src/exact/byte-sink.ts';
import { integers } from '../../src/procfs/field.ts';
import { COLON } from '../../src/procfs/reading/text.ts';
import { SOURCES } from '../../src/procfs/registry.ts';
import type { Source } from '../../src/procfs/source.ts';
import { netdev } from '../../src/procfs/sources/netdev.ts';
import { vmstat } from '../../src/procfs/sources/vmstat.ts';
import { jsonOf, parsed, parseInto, type Read, readingOf } from './parse.ts';

const test = suite('any input');

const u64 = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 100n }));
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,14}$/);

/** Like netdev, but with rows of 16 to 18 numbers. */
const wide: Source = {
  ...netdev,
  fields: () => WIDE,
  least: () => 16,
  parse(text, reading): void {
    while (text.nextLine()) {
      if (reading.nextRow(text, COLON)) reading.numbersOf(text, WIDE, 16);
    }
  },
};
const WIDE = integers(Array.from({ length: 18 }, (_, at) => `n${at}`).join(' '));

test('a table of any 64-bit numbers comes out as it went in', () => {
  const row = fc.tuple(name, fc.array(u64, { minLength: 16, maxLength: 16 }));
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: ([key]) => key }), (rows) => {
      const text = rows.map(([key, values]) => `${key}: ${values.join(' ')}\n`).join('');
      const { json, error } = parsed(netdev, text);
      assert.is(error, undefined);
      const names = json.match(/(?<="interface_name":")[^"]*/g) ?? [];
      const numbers = json.match(/(?<=":)\d+/g) ?? [];
      assert.equal(
        names,
        rows.map(([key]) => key),
      );
      assert.equal(
        numbers.map(BigInt),
        rows.flatMap(([, values]) => values),
      );
    }),
  );
});

test('keys and values of vmstat come out as they went in', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, u64), { selector: ([key]) => key, minLength: 1 }), (rows) => {
      const { json } = parsed(vmstat, rows.map(([key, value]) => `${key} ${value}\n`).join(''));
      assert.is(json, `{${rows.map(([key, value]) => `"${key}":${value}`).join(',')}}`);
    }),
  );
});

test('what was read before changes nothing: rows come, go, move, are malformed, have other columns', () => {
  const line = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constantFrom('a', 'ab', 'b', 'bc'), fc.constantFrom(16, 17, 18)) },
    fc.constant(undefined),
  );
  const textOf = (lines: readonly ([string, number] | undefined)[]) =>
    lines.map((row) => (row === undefined ? 'broken: 1\n' : `${row[0]}:${' 7'.repeat(row[1])}\n`)).join('');
  const reads = (read: Read, text: string) => {
    const { reading } = read;
    try {
      parseInto(read, text);
    } catch {
      reading.dropFile();
      reading.end();
    }
    return { json: jsonOf(read), layout: reading.layout, error: reading.error };
  };
  for (const source of [netdev, wide]) {
    fc.assert(
      fc.property(fc.array(fc.array(line, { maxLength: 6 }), { minLength: 2, maxLength: 6 }), (ticks) => {
        const read = readingOf(source);
        for (const text of ticks.map(textOf)) {
          assert.equal(reads(read, text), reads(readingOf(source), text));
        }
      }),
    );
  }
});

test('random bytes are an error or rows that make sense, for every source', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc
      .string({ unit: fc.constantFrom(...'cpu0 1:=./-\n\tkBsome|'), maxLength: 400 })
      .map((text) => Buffer.from(text)),
  );
  for (const source of SOURCES) {
    fc.assert(
      fc.property(bytes, (text) => {
        const read = readingOf(source);
        const { reading } = read;
        try {
          parseInto(read, text);
        } catch (error) {
          assert.instance(error, Error);
          return;
        }
        const count = reading.layout.rows.reduce((sum, { columns }) => sum + columns, 0);
        assert.is(reading.numbers.length, count);
        JSON.parse(jsonOf(read));
      }),
    );
  }
});

test('integers and decimals are written with exactly their digits', () => {
  const safe = fc.maxSafeInteger();
  fc.assert(
    fc.property(safe, fc.integer({ min: 0, max: 4 }), (value, scale) => {
      const out = new ByteSink(1);
      out.integer(value);
      out.literal(Buffer.from(' '));
      out.decimal(value, scale);
      const text = out.bytes.toString('latin1', 0, out.length);
      const digits = String(Math.abs(value)).padStart(scale + 1, '0');
      const point = digits.length - scale;
      const decimal = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
      assert.is(text, `${value === 0 ? 0 : value} ${value < 0 ? '-' : ''}${decimal}`);
    }),
  );
});

test.run();
