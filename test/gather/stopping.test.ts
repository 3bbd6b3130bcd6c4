import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Stopping } from '../../src/gather/stopping.ts';
import type { Control } from '../../src/wire/control.ts';
import { ManualClock } from '../manual-clock.ts';
import { settled } from './fake-transport.ts';
import { rosterOf, sayBye, sayHello } from './members.ts';

const STOP: Control = { type: 'stop', reason: 'enough' };

/** A stop of so many ranks that is under way, with what it tells whom, and when. */
async function stopping(ranks: number, stopTimeoutMs: number) {
  const clock = new ManualClock(0, 0);
  const roster = rosterOf(ranks);
  const told: unknown[] = [];
  const logged: string[] = [];
  const part = new Stopping({
    clock,
    roster,
    voice: {
      broadcast: (message) => told.push([clock.mono(), 'all', message]),
      tell: (rank, message) => told.push([clock.mono(), rank, message]),
    },
    stopTimeoutMs,
    log: (message) => logged.push(message),
  });
  let isOver = false;
  const over = part.whenEnded('enough').then(() => {
    isOver = true;
  });
  await settled();
  return {
    clock,
    roster,
    told,
    logged,
    stopping: part,
    over,
    isOver: () => isOver,
    /** A rank says bye. */
    bye: async (rank: number) => {
      sayBye(roster, rank);
      part.notice();
      await settled();
    },
    /** Time passes, as if each millisecond had let others go on. */
    pass: async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 50) {
        clock.advance(Math.min(50, ms - passed));
        await settled();
      }
    },
  };
}

test('where there is nobody there is nothing to wait for', async () => {
  const { clock, told, logged, isOver } = await stopping(0, 10_000);
  assert.is(isOver(), true);
  assert.equal(told, [[0, 'all', STOP]]);
  assert.equal(logged, []);
  assert.is(clock.pending, 0);
});

test('all are told once, and it is over with the last bye', async () => {
  const { clock, told, logged, isOver, bye } = await stopping(2, 10_000);
  await bye(0);
  assert.is(isOver(), false);
  await bye(1);
  assert.is(isOver(), true);
  assert.equal(told, [[0, 'all', STOP]]);
  assert.equal(logged, []);
  assert.is(clock.pending, 0);
});

test('a stop is repeated to those who have not said bye, after 100, 200, 400, 800, 1000 and 1000 ms', async () => {
  const { told, isOver, bye, pass } = await stopping(3, 10_000);
  await pass(50);
  await bye(1);
  await pass(100);
  await bye(0);
  await pass(3400);
  assert.is(isOver(), false);
  assert.equal(told, [
    [0, 'all', STOP],
    [100, 0, STOP],
    [100, 2, STOP],
    [300, 2, STOP],
    [700, 2, STOP],
    [1500, 2, STOP],
    [2500, 2, STOP],
    [3500, 2, STOP],
  ]);
  await bye(2);
  assert.is(isOver(), true);
});

test('of many a stop is not repeated before they can have answered: 0.3 ms each', async () => {
  const { told, bye, pass } = await stopping(1000, 10_000);
  await pass(250);
  assert.is(told.length, 1);
  for (let rank = 0; rank < 998; rank++) await bye(rank);
  await pass(50);
  assert.equal(told.slice(1), [
    [300, 998, STOP],
    [300, 999, STOP],
  ]);
});

test('a rank that says hello meanwhile is told, too, and waited for', async () => {
  const { roster, told, isOver, bye, pass } = await stopping(1, 10_000);
  sayHello(roster, 1);
  await bye(0);
  assert.is(isOver(), false);
  await pass(100);
  assert.equal(told, [
    [0, 'all', STOP],
    [100, 1, STOP],
  ]);
  await bye(1);
  assert.is(isOver(), true);
});

test('after its time it is over, and those who were silent are named', async () => {
  const { logged, isOver, bye, pass } = await stopping(3, 250);
  await bye(1);
  await pass(249);
  assert.is(isOver(), false);
  await pass(1);
  assert.is(isOver(), true);
  assert.equal(logged, ['no answer to the stop from host0, host2']);
});

test('no more than ten are named', async () => {
  const { logged, over, pass } = await stopping(11, 100);
  await pass(100);
  await over;
  assert.equal(logged, [
    'no answer to the stop from host0, host1, host2, host3, host4, host5, host6, host7, host8, host9, …',
  ]);
});

test.run();
