import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GroupSignals, TOGETHER_MS } from '../../src/benchmark/group-signals.ts';
import { ManualClock } from '../manual-clock.ts';

function rig() {
  const clock = new ManualClock(0);
  const passed: string[] = [];
  const signals = new GroupSignals(clock, (signal) => passed.push(signal));
  return { clock, passed, signals };
}

test('a signal to this process alone is passed on', () => {
  const { clock, passed, signals } = rig();
  signals.heard('SIGTERM');
  clock.advance(TOGETHER_MS - 1);
  assert.equal(passed, []);
  clock.advance(1);
  assert.equal(passed, ['SIGTERM']);
});

test('one to the group is not, whichever of its processes was the first to get it', () => {
  const { clock, passed, signals } = rig();
  signals.heard('SIGINT');
  signals.heardToo('SIGINT');
  signals.heardToo('SIGQUIT');
  clock.advance(TOGETHER_MS);
  signals.heard('SIGQUIT');
  clock.advance(1000);
  assert.equal(passed, []);
});

test('one that the group has got long before is another one', () => {
  const { clock, passed, signals } = rig();
  signals.heardToo('SIGINT');
  clock.advance(TOGETHER_MS + 1);
  signals.heard('SIGINT');
  clock.advance(TOGETHER_MS);
  assert.equal(passed, ['SIGINT']);
});

test('each of several is passed on, and one that the group gets stands for one', () => {
  const { clock, passed, signals } = rig();
  signals.heard('SIGUSR1');
  clock.advance(10);
  signals.heard('SIGUSR1');
  signals.heard('SIGUSR2');
  signals.heardToo('SIGUSR1');
  clock.advance(TOGETHER_MS);
  assert.equal(passed, ['SIGUSR1', 'SIGUSR2']);
});

test('after the end nothing is passed on', () => {
  const { clock, passed, signals } = rig();
  signals.heard('SIGTERM');
  signals.end();
  clock.advance(1000);
  assert.equal(passed, []);
  assert.is(clock.pending, 0);
});

test.run();
