import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AbsurdJson, parseExact } from '../../src/exact/json.ts';
import { isTooDeep, MOST_LEVELS } from '../../src/exact/nesting.ts';

const lists = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

test('so many levels and no more', () => {
  for (const nested of [lists, objects]) {
    assert.not(isTooDeep(nested(MOST_LEVELS)));
    assert.ok(isTooDeep(nested(MOST_LEVELS + 1)));
    assert.ok(isTooDeep(nested(1_000_000)));
  }
  assert.ok(isTooDeep('['.repeat(1_000_000)), 'also if they are never closed');
  assert.not(isTooDeep(`[${'[],'.repeat(1000)}{}]`), 'side by side they are not deep');
});

test('brackets in strings do not count, and hide none', () => {
  assert.not(isTooDeep(JSON.stringify([lists(1000), `\\"${'{'.repeat(1000)}`])));
  assert.ok(isTooDeep(`${'["]",'.repeat(100)}1`));
  assert.ok(isTooDeep(`${'["\\\\",'.repeat(100)}1`), 'a string that ends in a backslash ends');
  assert.not(isTooDeep(`["\\"${'['.repeat(100)}`), 'a string without an end has all that follows');
});

test('as deep as the value is', () => {
  const depthOf = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
  const values = fc.jsonValue();
  fc.assert(
    fc.property(values, fc.nat(80), (value, levels) => {
      const text = `${'[1,'.repeat(levels)}${JSON.stringify(value)}${']'.repeat(levels)}`;
      assert.is(isTooDeep(text), depthOf(JSON.parse(text)) > MOST_LEVELS);
    }),
  );
});

test('what is too deep is not parsed, with and without long numbers', () => {
  for (const text of [lists(1_000_000), `{"n":18446744073709551615,"deep":${lists(1_000_000)}}`]) {
    assert.throws(
      () => parseExact(text),
      (error: unknown) =>
        error instanceof AbsurdJson && error.message === 'brackets are nested more than 64 deep',
    );
  }
});

test.run();
