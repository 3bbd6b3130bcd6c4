import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NumberList } from '../../src/merge/lists.ts';

test('it keeps what is pushed, also when it has grown', () => {
  const list = new NumberList();
  for (let nth = 0; nth < 1000; nth++) list.push(nth * 1.5);
  assert.is(list.length, 1000);
  for (let nth = 0; nth < 1000; nth++) assert.is(list.at(nth), nth * 1.5);
});

test('beyond its end is no number, whatever memory it has', () => {
  const list = new NumberList();
  assert.is(list.length, 0);
  assert.ok(Number.isNaN(list.at(0)));
  list.push(7);
  assert.is(list.at(0), 7);
  assert.ok(Number.isNaN(list.at(1)));
  assert.ok(Number.isNaN(list.at(-1)));
});

test('some of it, in another order', () => {
  const list = new NumberList();
  for (const value of [10, 20, 30]) list.push(value);
  const chosen = list.chosen([2, 0]);
  assert.equal([chosen.length, chosen.at(0), chosen.at(1)], [2, 30, 10]);
});

test('whatever comes when, each is what it was', () => {
  const values = [
    0,
    -128,
    127,
    128,
    -129,
    32_767,
    -32_768,
    32_768,
    -32_769,
    2 ** 31 - 1,
    -(2 ** 31),
    2 ** 31,
    0.5,
    Number.NaN,
    -1,
    2 ** 53,
    1e300,
  ];
  for (let first = 0; first < values.length; first++) {
    const list = new NumberList();
    const pushed = [...values.slice(first), ...values.slice(0, first), ...values];
    for (const [nth, value] of pushed.entries()) {
      list.push(value);
      if (nth % 7 === 0) list.trim();
    }
    list.trim();
    assert.equal(
      pushed.map((_, at) => list.at(at)),
      pushed,
    );
    assert.is(list.length, pushed.length);
  }
});

test('times and offsets keep every digit', () => {
  const list = new NumberList();
  list.push(1_795_608_000_000.123);
  list.push(2 ** 53 - 1);
  list.push(Number.NaN);
  assert.is(list.at(0), 1_795_608_000_000.123);
  assert.is(list.at(1), 9_007_199_254_740_991);
  assert.ok(Number.isNaN(list.at(2)));
});

test.run();
