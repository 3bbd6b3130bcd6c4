import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Unheard } from '../../src/job/unheard.ts';
import { ManualClock } from '../manual-clock.ts';

/** A rank that looks every second, and what it was told. */
function rig(isRendezvousGone: () => Promise<boolean> = async () => false) {
  const clock = new ManualClock(0);
  const over: string[] = [];
  const state = { isAttended: true };
  const unheard = new Unheard({
    clock,
    lookEveryMs: 1000,
    isAttended: () => state.isAttended,
    isRendezvousGone,
    onOver: (reason) => over.push(reason),
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, over, state, unheard, pass };
}

test('it looks only while rank 0 is not heard', async () => {
  const { clock, over, state, unheard, pass } = rig();
  state.isAttended = false;
  await pass(5000);
  unheard.notice('down');
  unheard.notice('up');
  assert.is(clock.pending, 0);
  await pass(5000);
  assert.equal(over, []);
  unheard.notice('down');
  await pass(1000);
  assert.equal(over, ['its launcher is gone']);
  unheard.notice('down');
  assert.is(clock.pending, 0, 'it is said once');
});

test('a look that was under way when rank 0 was heard again says nothing', async () => {
  let answer: (isGone: boolean) => void = () => {};
  const { over, unheard, pass } = rig(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  unheard.notice('down');
  await pass(1000);
  unheard.notice('up');
  answer(true);
  await pass(0);
  assert.equal(over, []);
});

test('a look that does not come back is waited for, and no other begun', async () => {
  let looks = 0;
  const { over, state, unheard, pass } = rig(() => {
    looks++;
    return new Promise(() => {});
  });
  unheard.notice('down');
  await pass(10_000);
  assert.is(looks, 1);
  state.isAttended = false;
  await pass(10_000);
  assert.equal(over, ['its launcher is gone']);
});

test.run();
