import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Gaps } from '../../src/gather/gaps.ts';
import { ManualClock } from '../manual-clock.ts';

test('a rank is asked at the first record behind a gap, and while it stays after 1, 2, 4 s and so on', () => {
  const clock = new ManualClock(0);
  const gaps = new Gaps(clock);
  const asked: number[] = [];
  for (let second = 0; second <= 200; second++) {
    // Ten records a second.
    for (let nth = 0; nth < 10; nth++) {
      if (gaps.add(3, 'aaaaaa', 7)) asked.push(second + nth / 10);
      clock.advance(100);
    }
  }
  assert.equal(asked, [0, 1, 3, 7, 15, 31, 63, 123, 183]);
});

test('another gap of the rank, another process and another rank are asked for at once', () => {
  const gaps = new Gaps(new ManualClock(0));
  assert.is(gaps.add(3, 'aaaaaa', 7), true);
  assert.is(gaps.add(3, 'aaaaaa', 7), false);
  assert.is(gaps.add(3, 'aaaaaa', 8), true);
  assert.is(gaps.add(3, 'bbbbbb', 8), true);
  assert.is(gaps.add(4, 'bbbbbb', 8), true);
  assert.is(gaps.add(4, 'bbbbbb', 8), false);
});

test.run();
