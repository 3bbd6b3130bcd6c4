import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { numberIn } from '../../../../src/series/reading/forms/digits.ts';

const read = (text: string) => numberIn(Buffer.from(`:${text},`), 1, 1 + text.length);

test('integers are exact, however many digits they have', () => {
  assert.equal(
    ['0', '7', '999999999999999', '9007199254740991', '9007199254740993', '18446744073709551615'].map(read),
    [0, 7, 999_999_999_999_999, 9_007_199_254_740_991, 9007199254740993n, 18446744073709551615n],
  );
});

test('decimals are the doubles next to them', () => {
  assert.equal(
    ['0.52', '0.00', '1.0', '0.1', '1234567.890123', '0.12345678901234567890'].map(read),
    [0.52, 0, 1, 0.1, 1_234_567.890123, 0.123_456_789_012_345_68],
  );
  const digits = fc.stringMatching(/^(?:0|[1-9]\d{0,18})\.\d{1,20}$/);
  fc.assert(fc.property(digits, (text) => assert.is(read(text), JSON.parse(text))));
});

test.run();
