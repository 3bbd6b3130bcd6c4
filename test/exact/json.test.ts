import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AbsurdJson, parseExact } from '../../src/exact/json.ts';

test('integers beyond 2^53 become bigints, others stay numbers', () => {
  assert.equal(parseExact('[18446744073709551615, 9007199254740993, 9007199254740991, 12]'), [
    18446744073709551615n,
    9007199254740993n,
    9007199254740991,
    12,
  ]);
  assert.is(parseExact('-9007199254740993'), -9007199254740993n);
});

test('decimals are numbers, however long', () => {
  assert.equal(parseExact('[0.52, 0.1234567890123456789]'), [0.52, 0.12345678901234568]);
});

test('a long number in a string is a string', () => {
  assert.equal(parseExact('{"id":"18446744073709551615","n":1}'), { id: '18446744073709551615', n: 1 });
});

test('what is not JSON is a SyntaxError, with and without long numbers', () => {
  assert.throws(
    () => parseExact('{"a":1'),
    (error: unknown) => error instanceof SyntaxError,
  );
  assert.throws(
    () => parseExact('{"a":18446744073709551615'),
    (error: unknown) => error instanceof SyntaxError,
  );
  assert.throws(
    () => parseExact('18446744073709551615x'),
    (error: unknown) => error instanceof SyntaxError,
  );
});

test('a number that no double can be is an error that shows it', () => {
  const absurd = (message: string) => (error: unknown) =>
    error instanceof AbsurdJson && error.message === message;
  assert.throws(() => parseExact('{"a":1e999}'), absurd('1e999 is too large a number'));
  assert.throws(() => parseExact('[-2.5E+309]'), absurd('-2.5E+309 is too large a number'));
  const digits = '9'.repeat(100_000);
  assert.throws(() => parseExact(digits), absurd(`${'9'.repeat(40)}… is too large a number`));
  assert.is(parseExact('1e308'), 1e308);
  assert.equal(parseExact('["1e999", 1e-999]'), ['1e999', 0]);
});

test('keys that an object has anyway are keys of its own', () => {
  const value = parseExact('{"__proto__":18446744073709551615,"constructor":1}');
  assert.equal(Object.entries(Object(value)), [
    ['__proto__', 18446744073709551615n],
    ['constructor', 1],
  ]);
});

test.run();
