import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ByteSink } from '../../src/exact/byte-sink.ts';

const test = suite('byte sink');

function written(write: (out: ByteSink) => void): string {
  const out = new ByteSink(1);
  write(out);
  return out.bytes.toString('utf8', 0, out.length);
}

for (const [value, text] of [
  [0, '0'],
  [9, '9'],
  [10, '10'],
  [-1, '-1'],
  [99_999, '99999'],
  [999_999_999, '999999999'],
  [1_000_000_000, '1000000000'],
  [1_000_000_001, '1000000001'],
  [2_147_483_648, '2147483648'],
  [4_294_967_296, '4294967296'],
  [9_007_199_254_740_991, '9007199254740991'],
  [-9_007_199_254_740_991, '-9007199254740991'],
] as const) {
  test(`the integer ${text}`, () =>
    assert.is(
      written((out) => out.integer(value)),
      text,
    ));
}

for (const [value, scale, text] of [
  [0, 2, '0.00'],
  [5, 2, '0.05'],
  [52, 2, '0.52'],
  [-5, 2, '-0.05'],
  [102_407, 2, '1024.07'],
  [100, 0, '100'],
  [1, 20, '0.00000000000000000001'],
  [9_007_199_254_740_991, 3, '9007199254740.991'],
] as const) {
  test(`the decimal ${text}, as a double and as a bigint`, () => {
    assert.is(
      written((out) => out.decimal(value, scale)),
      text,
    );
    assert.is(
      written((out) => out.decimalExact(BigInt(value), scale)),
      text,
    );
  });
}

test('64 bits have every digit', () => {
  assert.is(
    written((out) => out.exact(2n ** 64n - 1n)),
    '18446744073709551615',
  );
  assert.is(
    written((out) => out.decimalExact(2n ** 64n - 1n, 2)),
    '184467440737095516.15',
  );
  assert.is(
    written((out) => out.decimalExact(-(2n ** 63n), 0)),
    '-9223372036854775808',
  );
});

test('any safe integer, around every power of ten', () => {
  for (let power = 1; power < 1e16; power *= 10) {
    for (const value of [power - 1, power, power + 1]) {
      if (!Number.isSafeInteger(value)) continue;
      assert.is(
        written((out) => out.integer(value)),
        String(value),
      );
      assert.is(
        written((out) => out.integer(0 - value)),
        String(0 - value),
      );
    }
  }
});

test('literals, whole or in part, short or long', () => {
  const long = Buffer.from('0123456789'.repeat(20));
  const text = written((out) => {
    out.literal(Buffer.from('größe '));
    out.literal(long, 3, 7);
    out.literal(long, 100);
    out.literal(long, 5, 5);
  });
  assert.is(text, `größe 3456${'0123456789'.repeat(10)}`);
});

test('it grows to whatever is written, and starts over when its length is set to 0', () => {
  const pieces = fc.array(fc.oneof(fc.string({ maxLength: 200 }), fc.maxSafeInteger()), { maxLength: 50 });
  const out = new ByteSink(1);
  fc.assert(
    fc.property(pieces, (all) => {
      out.length = 0;
      for (const piece of all) {
        if (typeof piece === 'string') out.literal(Buffer.from(piece));
        else out.integer(piece);
      }
      const expected = all.map((piece) => (Object.is(piece, -0) ? '0' : String(piece))).join('');
      assert.is(Buffer.compare(out.bytes.subarray(0, out.length), Buffer.from(expected)), 0);
    }),
  );
});

test.run();
