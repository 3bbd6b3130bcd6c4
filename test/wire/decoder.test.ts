import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../src/exact/numbers.ts';
import { Decoder } from '../../src/wire/decoder.ts';
import { Packer } from '../../src/wire/pack.ts';
import { MAX_SAMPLE_NUMBERS, type SampleRecord } from '../../src/wire/records.ts';

interface Part {
  readonly name: string;
  readonly template: { readonly count: number };
}

const part = (name: string, count: number): Part => ({ name, template: { count } });

/** Layout 1 has two numbers, layout 2 one, layout 3 three. */
const LAYOUTS = new Map([
  [1, part('meminfo', 2)],
  [2, part('loadavg', 1)],
  [3, part('cpu', 3)],
]);

/** Head of a sample. `layouts` only with a key sample. */
function sample(seq: number, base: number, layouts?: number[]): SampleRecord {
  const head = { type: 'sample' as const, rank: 0, id: 'abc123', seq, time: 0, tick: seq, base };
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

/** Names of the parts, the numbers, and the errors of a sample. */
function told({ parts, numbers, errors }: ReturnType<Decoder<Part>['decode']>) {
  const values = Array.from({ length: numbers.length }, (_, at) => numbers.exact(at));
  return [parts.map(({ name }) => name), values, errors];
}

const LOST = 'the sample that it depends on is lost';

test('a key sample names its layouts; those that follow go by them', () => {
  const decoder = new Decoder(LAYOUTS);
  const names = ['loadavg', 'meminfo'];
  assert.equal(told(decoder.decode(sample(3, 0, [2, 1]), key(7n, 10n, 20n))), [
    names,
    [7n, 10n, 20n],
    undefined,
  ]);
  const second = delta([7n, 10n, 20n], [7n, 11n, 18n]);
  assert.equal(told(decoder.decode(sample(4, 3), second)), [names, [7n, 11n, 18n], undefined]);
  const third = delta([7n, 11n, 18n], [2n ** 64n - 1n, 11n, 0n]);
  assert.equal(told(decoder.decode(sample(6, 4), third)), [names, [2n ** 64n - 1n, 11n, 0n], undefined]);
  assert.equal(told(decoder.decode(sample(7, 0, [3]), key(1n, 2n, 3n))), [['cpu'], [1n, 2n, 3n], undefined]);
});

test('a sample whose predecessor was not seen has no numbers, nor have those that depend on it', () => {
  const decoder = new Decoder(LAYOUTS);
  const body = delta([1n, 1n], [2n, 2n]);
  assert.equal(told(decoder.decode(sample(5, 4), body)), [[], [], { sample: LOST }]);
  decoder.decode(sample(6, 0, [1]), key(1n, 1n));
  assert.equal(told(decoder.decode(sample(8, 7), body)), [[], [], { sample: LOST }]);
  // Not even the one that was packed against 6: what lies between is not known.
  assert.equal(told(decoder.decode(sample(9, 6), body)), [[], [], { sample: LOST }]);
  assert.equal(told(decoder.decode(sample(10, 9), body)), [[], [], { sample: LOST }]);
  assert.equal(told(decoder.decode(sample(11, 0, [1]), key(5n, 6n))), [['meminfo'], [5n, 6n], undefined]);
  assert.equal(told(decoder.decode(sample(12, 11), body)), [['meminfo'], [6n, 7n], undefined]);
});

test('what was wrong with sources is told with what is wrong with the sample', () => {
  const decoder = new Decoder(LAYOUTS);
  const errors = { vmstat: 'EACCES' };
  const whole = decoder.decode({ ...sample(1, 0, [2]), errors }, key(1n));
  assert.equal(whole.errors, errors);
  const lost = decoder.decode({ ...sample(3, 2), errors }, key(1n));
  assert.equal(lost.errors, { vmstat: 'EACCES', sample: LOST });
});

test('a layout that is not there is named; one that came meanwhile is found', () => {
  const layouts = new Map(LAYOUTS);
  const decoder = new Decoder(layouts);
  assert.equal(told(decoder.decode(sample(1, 0, [1, 9]), key(1n, 2n, 3n))), [
    [],
    [],
    { sample: 'its layout 9 is lost' },
  ]);
  layouts.set(9, part('vmstat', 1));
  assert.equal(told(decoder.decode(sample(2, 0, [1, 9]), key(1n, 2n, 3n))), [
    ['meminfo', 'vmstat'],
    [1n, 2n, 3n],
    undefined,
  ]);
});

test('a key sample without layouts has no sources', () => {
  const decoder = new Decoder(LAYOUTS);
  assert.equal(told(decoder.decode(sample(1, 0), key())), [[], [], undefined]);
  assert.equal(told(decoder.decode(sample(2, 0, []), key())), [[], [], undefined]);
});

test('a body that is not what its layouts say is an error of its sample', () => {
  const decoder = new Decoder(LAYOUTS);
  const more = 'the packed body has more numbers than its layout';
  assert.equal(told(decoder.decode(sample(1, 0, [1]), key(1n, 2n, 3n))), [[], [], { sample: more }]);
  const less = 'the packed body ends within a number';
  assert.equal(told(decoder.decode(sample(2, 0, [1]), key(1n))), [[], [], { sample: less }]);
  assert.equal(told(decoder.decode(sample(3, 2), key(1n, 2n))), [[], [], { sample: LOST }]);
});

test('more numbers than a sample may have are refused before memory is taken for them', () => {
  const layouts = new Map([
    [1, part('a', MAX_SAMPLE_NUMBERS)],
    [2, part('b', 1)],
  ]);
  const decoder = new Decoder(layouts);
  // All zeros: a run of two million is four bytes.
  const body = Buffer.from([0, 0xff, 0x88, 0x7a]); // 1,999,999 = 0x1e847f
  assert.is(decoder.decode(sample(1, 0, [1]), body).numbers.length, MAX_SAMPLE_NUMBERS);
  assert.equal(told(decoder.decode(sample(2, 0, [1, 2]), body)), [
    [],
    [],
    { sample: 'it has 2000001 numbers' },
  ]);
});

test.run();
