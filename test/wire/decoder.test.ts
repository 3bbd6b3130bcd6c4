import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../src/exact/numbers.ts';
import { Decoder } from '../../src/wire/decoder.ts';
import { Packer } from '../../src/wire/pack.ts';
import { MAX_SAMPLE_NUMBERS, type SamplesRecord } from '../../src/wire/records.ts';

/** Names of two numbers, of one, of three. */
const COUNTS = new Map([
  ['meminfo aaaaaaaaaaa', { count: 2 }],
  ['loadavg bbbbbbbbbbb', { count: 1 }],
  ['cpu ccccccccccc', { count: 3 }],
]);
type Layout = [source: string, key: string, count: number];
const MEMINFO: Layout = ['meminfo', 'aaaaaaaaaaa', 2];
const LOADAVG: Layout = ['loadavg', 'bbbbbbbbbbb', 1];
const CPU: Layout = ['cpu', 'ccccccccccc', 3];

function decoding(known: ReadonlyMap<string, { count: number }> = COUNTS) {
  return new Decoder((source, key) => known.get(`${source} ${key}`));
}

/** Head of a sample. `layouts` only with a key sample. */
function sample(seq: number, base: number, layouts?: Layout[]): SamplesRecord {
  const head = {
    type: 'samples' as const,
    rank: 0,
    id: 'abc123',
    seq,
    base,
    taken: [{ time: 0, tick: seq }],
  };
  return layouts === undefined ? head : { ...head, layouts };
}

function numbersOf(values: readonly bigint[]): Numbers {
  const numbers = new Numbers();
  for (const value of values) numbers.pushExact(value);
  return numbers;
}

function key(...values: bigint[]): Buffer {
  const packer = new Packer();
  packer.begin();
  packer.key(numbersOf(values));
  return packer.end();
}

function delta(before: readonly bigint[], now: readonly bigint[]): Buffer {
  const packer = new Packer();
  packer.begin();
  packer.delta(numbersOf(now), numbersOf(before));
  return packer.end();
}

/** Of each sample of a record the parts that have names, and all numbers. */
function told(decoder: Decoder<{ count: number }>, record: SamplesRecord, body: Uint8Array) {
  const found: unknown[] = [];
  for (const { parts, numbers } of decoder.decode(record, body)) {
    const values = Array.from({ length: numbers.length }, (_, at) => numbers.exact(at));
    found.push([parts.filter(({ names }) => names !== undefined).map(({ source }) => source), values]);
  }
  return found;
}

const LOST = /^the sample that it depends on is lost$/;

test('a key sample names its layouts; those that follow go by them', () => {
  const decoder = decoding();
  const names = ['loadavg', 'meminfo'];
  assert.equal(told(decoder, sample(3, 0, [LOADAVG, MEMINFO]), key(7n, 10n, 20n)), [[names, [7n, 10n, 20n]]]);
  const second = delta([7n, 10n, 20n], [7n, 11n, 18n]);
  assert.equal(told(decoder, sample(4, 3), second), [[names, [7n, 11n, 18n]]]);
  const third = delta([7n, 11n, 18n], [2n ** 64n - 1n, 11n, 0n]);
  assert.equal(told(decoder, sample(6, 4), third), [[names, [2n ** 64n - 1n, 11n, 0n]]]);
  assert.equal(told(decoder, sample(7, 0, [CPU]), key(1n, 2n, 3n)), [[['cpu'], [1n, 2n, 3n]]]);
});

test('a record with several samples: each is packed against the one before it', () => {
  const decoder = decoding();
  const taken = [0, 1, 2].map((tick) => ({ time: 1000 * tick, tick }));
  const first = Buffer.concat([key(5n, 0n), delta([5n, 0n], [6n, 0n]), delta([6n, 0n], [6n, 0n])]);
  const ticks: unknown[] = [];
  for (const { taken: one } of decoder.decode({ ...sample(1, 0, [MEMINFO]), taken }, first)) ticks.push(one);
  assert.equal(ticks, taken);
  const next = Buffer.concat([delta([6n, 0n], [7n, 1n]), delta([7n, 1n], [0n, 2n])]);
  assert.equal(told(decoder, { ...sample(2, 1), taken: taken.slice(0, 2) }, next), [
    [['meminfo'], [7n, 1n]],
    [['meminfo'], [0n, 2n]],
  ]);
  // Not with a sample less than the body has, nor with one more.
  for (const count of [1, 3]) {
    const record = { ...sample(3, 0, [MEMINFO]), taken: Array(count).fill(taken[0]) };
    assert.throws(() => told(decoder, record, Buffer.concat([key(5n, 1n), key(5n, 1n)])));
  }
});

test('a sample whose predecessor was not seen cannot be unpacked, nor can those that depend on it', () => {
  const decoder = decoding();
  const body = delta([1n, 1n], [2n, 2n]);
  assert.throws(() => told(decoder, sample(5, 4), body), LOST);
  told(decoder, sample(6, 0, [MEMINFO]), key(1n, 1n));
  assert.throws(() => told(decoder, sample(8, 7), body), LOST);
  // Not even the one that was packed against 6: what lies between is not known.
  assert.throws(() => told(decoder, sample(9, 6), body), LOST);
  assert.throws(() => told(decoder, sample(10, 9), body), LOST);
  assert.equal(told(decoder, sample(11, 0, [MEMINFO]), key(5n, 6n)), [[['meminfo'], [5n, 6n]]]);
  assert.equal(told(decoder, sample(12, 11), body), [[['meminfo'], [6n, 7n]]]);
});

test('names that are lost cost their source only, and so do those of another count', () => {
  const known = new Map<string, { count: number }>(COUNTS);
  const decoder = decoding(known);
  const layouts: Layout[] = [MEMINFO, ['vmstat', 'ddddddddddd', 1], LOADAVG];
  const body = key(1n, 2n, 3n, 4n);
  assert.equal(told(decoder, sample(1, 0, layouts), body), [
    [
      ['meminfo', 'loadavg'],
      [1n, 2n, 3n, 4n],
    ],
  ]);
  known.set('vmstat ddddddddddd', { count: 2 });
  assert.equal(told(decoder, sample(2, 0, layouts), body), [
    [
      ['meminfo', 'loadavg'],
      [1n, 2n, 3n, 4n],
    ],
  ]);
  known.set('vmstat ddddddddddd', { count: 1 });
  const all = ['meminfo', 'vmstat', 'loadavg'];
  assert.equal(told(decoder, sample(3, 0, layouts), body), [[all, [1n, 2n, 3n, 4n]]]);
});

test('a key sample without layouts has no sources', () => {
  assert.equal(told(decoding(), sample(2, 0, []), key()), [[[], []]]);
  assert.equal(told(decoding(), sample(2, 0), key()), [[[], []]]);
});

test('a body that is not what its layouts say is an error', () => {
  const decoder = decoding();
  const more = /^the packed body has more numbers than its layout$/;
  assert.throws(() => told(decoder, sample(1, 0, [MEMINFO]), key(1n, 2n, 3n)), more);
  assert.throws(
    () => told(decoder, sample(2, 0, [MEMINFO]), key(1n)),
    /^the packed body ends within a number$/,
  );
  assert.throws(() => told(decoder, sample(3, 2), key(1n, 2n)), LOST);
});

test('more numbers than a sample may have are refused before memory is taken for them', () => {
  const decoder = decoding();
  // All zeros: a run of two million is four bytes.
  const body = Buffer.from([0, 0xff, 0x88, 0x7a]); // 1,999,999 = 0x1e847f
  const many: Layout = ['a', 'aaaaaaaaaaa', MAX_SAMPLE_NUMBERS];
  for (const { numbers } of decoder.decode(sample(1, 0, [many]), body)) {
    assert.is(numbers.length, MAX_SAMPLE_NUMBERS);
  }
  assert.throws(() => told(decoder, sample(2, 0, [many, LOADAVG]), body), /^it has 2000001 numbers$/);
});

test.run();
