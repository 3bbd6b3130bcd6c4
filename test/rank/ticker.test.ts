import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Ticker } from '../../src/rank/ticker.ts';
import { messageOf } from '../../src/system/errors.ts';
import { ManualClock } from '../manual-clock.ts';

const START = 1_800_000_000_000;

/** Time would not go on where a timer is due at once again and again. */
class CountingClock extends ManualClock {
  #timers = 0;

  override after(ms: number, action: () => void): () => void {
    if (++this.#timers > 1000) throw new Error('one timer after the other');
    return super.after(ms, action);
  }
}

/** A ticker that begins one second from now, with ticks `intervalMs` apart; and what it called. */
function ticking(intervalMs: number, next: (tick: number) => number = () => 1) {
  const clock = new CountingClock(START);
  const calls: [tick: number, lateMs: number][] = [];
  const faults: unknown[] = [];
  const ticker = new Ticker({
    clock,
    startMono: clock.mono() + 1000,
    intervalMs,
    onTick: (tick, lateMs) => {
      calls.push([tick, lateMs]);
      return next(tick);
    },
    onFault: (error) => faults.push(error),
  });
  return { clock, calls, faults, ticker };
}

test('ticks come at start + n × interval, one timer at a time', () => {
  const { clock, calls } = ticking(100);
  clock.advance(999);
  assert.equal(calls, []);
  clock.advance(1);
  assert.equal(calls, [[0, 0]]);
  assert.is(clock.pending, 1);
  clock.advance(250);
  assert.equal(calls, [
    [0, 0],
    [1, 0],
    [2, 0],
  ]);
});

test('it says when the next tick is due', () => {
  const { clock, ticker } = ticking(100, () => 3);
  const begin = clock.mono();
  assert.is(ticker.due, begin + 1000);
  clock.advance(1000);
  assert.is(ticker.due, begin + 1300);
});

test('a ticker made in mid-run begins at the next tick', () => {
  const clock = new CountingClock(START);
  const ticks: number[] = [];
  const ticker = new Ticker({
    clock,
    startMono: clock.mono() - 1234,
    intervalMs: 100,
    onTick: (tick) => ticks.push(tick) && 1,
    onFault: () => assert.unreachable(),
  });
  assert.is(ticker.due, clock.mono() + 66);
  clock.advance(65);
  assert.equal(ticks, []);
  clock.advance(35);
  assert.equal(ticks, [13]);
});

test('after a stop of the process the due tick comes late, the passed ones not at all, and no burst', () => {
  const { clock, calls } = ticking(100);
  clock.advance(1000);
  clock.suspend(530); // ticks 1 to 5 pass
  clock.advance(0);
  assert.equal(calls, [
    [0, 0],
    [5, 30],
  ]);
  clock.advance(100);
  assert.equal(calls.slice(2), [[6, 0]]);
});

test('if even the first tick comes late, those that passed before are left out', () => {
  const { clock, calls } = ticking(100);
  clock.suspend(1150);
  clock.advance(0);
  assert.equal(calls, [[1, 50]]);
});

test('setting the wall clock changes nothing', () => {
  const { clock, calls } = ticking(100);
  clock.advance(1000);
  clock.set(START + 3_600_000);
  clock.advance(100);
  clock.set(START - 3_600_000);
  clock.advance(100);
  assert.equal(
    calls.map(([tick]) => tick),
    [0, 1, 2],
  );
});

test('with a stride of four only multiples of four come', () => {
  const { clock, calls } = ticking(100, (tick) => (tick >= 5 ? 4 : 1));
  clock.advance(1000 + 1700);
  assert.equal(
    calls.map(([tick]) => tick),
    [0, 1, 2, 3, 4, 5, 8, 12, 16],
  );
});

test('a late tick is the last one that is wanted, never one that was not waited for', () => {
  const { clock, calls } = ticking(100, () => 4);
  clock.advance(1000);
  clock.suspend(1150); // ticks 4 and 8 pass, and 11
  clock.advance(0);
  clock.advance(50); // 12 is due
  assert.equal(calls, [
    [0, 0],
    [8, 350],
    [12, 0],
  ]);
});

test('a timer that fires early brings no tick, and is set again', () => {
  const clock = new CountingClock(START);
  const ticks: number[] = [];
  new Ticker({
    // As the timers of Node, which cannot wait longer than some weeks.
    clock: {
      wall: () => clock.wall(),
      mono: () => clock.mono(),
      after: (ms, action) => clock.after(Math.min(ms, 30), action),
    },
    startMono: clock.mono() + 100,
    intervalMs: 100,
    onTick: (tick) => ticks.push(tick) && 1,
    onFault: () => assert.unreachable(),
  });
  clock.advance(99);
  assert.equal(ticks, []);
  clock.advance(1);
  assert.equal(ticks, [0]);
  clock.advance(99);
  assert.equal(ticks, [0]);
});

test('zero means never again', () => {
  const { clock, calls } = ticking(100, (tick) => (tick < 2 ? 1 : 0));
  clock.advance(5000);
  assert.is(calls.length, 3);
  assert.is(clock.pending, 0);
});

test('after a stop there are no ticks, and no timer', () => {
  const { clock, calls, ticker } = ticking(100);
  ticker.stop();
  assert.is(clock.pending, 0);
  clock.advance(5000);
  assert.is(calls.length, 0);
});

test('a stop from within a tick counts, whatever the tick returns', () => {
  const made = ticking(100, () => {
    made.ticker.stop();
    return 1;
  });
  made.clock.advance(5000);
  assert.equal(made.calls, [[0, 0]]);
  assert.is(made.clock.pending, 0);
});

test('a stop from within a tick that throws counts, too', () => {
  const made = ticking(100, () => {
    made.ticker.stop();
    throw new Error('too late');
  });
  made.clock.advance(5000);
  assert.is(made.calls.length, 1);
  assert.is(made.clock.pending, 0);
});

test('a tick that throws is told, and the next ones come as far apart as before', () => {
  const { clock, calls, faults } = ticking(100, (tick) => {
    if (tick === 4) throw new Error('the sampler has a fault');
    return 2;
  });
  clock.advance(1000 + 800);
  assert.equal(
    calls.map(([tick]) => tick),
    [0, 2, 4, 6, 8],
  );
  assert.equal(faults.map(messageOf), ['the sampler has a fault']);
});

test.run();
