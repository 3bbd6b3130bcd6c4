import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Reading } from '../../../src/procfs/reading/reading.ts';
import { cpu } from '../../../src/procfs/sources/cpu.ts';
import { diskstats } from '../../../src/procfs/sources/diskstats.ts';
import { netdev } from '../../../src/procfs/sources/netdev.ts';
import { vmstat } from '../../../src/procfs/sources/vmstat.ts';
import { jsonOf, parsed, parseInto, readingOf } from '../parse.ts';

const test = suite('reading');

const names = (reading: Reading): string[] => reading.layout.rows.map(({ name }) => name);
const values = (reading: Reading): bigint[] =>
  Array.from({ length: reading.numbers.length }, (_, at) => reading.numbers.exact(at));

test('a layout lasts over any number of ticks with other values', () => {
  const read = readingOf(vmstat);
  const { reading } = read;
  parseInto(read, 'a 1\nb 2\n');
  const { layout } = reading;
  for (let tick = 0; tick < 5; tick++) {
    parseInto(read, `a ${tick}\nb 18446744073709551615\n`);
    assert.is(reading.changed, false);
    assert.is(reading.layout, layout);
    assert.equal(values(reading), [BigInt(tick), 2n ** 64n - 1n]);
  }
});

for (const [what, before, after] of [
  ['a key that goes', 'a 1\nb 2\n', 'a 1\n'],
  ['a key that comes', 'a 1\n', 'a 1\nb 2\n'],
  ['another order', 'a 1\nb 2\n', 'b 2\na 1\n'],
  ['the same letters cut elsewhere', 'ab 1\nc 2\n', 'a 1\nbc 2\n'],
  ['another name of the same length', 'nr_x 1\n', 'nr_y 1\n'],
] as const) {
  test(`${what} makes another layout`, () => {
    const read = readingOf(vmstat);
    const { reading } = read;
    parseInto(read, before);
    const { layout } = reading;
    parseInto(read, after);
    assert.is(reading.changed, true);
    assert.is.not(reading.layout, layout);
    assert.equal(
      names(reading),
      after
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    );
  });
}

test('more columns of the same device make another layout', () => {
  const read = readingOf(diskstats);
  const { reading } = read;
  parseInto(read, `8 0 sda${' 1'.repeat(11)}\n`);
  parseInto(read, `8 0 sda${' 1'.repeat(15)}\n`);
  assert.is(reading.changed, true);
  assert.equal(reading.layout.rows, [{ name: 'sda', columns: 15 }]);
});

test('a CPU that goes offline and comes back makes a new layout each time', () => {
  const read = readingOf(cpu);
  const { reading } = read;
  const both = 'cpu 2 2 2 2\ncpu0 1 1 1 1\ncpu1 1 1 1 1\n';
  const seen = [both, both, 'cpu 2 2 2 2\ncpu0 1 1 1 1\n', both].map((text) => {
    parseInto(read, text);
    return reading.changed;
  });
  assert.equal(seen, [true, false, true, true]);
});

test('the last disk that goes leaves an empty list, not the layout of before', () => {
  const read = readingOf(diskstats);
  const { reading } = read;
  parseInto(read, `8 0 sda${' 1'.repeat(17)}\n`);
  parseInto(read, '');
  assert.equal([reading.changed, reading.layout.rows, jsonOf(read)], [true, [], '[]']);
});

test('a rejected line leaves neither its name nor its first numbers', () => {
  const read = readingOf(netdev);
  const { reading } = read;
  const good = (name: string, value: string) =>
    `${name}: ${Array.from({ length: 16 }, () => value).join(' ')}\n`;
  parseInto(read, `${good('a', '1')}b: 18446744073709551615 2 x\n${good('c', '3')}`);
  assert.equal(names(reading), ['a', 'c']);
  assert.equal(values(reading), [
    ...Array.from({ length: 16 }, () => 1n),
    ...Array.from({ length: 16 }, () => 3n),
  ]);
  assert.is(reading.error, 'line 2: "x" is not a number (rx_errors)');
});

test('five errors are told, the others counted; the next tick starts without them', () => {
  const read = readingOf(vmstat);
  const { reading } = read;
  parseInto(read, `ok 1\n${'bad x\n'.repeat(8)}`);
  const told = [2, 3, 4, 5, 6].map((line) => `line ${line}: "x" is not a number`);
  assert.is(reading.error, `${told.join('; ')}; and 3 more`);
  parseInto(read, 'ok 1\n');
  assert.is(reading.error, undefined);
});

test('what is quoted in an error is short and on one line', () => {
  const { error } = parsed(vmstat, `ok 1\nkey "\\${'x'.repeat(5000)}\n`);
  assert.is(error, `line 2: "\\"\\\\${'x'.repeat(38)}" is not a number`);
  assert.match(parsed(vmstat, 'ok 1\nkey a\rb\n').error ?? '', /^line 2: "a\\rb" is not a number$/);
});

test('a line of blanks only is malformed where a key or a device belongs', () => {
  assert.is(parsed(vmstat, 'a 1\n \t\n').error, 'line 2: no key');
  assert.is(
    parsed(vmstat, 'a 1\nb\nc 1 2\n').error,
    'line 2: a key without a number; line 3: more than a key and a number',
  );
  assert.is(parsed(diskstats, `8 0 sda${' 1'.repeat(11)}\n  \n`).error, 'line 2: no device name');
});

test('lines but none that can be read: the file is not what it should be', () => {
  for (const source of [diskstats, netdev, vmstat, cpu]) {
    assert.throws(
      () => parsed(source, '<html>\n'),
      source === cpu ? /the file is empty/ : /no line can be read: line 1/,
    );
  }
});

test('two rows of one name are both kept, under names that differ', () => {
  const { json, error } = parsed(vmstat, 'a 1\na 2\na#2 3\na 4\n');
  assert.is(json, '{"a":1,"a#2":2,"a#2#2":3,"a#3":4}');
  assert.is(error, undefined);
});

test('ten thousand rows of one name are numbered through', () => {
  const read = readingOf(vmstat);
  const { reading } = read;
  parseInto(read, 'a 1\n'.repeat(10_000));
  assert.equal([names(reading).at(-1), new Set(names(reading)).size], ['a#10000', 10_000]);
});

test('names that are not UTF-8 stay apart, and so does one with a byte order mark', () => {
  const line = (name: string) => Buffer.concat([Buffer.from(name, 'latin1'), Buffer.from(' 1\n')]);
  const { json } = parsed(
    vmstat,
    Buffer.concat([line('\xff'), line('\xfe'), line('a'), line('\xef\xbb\xbfa')]),
  );
  assert.equal(Object.keys(JSON.parse(json)), ['\ufffd', '\ufffd#2', 'a', '\ufeffa']);
});

test('names longer and more than there was room for', () => {
  const keys = Array.from({ length: 500 }, (_, nth) => `${'k'.repeat(nth)}${nth}`);
  const read = readingOf(vmstat);
  const { reading } = read;
  parseInto(read, keys.map((key, nth) => `${key} ${nth}\n`).join(''));
  assert.equal(names(reading), keys);
  assert.is(values(reading).at(-1), 499n);
});

test.run();
