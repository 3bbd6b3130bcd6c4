import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as words from '../../../../src/report/findings/engine/words.ts';
import { noonPlus } from '../../../series/example.ts';
import { madeObserved } from '../made-observed.ts';

test('percent: below ten with a digit, of nothing 0', () => {
  assert.equal([0.04, 0.05, 2, 2.54, 9.94, 9.95, 33.4].map(words.percent), [
    ...['0 %', '0.1 %', '2 %', '2.5 %', '9.9 %', '10 %', '33 %'],
  ]);
});

test('shares that have a word', () => {
  assert.equal([24, 34, 50, 66, 75, 60, 28].map(words.shareWord), [
    ...['a quarter of', 'a third of', 'half of', 'two thirds of', 'three quarters of', '60 % of', '28 % of'],
  ]);
});

test('times as much', () => {
  assert.equal(
    [words.times(10, 2), words.times(2.6, 2), words.times(30.2, 2), words.times(199, 2)],
    ['×5', '×1.3', '×15', '×100'],
  );
  assert.is(words.times(200, 2), 'more than ×100');
  // Nothing is normal, or it is not known.
  assert.is(words.times(5, 0), 'more than ×100');
});

test('hosts', () => {
  assert.equal([words.theOthers(1), words.theOthers(39)], ['the other host', 'the other 39 hosts']);
  assert.equal(
    [[], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']].map((hosts) => words.named(hosts)),
    ['', 'a', 'a and b', 'a, b and c', 'a, b and 2 more hosts'],
  );
});

test('when it was, since the start of the run', () => {
  const observed = madeObserved({ hosts: 1, phases: { write: [10, 20] } });
  assert.is(words.whenText(observed, { phase: 0, from: 0, to: 60 }), '');
  assert.is(words.whenText(observed, { phase: 1, from: 10, to: 20 }), ' in write');
  assert.is(words.whenText(observed, { phase: null, from: 30, to: 32 }), ' from 30:00 to 32:00');
  const [start, end] = [Date.parse(noonPlus(3661)), Date.parse(noonPlus(7200))];
  assert.is(words.fromTo(observed, { start, end }), 'from 1:01:01 to 2:00:00');
  // Before the benchmark began.
  assert.is(
    words.fromTo(observed, { start: Date.parse(noonPlus(-30)), end: start }),
    'from −0:30 to 1:01:01',
  );
});

test('a number with its unit', () => {
  assert.equal(
    [
      words.withUnit(34, '%'),
      words.withUnit(1.234, 'MB/s'),
      words.withUnit(0.004, 'MB/s'),
      words.withUnit(3, ''),
    ],
    ['34 %', '1.23 MB/s', '0', '3.00'],
  );
});

test.run();
