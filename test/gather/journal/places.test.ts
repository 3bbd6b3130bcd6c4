import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { guideTo, Places, roleOf } from '../../../src/gather/journal/places.ts';

/** Places of a process whose records were written into these ranges. */
function placesOf(records: readonly (readonly ['opening' | 'key', number, number])[]): Places {
  const places = new Places();
  // Long after each other.
  for (const [nth, [role, from, to]] of records.entries()) places.note(role, from, to, 100 * nth);
  return places;
}

test('what is needed to understand others opens a journal; a sample that needs no other is a key', () => {
  const sender = { rank: 0, id: 'abc123', seq: 5 };
  const sample = { type: 'samples' as const, ...sender, taken: [{ time: 0, tick: 0 }] };
  assert.is(roleOf({ ...sample, base: 0 }), 'key');
  assert.is(roleOf({ ...sample, base: 4 }), undefined);
  assert.is(roleOf({ type: 'layout', ...sender, source: 'meminfo', key: 'aaaaaaaaaaa' }), 'shared');
  assert.is(
    roleOf({ type: 'benchmark', nth: 3, command: [], start: null, end: null, exit_code: null }),
    'opening',
  );
  assert.is(roleOf({ type: 'mark', nth: 4, time: 0, label: 'epoch 1' }), 'mark');
  assert.is(roleOf({ type: 'bye', ...sender, time: 0, reason: 'test' }), undefined);
});

test('ranges with no more than 16 KiB between them are read as one', () => {
  const openings = (gap: number) =>
    guideTo([placesOf([['opening', 0, 100]]), placesOf([['opening', 100 + gap, 100 + gap + 5]])], [], 90_000)
      .openings;
  assert.equal(openings(16_384), [[0, 16_489]]);
  assert.equal(openings(16_385), [
    [0, 100],
    [16_485, 16_490],
  ]);
  // One within another.
  assert.equal(guideTo([placesOf([['opening', 0, 100]]), placesOf([['opening', 5, 9]])], [], 100).openings, [
    [0, 100],
  ]);
});

test('of marks, of which there can be any number, the last is needed', () => {
  const places = new Places();
  places.note('opening', 0, 100);
  places.note('mark', 50_000, 50_080);
  places.note('mark', 80_000, 80_090);
  assert.equal(guideTo([places], [], 90_000).openings, [
    [0, 100],
    [80_000, 80_090],
  ]);
});

test('records that follow each other are one range; of key samples the last two count', () => {
  const places = placesOf([
    ['opening', 100, 150],
    ['opening', 150, 170],
    ['key', 170, 180],
    ['opening', 300, 310],
    ['key', 310, 320],
    ['key', 900, 910],
  ]);
  assert.equal(places.openings, [
    [100, 170],
    [300, 310],
  ]);
  assert.is(places.recent, 900);
  assert.is(places.earlier, 310);
  assert.is(new Places().recent, undefined);
  assert.is(placesOf([['key', 5, 9]]).earlier, 5);
});

test('half a minute is read, however often key samples come', () => {
  const keysOf = (apart: number, count: number) => {
    const places = new Places();
    for (let nth = 0; nth < count; nth++) places.note('key', nth, nth + 1, nth * apart);
    return [places.earlier, places.recent];
  };
  assert.equal(keysOf(0.5, 60), [0, 59]);
  const [earlier = 0, recent] = keysOf(0.5, 1000);
  assert.is(recent, 999);
  // 30 s, and 5 s more at most.
  assert.ok(earlier <= 999 - 60 && earlier >= 999 - 72, String(earlier));
  assert.equal(keysOf(31, 50), [48, 49]);
  // A source that is read every 10 s: a key sample with it, and one without.
  const places = new Places();
  for (let nth = 0; nth < 100; nth++) {
    places.note('key', 100 * nth, 100 * nth + 1, 10 * nth);
    places.note('key', 100 * nth + 50, 100 * nth + 51, 10 * nth + 1);
  }
  assert.is(places.recent, 9950);
  assert.ok(places.earlier !== undefined && places.earlier <= 9600 && places.earlier >= 9500);
});

test('the guide begins at the least key sample of those who are heard', () => {
  const own = placesOf([['opening', 19, 200]]);
  const steady = placesOf([
    ['opening', 200, 300],
    ['key', 300, 400],
    ['key', 70_000, 70_100],
    ['key', 90_000, 90_100],
  ]);
  const behind = placesOf([
    ['opening', 400, 500],
    ['key', 500, 600],
    ['key', 80_000, 80_100],
  ]);
  const gone = placesOf([
    ['opening', 60_000, 60_100],
    ['key', 60_100, 60_200],
  ]);
  const guide = guideTo([own, steady, behind, gone], [steady, behind], 100_000);
  assert.equal(guide, {
    type: 'guide',
    // What lies between two ranges is read with them where it is little.
    openings: [
      [19, 500],
      [60_000, 60_100],
    ],
    recent: 80_000,
    earlier: 500,
    written: 100_000,
  });
});

test('where nobody has sampled there is nothing but what will come', () => {
  const { recent, earlier, openings } = guideTo([placesOf([['opening', 19, 90]])], [new Places()], 90);
  assert.equal({ recent, earlier, openings }, { recent: 90, earlier: 90, openings: [[19, 90]] });
});

test.run();
