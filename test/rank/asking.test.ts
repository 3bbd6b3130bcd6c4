import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Asking } from '../../src/rank/asking.ts';
import { ManualClock } from '../manual-clock.ts';

/** Somebody who asks, and the monotonic times at which that was, ms from the beginning. */
function asking(onAsk: (asking: Asking) => void = () => {}) {
  const clock = new ManualClock(0, 0);
  const asked: number[] = [];
  const made: Asking = new Asking(clock, () => {
    asked.push(clock.mono());
    onAsk(made);
  });
  return { clock, asked, made };
}

test('often is after 200 ms, then after twice that each time up to ten seconds, until it is settled', () => {
  const { clock, asked, made } = asking();
  made.often();
  clock.advance(33_000);
  made.settle();
  clock.advance(100_000);
  assert.equal(asked, [200, 600, 1400, 3000, 6200, 12_600, 22_600, 32_600]);
  assert.is(clock.pending, 0);
});

test('settled by the answer to a question that was just asked, it is settled', () => {
  const { clock, asked, made } = asking((self) => self.settle());
  made.often();
  clock.advance(1000);
  assert.equal(asked, [200]);
});

test('it can ask in between, also when it is settled', () => {
  const { clock, asked, made } = asking();
  made.settle();
  clock.advance(5);
  made.now();
  assert.equal(asked, [5]);
});

test('the fourth answer is the last of the first ones; from then on it is sure', () => {
  const { made } = asking();
  const answers = [1, 2, 3, 4, 5].map(() => [made.answered(), made.isSure]);
  assert.equal(answers, [
    [false, false],
    [false, false],
    [false, false],
    [true, true],
    [false, true],
  ]);
});

test('it is due again more than a minute after it has asked', () => {
  const { clock, made } = asking();
  clock.advance(60_000);
  assert.is(made.isDue, false);
  clock.advance(1);
  assert.is(made.isDue, true);
  made.now();
  assert.is(made.isDue, false);
  clock.advance(60_000);
  assert.is(made.isDue, false);
  clock.advance(1);
  assert.is(made.isDue, true);
});

test('ended, it never asks again, whatever it is told', () => {
  const { clock, asked, made } = asking();
  made.often();
  made.end();
  assert.is(clock.pending, 0);
  made.often();
  assert.is(clock.pending, 0);
  made.now();
  clock.advance(1000);
  assert.equal(asked, []);
});

test.run();
