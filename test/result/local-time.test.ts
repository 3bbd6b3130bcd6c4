import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { timeOf } from '../../src/result/local-time.ts';

const NOON = Date.parse('2026-11-04T12:00:00Z');

test('local times as each benchmark prints them, two hours before UTC', () => {
  for (const text of [
    '2026-11-04 14:00:00',
    '2026-11-04T14:00:00',
    'Wed Nov  4 14:00:00 2026',
    'Wed Nov 04 14:00:00 2026',
    '11/04/2026 14:00:00',
  ]) {
    assert.is(timeOf(text, 120), NOON, text);
  }
  assert.is(timeOf('2026-11-04T14:00:00.123456', 120), NOON + 123);
});

test('a time with a zone is what it says', () => {
  assert.is(timeOf('2026-11-04T13:00:00+01:00', 600), NOON);
  assert.is(timeOf('2026-11-04T12:00:00Z', 600), NOON);
});

test('what is no time', () => {
  for (const text of [
    '',
    'yesterday',
    '2026-13-04 14:00:00',
    'Wed Foo  4 14:00:00 2026',
    'Wed Nov 40 14:00:00 2026',
    '25/11/2026 14:00:00',
    '2026-11-04 14:00:00 ',
    `2026-11-04 14:00:00.${'0'.repeat(100)}`,
  ]) {
    assert.is(timeOf(text, 0), undefined, text);
  }
});

test.run();
