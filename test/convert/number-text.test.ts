import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Factor, writeNumber, writeQuantity } from '../../src/convert/number-text.ts';
import { ByteSink } from '../../src/exact/byte-sink.ts';
import type { SeriesNumber } from '../../src/series/counters.ts';

const test = suite('number text');

function text(write: (out: ByteSink) => void): string {
  const out = new ByteSink();
  write(out);
  return out.bytes.toString('latin1', 0, out.length);
}

const NUMBERS: [value: SeriesNumber, text: string][] = [
  [0, '0'],
  [-7, '-7'],
  [2 ** 53 - 1, '9007199254740991'],
  [2n ** 64n - 1n, '18446744073709551615'],
  [-(2n ** 63n), '-9223372036854775808'],
  [0.52, '0.52'],
  [12.3, '12.3'],
];
for (const [value, expected] of NUMBERS) {
  test(`${expected} as it is`, () => {
    assert.is(
      text((out) => writeNumber(out, value)),
      expected,
    );
  });
}

const MS: Factor = { times: 1, scale: 3 };
const SECTORS: Factor = { times: 512, scale: 0 };
const PERCENT: Factor = { times: 1, scale: 2 };
/** 1/1024 s. */
const TICKS: Factor = { times: 9765625, scale: 10 };
const QUANTITIES: [value: SeriesNumber, factor: Factor, text: string][] = [
  [12345, MS, '12.345'],
  [5, MS, '0.005'],
  [0, MS, '0.000'],
  [-5, MS, '-0.005'],
  [2n ** 64n - 1n, MS, '18446744073709551.615'],
  [3, SECTORS, '1536'],
  // 2^53 - 1 and 2^54 + 1 sectors: the products are beyond what a double holds.
  [2 ** 53 - 1, SECTORS, '4611686018427387392'],
  [18014398509481985n, SECTORS, '9223372036854776320'],
  [1, TICKS, '0.0009765625'],
  [1024, TICKS, '1.0000000000'],
  [12.34, PERCENT, '0.1234'],
  [0.07, PERCENT, '0.0007'],
  [-0.5, PERCENT, '-0.005'],
  [0.5, SECTORS, '256.0'],
  [1e-7, PERCENT, '0.000000001'],
  [1.5e300, { times: 1, scale: 0 }, `15${'0'.repeat(299)}`],
];
for (const [value, factor, expected] of QUANTITIES) {
  test(`${value} × ${factor.times} / 10^${factor.scale}`, () => {
    assert.is(
      text((out) => writeQuantity(out, value, factor)),
      expected,
    );
  });
}

test.run();
