import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MovingWork, within } from '../../src/system/patience.ts';
import { ManualClock } from '../manual-clock.ts';
import { rejects } from '../rejects.ts';

const NEVER = new Promise<never>(() => {});
const late = () => new Error('late');

test('work within its time gives what it gives, and leaves no timer', async () => {
  const clock = new ManualClock(0);
  assert.is(await within(clock, 100, Promise.resolve(7), late), 7);
  await rejects(within(clock, 100, Promise.reject(new Error('EIO')), late), /^EIO$/);
  assert.is(clock.pending, 0);
});

test('work that does not end is given up', async () => {
  const clock = new ManualClock(0);
  const waited = within(clock, 100, NEVER, late);
  clock.advance(100);
  await rejects(waited, /^late$/);
});

/** Work that never ends, said to be slow after 10 ms, given up after 30. */
function stuck() {
  const clock = new ManualClock(0);
  const said: number[] = [];
  const progress = new MovingWork({
    clock,
    sayAfterMs: 10,
    endAfterMs: 30,
    onSlow: () => said.push(clock.mono() - 1000),
  });
  const waited = progress.until(NEVER, late);
  waited.catch(() => {});
  return { clock, said, progress, waited };
}

test('work that gets nowhere is told of once, and given up', async () => {
  const { clock, said, waited } = stuck();
  clock.advance(29);
  assert.equal(said, [10]);
  clock.advance(1);
  await rejects(waited, /^late$/);
  assert.is(clock.pending, 0);
});

test('as long as it gets on it is waited for', async () => {
  const { clock, said, progress, waited } = stuck();
  for (let nth = 0; nth < 100; nth++) {
    clock.advance(9);
    progress.moved();
  }
  clock.advance(29);
  assert.equal(said, [910]);
  progress.moved();
  clock.advance(29);
  assert.equal(said, [910, 939]);
  clock.advance(1);
  await rejects(waited, /^late$/);
  progress.moved();
  assert.is(clock.pending, 0);
});

test.run();
