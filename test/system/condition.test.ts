import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Condition } from '../../src/system/condition.ts';
import { ManualClock } from '../manual-clock.ts';
import { rejects } from '../rejects.ts';

/** What has become of a promise by now. */
async function stateOf<T>(promise: Promise<T>): Promise<T | 'waiting'> {
  return await Promise.race([promise, new Promise<'waiting'>((resolve) => setImmediate(resolve, 'waiting'))]);
}

test('what is so already is not waited for', async () => {
  const clock = new ManualClock(0);
  assert.is(await new Condition(clock).until(() => true, 0), true);
  assert.is(clock.pending, 0);
});

test('without any time it does not wait, not even for its turn', async () => {
  const clock = new ManualClock(0);
  assert.is(await new Condition(clock).until(() => false, 0), false);
  assert.is(clock.pending, 0);
});

test('a change that does not make it so leaves it waiting, one that does ends it and its timer', async () => {
  const clock = new ManualClock(0);
  const condition = new Condition(clock);
  let count = 0;
  const waiting = condition.until(() => count === 2, 1000);
  count = 1;
  condition.changed();
  assert.is(await stateOf(waiting), 'waiting');
  count = 2;
  condition.changed();
  assert.is(await waiting, true);
  assert.is(clock.pending, 0);
});

test('any number can wait, for different things', async () => {
  const condition = new Condition(new ManualClock(0));
  let count = 0;
  const one = condition.until(() => count >= 1);
  const two = condition.until(() => count >= 2);
  count = 1;
  condition.changed();
  assert.is(await one, true);
  assert.is(await stateOf(two), 'waiting');
  count = 2;
  condition.changed();
  assert.is(await two, true);
});

test('the time over: it says that it is not so', async () => {
  const clock = new ManualClock(0);
  const waiting = new Condition(clock).until(() => false, 300);
  clock.advance(299);
  assert.is(await stateOf(waiting), 'waiting');
  clock.advance(1);
  assert.is(await waiting, false);
  assert.is(clock.pending, 0);
});

test('it looks once more when the time is over', async () => {
  const clock = new ManualClock(0);
  let so = false;
  const waiting = new Condition(clock).until(() => so, 300);
  so = true; // Nobody says so.
  clock.advance(300);
  assert.is(await waiting, true);
});

test('longer than a timer can wait', async () => {
  const clock = new ManualClock(0);
  const short = {
    wall: () => clock.wall(),
    mono: () => clock.mono(),
    after: (ms: number, action: () => void) => clock.after(Math.min(ms, 1000), action),
  };
  const waiting = new Condition(short).until(() => false, 2500);
  clock.advance(2499);
  assert.is(await stateOf(waiting), 'waiting');
  clock.advance(1);
  assert.is(await waiting, false);
});

test('without a time it waits for ever, without a timer', async () => {
  const clock = new ManualClock(0);
  const waiting = new Condition(clock).until(() => false);
  assert.is(clock.pending, 0);
  assert.is(await stateOf(waiting), 'waiting');
});

test('what the condition throws goes to the one who waits, not to the one who says that something changed', async () => {
  const clock = new ManualClock(0);
  const condition = new Condition(clock);
  let fails = false;
  const waiting = condition.until(() => {
    if (fails) throw new Error('hung up');
    return false;
  }, 1000);
  const other = condition.until(() => fails);
  fails = true;
  condition.changed();
  await rejects(waiting, /^hung up$/);
  assert.is(await other, true);
  assert.is(clock.pending, 0);
});

test.run();
