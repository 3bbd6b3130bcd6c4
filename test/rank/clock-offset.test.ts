import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ClockOffset } from '../../src/rank/clock-offset.ts';

test('a clock that is 100 ms ahead, 2 ms each way', () => {
  const offset = new ClockOffset();
  offset.add({ sent: 1100, received: 1002, answered: 1003, heard: 1105 });
  assert.equal(offset.best(1105), { offsetMs: 100, errorMs: 2 });
});

test('the ping with the least delay is believed', () => {
  const offset = new ClockOffset();
  offset.add({ sent: 1100, received: 1040, answered: 1040, heard: 1142 });
  offset.add({ sent: 1200, received: 1101, answered: 1101, heard: 1202 });
  assert.equal(offset.best(1202), { offsetMs: 100, errorMs: 1 });
});

test('two estimates that have one offset in common can both be true', () => {
  const offset = new ClockOffset();
  offset.add({ sent: 1100, received: 1000, answered: 1000, heard: 1102 }); // 101 ± 1, 102 at most
  offset.add({ sent: 1096, received: 994, answered: 994, heard: 1102 }); // 105 ± 3, 102 at least
  assert.equal(offset.best(1102), { offsetMs: 101, errorMs: 1 });
});

test('no ping, no estimate; a clock set in between spoils only that ping', () => {
  const offset = new ClockOffset();
  assert.is(offset.best(0), undefined);
  offset.add({ sent: 5000, received: 10, answered: 20, heard: 5005 });
  assert.is(offset.best(0), undefined);
});

test('an estimate ages by 50 ppm, the drift of a poor quartz: later pings are believed again', () => {
  const offset = new ClockOffset();
  offset.add({ sent: 0, received: -100, answered: -100, heard: 2 }); // 101 ± 1
  assert.equal(offset.best(20_002), { offsetMs: 101, errorMs: 2 });
  offset.add({ sent: 60_000, received: 59_898, answered: 59_898, heard: 60_006 }); // 105 ± 3
  assert.equal(offset.best(40_002), { offsetMs: 101, errorMs: 3 });
  assert.equal(offset.best(60_006), { offsetMs: 105, errorMs: 3 });
  assert.equal(offset.best(80_006), { offsetMs: 105, errorMs: 4 });
});

test('eight pings are kept', () => {
  const offset = new ClockOffset();
  const ping = (sent: number, halfMs: number, ahead: number) =>
    offset.add({
      sent,
      received: sent - ahead + halfMs,
      answered: sent - ahead + halfMs,
      heard: sent + 2 * halfMs,
    });
  ping(0, 1, 100);
  for (let nth = 1; nth <= 7; nth++) ping(10 * nth, 4, 101);
  assert.is(offset.best(80)?.offsetMs, 100);
  ping(80, 4, 101);
  assert.is(offset.best(90)?.offsetMs, 101);
});

test('the true offset is within the error, however unequal the ways are', () => {
  // In 1024ths of a millisecond, of which doubles lose none: a way of 0 must not come out below that.
  const ms = fc.integer({ min: 0, max: 500 * 1024 }).map((parts) => parts / 1024);
  const hour = fc.integer({ min: -3.6e6 * 1024, max: 3.6e6 * 1024 }).map((parts) => parts / 1024);
  fc.assert(
    fc.property(hour, fc.array(fc.tuple(ms, ms, ms), { minLength: 1, maxLength: 20 }), (truth, pings) => {
      const offset = new ClockOffset();
      let now = 1e6;
      for (const [there, thinking, back] of pings) {
        const received = now + there;
        const answered = received + thinking;
        offset.add({ sent: now + truth, received, answered, heard: answered + back + truth });
        now = answered + back + 1000;
      }
      const best = offset.best(now + truth);
      assert.ok(best !== undefined && Math.abs(best.offsetMs - truth) <= best.errorMs + 1e-6);
    }),
  );
});

test('a clock that this host has set is known at once, and one that rank 0 has set with the next ping', () => {
  const offset = new ClockOffset();
  offset.add({ sent: 1100, received: 1000, answered: 1000, heard: 1102 }); // 101 ± 1
  offset.stepped(3_600_000);
  assert.equal(offset.best(3_601_102), { offsetMs: 3_600_101, errorMs: 1 });
  // Rank 0 goes on by an hour, too; the way takes ten times as long.
  offset.add({ sent: 3_602_100, received: 3_602_000, answered: 3_602_000, heard: 3_602_120 }); // 110 ± 10
  assert.equal(offset.best(3_602_120), { offsetMs: 110, errorMs: 10 });
});

test.run();
