import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../src/exact/numbers.ts';
import { parseNumber } from '../../src/procfs/reading/parse-number.ts';

const test = suite('numbers');

/** The number that `text` is, times 10^scale; undefined if it is none. */
function numberOf(text: string, scale: number): bigint | undefined {
  const into = new Numbers();
  // Digits on both sides, which must not be read.
  const bytes = Buffer.from(`9${text}9`);
  const is = parseNumber(bytes, 1, bytes.length - 1, scale, into);
  assert.is(into.length, is ? 1 : 0);
  return is ? into.exact(0) : undefined;
}

for (const [text, scale, value] of [
  ['0', 0, 0n],
  ['-0', 0, 0n],
  ['007', 0, 7n],
  ['-17', 0, -17n],
  ['999999999999999', 0, 999999999999999n],
  ['9007199254740991', 0, 9007199254740991n],
  ['9007199254740992', 0, 9007199254740992n],
  ['9007199254740993', 0, 9007199254740993n],
  ['18014398503714728', 0, 18014398503714728n],
  ['18446744073709551615', 0, 18446744073709551615n],
  ['00000000000018446744073709551615', 0, 18446744073709551615n],
  ['-9223372036854775808', 0, -9223372036854775808n],
  ['0.20', 2, 20n],
  ['0.2', 2, 20n],
  ['3', 2, 300n],
  ['-1.05', 2, -105n],
  ['184467440737095516.15', 2, 18446744073709551615n],
] as const) {
  test(`${text} at scale ${scale} is ${value}`, () => assert.is(numberOf(text, scale), value));
}

for (const [text, scale] of [
  ['', 0],
  ['-', 0],
  ['--1', 0],
  ['+1', 0],
  ['1-', 0],
  ['12abc', 0],
  ['abc', 0],
  ['0x1f', 0],
  ['1e3', 0],
  ['1,5', 0],
  [' 1', 0],
  ['1.5', 0],
  ['NaN', 0],
  ['٣', 0],
  ['18446744073709551616', 0],
  ['-9223372036854775809', 0],
  ['000000000000000000000000000000001', 0],
  ['', 2],
  ['-', 2],
  ['.5', 2],
  ['5.', 2],
  ['1.2.3', 2],
  ['1.-2', 2],
  ['0.123', 2],
  ['184467440737095516.16', 2],
] as const) {
  test(`${JSON.stringify(text)} at scale ${scale} is not a number`, () => {
    assert.is(numberOf(text, scale), undefined);
  });
}

test('any 64-bit integer is read exactly, signed or not', () => {
  const integer = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.bigInt({ min: 2n ** 53n - 9n, max: 2n ** 53n + 9n }),
  );
  fc.assert(fc.property(integer, (value) => assert.is(numberOf(`${value}`, 0), value)));
});

test('any text is a number just where the pattern says so', () => {
  const text = fc.string({ unit: fc.constantFrom(...'0123456789-.e x'), maxLength: 8 });
  fc.assert(
    fc.property(text, (word) => {
      assert.is(numberOf(word, 0) !== undefined, /^-?\d+$/.test(word));
      assert.is(numberOf(word, 2) !== undefined, /^-?\d+(\.\d{1,2})?$/.test(word));
    }),
    { numRuns: 2000 },
  );
});

test('what a double cannot hold is NaN in small and exact in big', () => {
  const numbers = new Numbers();
  numbers.push(1);
  numbers.pushExact(2n ** 53n - 1n);
  numbers.pushExact(2n ** 53n);
  assert.equal([numbers.small[0], numbers.small[1]], [1, 9007199254740991]);
  assert.ok(Number.isNaN(numbers.small[2]));
  assert.equal([...numbers.big], [[2, 9007199254740992n]]);
  assert.equal([numbers.exact(0), numbers.exact(2)], [1n, 9007199254740992n]);
});

test('what is dropped leaves nothing behind for what takes its place', () => {
  const numbers = new Numbers();
  numbers.pushExact(2n ** 60n);
  numbers.pushExact(2n ** 61n);
  numbers.truncate(1);
  numbers.push(5);
  assert.equal([numbers.length, numbers.exact(0), numbers.exact(1)], [2, 2n ** 60n, 5n]);
  numbers.clear();
  numbers.push(6);
  assert.equal([numbers.length, numbers.exact(0), numbers.big.size], [1, 6n, 0]);
});

test('a thousand numbers are kept as it grows', () => {
  const numbers = new Numbers();
  for (let value = 0; value < 1000; value++) numbers.push(value);
  assert.equal(
    [...numbers.small.subarray(0, numbers.length)],
    Array.from({ length: 1000 }, (_, value) => value),
  );
});

test.run();
