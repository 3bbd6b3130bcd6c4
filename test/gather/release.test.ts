import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { release } from '../../src/gather/release.ts';
import { ManualClock } from '../manual-clock.ts';
import { FakeGatherTransport, settled } from './fake-transport.ts';
import { rosterOf } from './members.ts';

/** The end of a job with two ranks: which answers are repeated, and when. */
async function releasing(connections: number, graceMs: number) {
  const clock = new ManualClock(0, 0);
  const transport = new FakeGatherTransport();
  transport.connections = connections;
  const repeated: unknown[] = [];
  const voice = { repeat: (rank: number) => repeated.push([clock.mono(), rank]) };
  const state = { isOver: false };
  const over = release({ clock, transport, roster: rosterOf(2), voice }, graceMs).then(() => {
    state.isOver = true;
  });
  await settled();
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 25) {
      clock.advance(25);
      await settled();
    }
  };
  return { clock, transport, repeated, state, over, pass };
}

test('where nobody is connected it is over at once', async () => {
  const { repeated, state } = await releasing(0, 2000);
  assert.is(state.isOver, true);
  assert.equal(repeated, []);
});

test('the last answers are repeated after 0, 50, 150 and 350 ms, until the last one has hung up', async () => {
  const { clock, transport, repeated, state, over, pass } = await releasing(2, 2000);
  await pass(200);
  transport.connections = 1;
  await pass(200);
  assert.is(state.isOver, false);
  assert.equal(
    repeated,
    [0, 50, 150, 350].flatMap((ms) => [
      [ms, 0],
      [ms, 1],
    ]),
  );
  transport.connections = 0;
  await over;
  assert.is(clock.mono(), 400);
  assert.is(clock.pending, 0);
});

test('who does not hang up is waited for no longer than the grace', async () => {
  const { clock, repeated, state, over, pass } = await releasing(1, 100);
  await pass(75);
  assert.is(state.isOver, false);
  await pass(25);
  await over;
  assert.is(repeated.length, 4);
  assert.is(clock.pending, 0);
});

test.run();
