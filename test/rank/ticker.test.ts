import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Ticker } from '../../src/rank/ticker.ts';
import { ManualClock } from '../manual-clock.ts';

const START = 1_800_000_000_000;

/** A ticker that begins one second from now, with ticks `intervalMs` apart; and what it called. */
function ticking(intervalMs: number, next: (tick: number) => number = () => 1) {
  const clock = new ManualClock(START);
  const calls: [tick: number, lateMs: number][] = [];
  const ticker = new Ticker({
    clock,
    startMono: clock.mono() + 1000,
    intervalMs,
    onTick: (tick, lateMs) => {
      calls.push([tick, lateMs]);
      return next(tick);
    },
  });
  return { clock, calls, ticker };
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

test('a ticker made in mid-run begins at the next tick', () => {
  const clock = new ManualClock(START);
  const ticks: number[] = [];
  new Ticker({
    clock,
    startMono: clock.mono() - 1234,
    intervalMs: 100,
    onTick: (tick) => ticks.push(tick) && 1,
  });
  clock.advance(100);
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

test('zero means never again, and so does stop', () => {
  const { clock, calls } = ticking(100, (tick) => (tick < 2 ? 1 : 0));
  clock.advance(5000);
  assert.is(calls.length, 3);
  assert.is(clock.pending, 0);
  const other = ticking(100);
  other.ticker.stop();
  other.clock.advance(5000);
  assert.is(other.calls.length, 0);
});

test.run();
