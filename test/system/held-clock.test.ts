import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HeldClock } from '../../src/system/clock.ts';
import { ManualClock } from '../manual-clock.ts';

test('until it is held it is the clock that it is made of; from then on nobody can set it', () => {
  const clock = new ManualClock(1_700_000_000_000);
  const held = new HeldClock(clock);
  clock.set(1_700_000_005_000);
  assert.is(held.wall(), 1_700_000_005_000);
  held.hold();
  clock.set(1_800_000_000_000);
  clock.advance(250);
  assert.equal([held.wall(), held.mono()], [1_700_000_005_250, clock.mono()]);
  held.hold();
  assert.is(held.wall(), 1_700_000_005_250, 'as it was held first');
  let rang = 0;
  const cancel = held.after(10, () => rang++);
  held.after(20, () => rang++);
  cancel();
  clock.advance(30);
  assert.is(rang, 1);
});

test.run();
