import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CostWindows } from '../../bench/lib/cost-windows.ts';

/** A run of a program: its CPU time, ms, and context switches at 15, 75 and 135 s. */
function run(name: string, ...bounds: readonly (readonly [cpuMs: number, contextSwitches: number])[]) {
  return bounds.map(([cpuMs, contextSwitches], at) => ({
    name,
    atMs: [15_000, 75_000, 135_000][at]!,
    cost: {
      cpuMs,
      contextSwitches,
      preemptions: contextSwitches / 4,
      threads: 1,
      rssAnonKb: 1000 * (at + 1),
      rssKb: 0,
    },
  }));
}

const windows = new CostWindows([
  run('ours', [150, 90], [210, 210], [240, 330]),
  run('Python', [60, 20], [120, 80], [180, 140]),
  run('ours', [180, 90], [300, 270], [354, 330]),
  run('Python', [60, 20], [140, 80], [200, 140]),
]);

test('time on a CPU between the bounds, round by round', () => {
  assert.equal(windows.names, ['ours', 'Python']);
  assert.equal(windows.cpuMs('ours', 0), [150, 180]);
  assert.equal(windows.msPerSecond('ours', 0), [10, 12]);
  assert.equal(windows.msPerSecond('ours', 1), [1, 2]);
  assert.equal(windows.msPerSecond('ours', 2), [0.5, 0.9]);
});

test('against another program of the same round', () => {
  assert.equal(windows.ratios('ours', 'Python', 2), [0.5, 0.9]);
  assert.equal(windows.ratios('ours', 'Python', 1), [1, 1.5]);
});

test('context switches, and what it holds at the end', () => {
  assert.equal(windows.switchesPerSecond('ours', 2), [2, 1]);
  assert.equal(windows.preemptionsPerSecond('ours', 2), [0.5, 0.25]);
  assert.equal(
    windows.atEnd('ours', ({ rssAnonKb }) => rssAnonKb),
    [3000, 3000],
  );
});

test.run();
