import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isoTime, roundToMicroseconds, systemClock } from '../../src/system/clock.ts';

const test = suite('clock');

const realNow = Date.now;
test.after.each(() => {
  Date.now = realNow;
});

/** The wall clock was set by so much. */
function set(byMs: number): void {
  Date.now = () => realNow() + byMs;
}

test('the wall clock agrees with that of the system, in finer steps', () => {
  const clock = systemClock();
  for (let nth = 0; nth < 1000; nth++) {
    const before = realNow();
    const wall = clock.wall();
    assert.ok(wall >= before - 2 && wall <= realNow() + 2, `${wall} is not ${before}`);
  }
});

for (const byMs of [3_600_000, -3_600_000, 20, -20]) {
  test(`it follows when somebody sets it by ${byMs} ms, which the monotonic clock does not`, () => {
    const clock = systemClock();
    const [wall, mono] = [clock.wall(), clock.mono()];
    set(byMs);
    const moved = clock.wall() - wall;
    const passed = clock.mono() - mono;
    assert.ok(moved >= byMs - 2 && moved <= byMs + passed + 2, `${moved}`);
    assert.ok(passed >= 0 && passed < 1000 * 60);
  });
}

test('its steps are finer than a millisecond also after it was set', () => {
  const clock = systemClock();
  clock.wall();
  set(5000);
  const fractions = new Set(Array.from({ length: 1000 }, () => (clock.wall() % 1).toFixed(2)));
  assert.ok(fractions.size > 1, [...fractions].join());
});

test('a timer never fires early, waits for no time at all as for a negative one, and can be cancelled', async () => {
  const clock = systemClock();
  const begin = clock.mono();
  clock.after(1, () => assert.unreachable('it was cancelled'))();
  await new Promise<void>((resolve) => {
    clock.after(-5, resolve);
  });
  await new Promise<void>((resolve) => {
    clock.after(5.5, resolve);
  });
  assert.ok(clock.mono() - begin >= 5.5);
});

test('a timer of more than 24 days does not fire at once', async () => {
  const cancel = systemClock().after(2 ** 40, () => assert.unreachable('too early'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  cancel();
});

test('times as they are written: whole milliseconds that are not in the future, and microseconds', () => {
  assert.is(isoTime(Date.UTC(2026, 10, 25, 12) + 999.9), '2026-11-25T12:00:00.999Z');
  assert.equal([roundToMicroseconds(1.23456), roundToMicroseconds(-0.0004)], [1.235, -0]);
});

test.run();
