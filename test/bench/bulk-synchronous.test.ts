import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drawOccupations, type HostOccupation, slowDown } from '../../bench/lib/bulk-synchronous.ts';

const near = (actual: number, expected: number, within = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} for ${expected}`);

/** Occupations of 1 ms of a host. */
const each = (host: number, ...times: readonly number[]): HostOccupation[] =>
  times.map((atMs) => ({ host, atMs, forMs: 1 }));
const together = (...lists: readonly HostOccupation[][]) => lists.flat().sort((a, b) => a.atMs - b.atMs);

test('nothing slows down what nothing disturbs', () => {
  assert.is(slowDown([], 10, 1000), 0);
});

test('1 ms in each step of 10 ms is 10 %, on one host as on all at once', () => {
  // Each step takes 11 ms: 0–11, 11–22, 22–33.
  near(slowDown(each(0, 5, 16, 27), 10, 33), 0.1);
  near(slowDown(together(each(0, 5, 16, 27), each(1, 5, 16, 27)), 10, 33), 0.1);
});

test('two hosts that are disturbed in every second step cost half when it is the same one', () => {
  // 0–11, 11–21, 21–32, 32–42.
  near(slowDown(together(each(0, 5, 26), each(1, 5, 26)), 10, 42), 0.05);
  // 0–11, 11–22, 22–33, 33–44.
  near(slowDown(together(each(0, 5, 27), each(1, 16, 38)), 10, 44), 0.1);
});

test('what falls into the waiting for another host costs nothing; what reaches into the next step costs the rest', () => {
  const late = { host: 0, atMs: 0, forMs: 3 };
  // Host 1 is done at 10, the step ends at 13.
  near(slowDown([late, { host: 1, atMs: 10.5, forMs: 2 }], 10, 13), 0.3);
  near(slowDown([late, { host: 1, atMs: 10.5, forMs: 2 }], 10, 23), 0.15);
  // From 12 to 15: of the step that begins at 13 it takes 2.
  near(slowDown([late, { host: 1, atMs: 12, forMs: 3 }], 10, 25), 0.25);
});

test('the parts of a tick count one by one, and an occupation can be longer than a step', () => {
  near(slowDown(each(0, 2, 4), 10, 12), 0.2);
  near(slowDown([{ host: 0, atMs: 0.5, forMs: 30 }], 10, 40), 3);
});

test('ticks that coincide are drawn at whole intervals on every host', () => {
  const occupations = drawOccupations({
    hosts: 2,
    intervalMs: 1000,
    ticks: 2,
    phases: 'coinciding',
    measured: [
      [
        { atMs: 0, forMs: 0.5 },
        { atMs: 2, forMs: 0.1 },
      ],
    ],
    seed: 1,
  });
  assert.equal(
    occupations.map(({ host, atMs, forMs }) => [atMs, host, forMs]),
    [
      [0, 0, 0.5],
      [0, 1, 0.5],
      [2, 0, 0.1],
      [2, 1, 0.1],
      [1000, 0, 0.5],
      [1000, 1, 0.5],
      [1002, 0, 0.1],
      [1002, 1, 0.1],
    ],
  );
});

test('independent ticks disturb a step with the probability that one of the hosts is in it', () => {
  // A step of 1 ms holds the tick of one of a thousand with 1 − (1 − 1/1000)^hosts; it is 0.01 ms longer then.
  for (const hosts of [10, 1000, 5000]) {
    const measured = [[{ atMs: 0, forMs: 0.01 }]];
    const ticking = { hosts, intervalMs: 1000, ticks: 20, phases: 'independent', measured, seed: 7 } as const;
    const expected = 0.01 * (1 - 0.999 ** hosts);
    near(slowDown(drawOccupations(ticking), 1, 20_000), expected, 0.04 * expected);
  }
});

test('ticks that coincide cost as much on many hosts as on one', () => {
  const measured = [[{ atMs: 0.2, forMs: 0.5 }]];
  const of = (hosts: number) =>
    slowDown(
      drawOccupations({ hosts, intervalMs: 1000, ticks: 20, phases: 'coinciding', measured, seed: 7 }),
      1,
      20_000,
    );
  // 0.5 ms a second are 0.05 % of what is left of it.
  near(of(1), 0.0005 / 0.9995, 1e-6);
  near(of(1000), of(1), 1e-6);
});

test('the same seed draws the same, another one another', () => {
  const draw = (seed: number) =>
    drawOccupations({
      hosts: 5,
      intervalMs: 1000,
      ticks: 3,
      phases: 'independent',
      measured: [[{ atMs: 0, forMs: 1 }], [{ atMs: 0, forMs: 2 }]],
      seed,
    });
  assert.equal(draw(1), draw(1));
  assert.not.equal(draw(1), draw(2));
});

test.run();
