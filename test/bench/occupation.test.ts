import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { longestOf, ticksIn, totalOf } from '../../bench/lib/occupation.ts';

const programs = [
  { name: 'a', phaseMs: 100, intervalMs: 1000 },
  { name: 'b', phaseMs: 600, intervalMs: 1000 },
];
const rounded = (ticks: ReturnType<typeof ticksIn>[number]['ticks']) =>
  ticks.map((tick) => tick.map(({ atMs, forMs }) => [Math.round(atMs * 1000) / 1000, forMs]));

test('occupations by program and tick; a tick that the loop saw only a part of is left out', () => {
  // The loop began at 5000 ms and went on for 3 s: ticks of a at 6100, 7100 (that of 5100 had begun at 4850).
  const printed = `5000000.000
0 100000.000 520.000 500.000
0 1100000.000 520.000 500.000
0 1102000.000 40.000 20.000
1 1600000.000 310.000 300.000
0 2100000.000 720.000 700.000
1 2600000.000 330.000 300.000
`;
  const [a, b] = ticksIn(printed, programs, 3000);
  assert.equal(rounded(a!.ticks), [
    [
      [0, 0.52],
      [2, 0.04],
    ],
    [[0, 0.72]],
  ]);
  // Its first tick was not to be seen: it did not come.
  assert.equal(rounded(b!.ticks), [[], [[0, 0.31]]]);
});

test('where something else had the CPU, too, the time counts that the program ran', () => {
  const printed =
    '0\n0 1100000.000 4000.000 500.000\n0 2100000.000 601.000 500.000\n0 3100000.000 600.000 500.000\n';
  const [a] = ticksIn(printed, programs, 4000);
  assert.equal(a!.ticks.map(longestOf), [0.5, 0.5, 0.6]);
});

test('what drifts is due later from tick to tick; what is late is late', () => {
  // 2 ms later each time, and 1 ms late at the third of five.
  const at = [100, 102, 105, 106, 108].map((ms, tick) => (1000 * (tick + 1) + ms) * 1000);
  const printed = `0\n${at.map((us) => `0 ${us}.000 510.000 500.000`).join('\n')}\n`;
  const [a] = ticksIn(printed, programs, 6000);
  assert.equal(
    rounded(a!.ticks).map((tick) => tick[0]?.[0]),
    [0, 0, 1, 0, 0],
  );
});

test('the longest occupation of a tick, and all of them', () => {
  const tick = [
    { atMs: 0, forMs: 0.25 },
    { atMs: 1, forMs: 0.5 },
  ];
  assert.is(longestOf(tick), 0.5);
  assert.is(totalOf(tick), 0.75);
  assert.is(longestOf([]), 0);
});

test.run();
