import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { areOver, areReady, Heard } from '../../src/run/heard.ts';
import { MOST_ABSENT } from '../../src/wire/records.ts';
import { ManualClock } from '../manual-clock.ts';
import { rejects } from '../rejects.ts';
import { GATHER, now } from './rig.ts';

test('each thing that is heard is known, and those who wait look', async () => {
  const heard = new Heard(new ManualClock(0));
  const { onGather, onProgress, onDone } = heard.events;
  const waits = [
    () => heard.gather !== undefined,
    () => heard.progress.ready === 2,
    () => heard.done !== undefined,
    () => heard.launcherEnd !== undefined,
  ].map((isSo) => heard.until(isSo));
  const steps = [
    () => onGather(GATHER),
    () => onProgress({ ready: 2, expected: 3, merged: null }),
    () => onDone({ op: 'done', phase: 'failed', problem: 'why', said: ['a last word'] }),
    () => heard.onLauncherEnd('exit code 1'),
  ];
  for (const [nth, step] of steps.entries()) {
    step();
    assert.equal(
      await Promise.all(waits.map(now)),
      waits.map((_, other) => (other <= nth ? true : 'waiting')),
    );
  }
  const { gather, progress, done, launcherEnd } = heard;
  assert.equal(
    [gather, progress, done, launcherEnd],
    [
      GATHER,
      { ready: 2, expected: 3, merged: null },
      { phase: 'failed', problem: 'why', said: ['a last word'] },
      'exit code 1',
    ],
  );
});

test('whoever fails at what is heard costs nobody else the news', async () => {
  const heard = new Heard(new ManualClock(0));
  const failing = heard.until(() => {
    if (heard.done !== undefined) throw new Error('the terminal is gone');
    return false;
  });
  const other = heard.until(() => heard.done !== undefined);
  heard.events.onDone({ op: 'done', phase: 'done', problem: null });
  await rejects(failing, /the terminal is gone/);
  assert.is(await now(other), true);
});

test('the silence of rank 0 is counted from its last word, whatever the word; not from what its launcher does', () => {
  const clock = new ManualClock(0);
  const heard = new Heard(clock);
  const { onGather, onProgress, onDone } = heard.events;
  for (const word of [
    () => onGather(GATHER),
    () => onProgress({ ready: 0, expected: 3, merged: null }),
    () => onDone({ op: 'done', phase: 'done', problem: null }),
    () => heard.expectWord(),
  ]) {
    clock.advance(70);
    assert.is(heard.silence, 70);
    word();
    assert.is(heard.silence, 0);
  }
  clock.advance(70);
  heard.onLauncherEnd('exit code 0');
  heard.changed();
  assert.is(heard.silence, 70);
});

test('what else is waited for is looked at after a change, and no longer than was said', async () => {
  const clock = new ManualClock(0);
  const heard = new Heard(clock);
  let isTold = false;
  const told = heard.until(() => isTold);
  const never = heard.until(() => false, 300);
  isTold = true;
  assert.is(await now(told), 'waiting');
  heard.changed();
  assert.is(await now(told), true);
  clock.advance(300);
  assert.is(await now(never), false);
});

test('all are ready when as many are as were expected, or more', () => {
  const ready = (ready: number, expected: number | null, absent = 0) =>
    areReady({
      gather: undefined,
      progress: { ready, expected, merged: null },
      done: undefined,
      launcherEnd: undefined,
      isLost: false,
      absent,
    });
  assert.equal([ready(0, null), ready(2, 3), ready(3, 3), ready(4, 3)], [false, false, true, true]);
  // Those that have said that they do not come are not waited for; before anybody is there, there is nothing to begin.
  assert.equal([ready(1, 3, 1), ready(2, 3, 1), ready(0, 3, 3)], [false, true, false]);
});

test('a host that says that it is not recorded is news once, and those who wait look', async () => {
  const heard = new Heard(new ManualClock(0));
  heard.events.onProgress({ ready: 2, expected: 3, merged: null });
  const ready = heard.until(() => areReady(heard));
  assert.is(await now(ready), 'waiting');
  assert.is(heard.isNews({ host: 'node3', reason: 'no Node.js found' }), true);
  assert.is(await now(ready), true);
  assert.is(heard.isNews({ host: 'node3', reason: 'again' }), false);
  assert.is(heard.absent, 1);
  for (let nth = 0; nth < MOST_ABSENT; nth++) heard.isNews({ host: `n${nth}`, reason: '' });
  assert.is(heard.absent, MOST_ABSENT);
});

test('they are over when rank 0 says so, or their launcher has ended', () => {
  const clock = new ManualClock(0);
  const said = new Heard(clock);
  assert.not(areOver(said));
  said.events.onDone({ op: 'done', phase: 'done', problem: null });
  assert.ok(areOver(said));
  const ended = new Heard(clock);
  ended.onLauncherEnd('exit code 0');
  assert.ok(areOver(ended));
});

test.run();
