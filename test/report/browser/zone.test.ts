import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { spanText, zoneName } from '../../../src/report/browser/zone.ts';

const at = (text: string) => Date.parse(text);

test('the zone of a run is its distance from UTC', () => {
  assert.equal([0, 60, -210, 345].map(zoneName), ['UTC', 'UTC+01:00', 'UTC−03:30', 'UTC+05:45']);
});

test('local time and UTC, each day once', () => {
  const [start, end] = [at('2026-11-24T22:10:00Z'), at('2026-11-24T23:10:00Z')];
  assert.is(
    spanText(start, end, 60),
    '2026-11-24 23:10:00 – 2026-11-25 00:10:00 UTC+01:00 (2026-11-24 22:10:00 – 23:10:00 UTC)',
  );
  assert.is(spanText(start, end, -60), '2026-11-24 21:10:00 – 22:10:00 UTC−01:00 (22:10:00 – 23:10:00 UTC)');
});

test('where the zone is UTC, or not known, that is said once', () => {
  const [start, end] = [at('2026-11-24T22:10:00Z'), at('2026-11-24T23:10:00Z')];
  assert.is(spanText(start, end, 0), '2026-11-24 22:10:00 – 23:10:00 UTC');
  assert.is(spanText(start, end, null), '2026-11-24 22:10:00 – 23:10:00 UTC');
});

test.run();
