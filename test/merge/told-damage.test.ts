import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toldDamage } from '../../src/merge/told-damage.ts';
import type { Damage } from '../../src/wire/journal/reader.ts';

function damaged(places: number): Damage[] {
  return Array.from({ length: places }, (_, nth) => ({
    kind: 'corrupt record',
    path: 'a.journal',
    offset: 100 + nth,
    problem: 'a record is damaged',
  }));
}

test('each place has its line, what is lost behind it', () => {
  assert.equal(
    toldDamage(damaged(2), (kind) => `; ${kind}`),
    [
      'a.journal, byte 100: a record is damaged; corrupt record',
      'a.journal, byte 101: a record is damaged; corrupt record',
    ],
  );
  assert.equal(
    toldDamage([], () => ''),
    [],
  );
});

test('of thousands the first twenty are told, and how many more there are', () => {
  const lines = toldDamage(damaged(20_001), () => '');
  assert.is(lines.length, 21);
  assert.is(lines.at(-1), 'and 19981 more such places');
  assert.is(toldDamage(damaged(20), () => '').length, 20);
});

test.run();
