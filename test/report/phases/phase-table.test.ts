import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HostMean, PhaseMeans } from '../../../src/report/phases/phase-means.ts';
import { phaseTable } from '../../../src/report/phases/phase-table.ts';

const PHASES = ['write', 'read'].map((label, at) => ({ label, start: at, end: at + 1 }));
const hosts = (...values: number[]): HostMean[] =>
  values.map((value, at) => ({ host: `node${at + 1}`, value }));

test('a row a phase, a cell a metric: the spread, and who is furthest from the median', () => {
  const means: PhaseMeans = new Map([
    ['cpu_busy_percent', [hosts(10, 11, 12, 13, 2), hosts(50)]],
    ['load_1min', [hosts(), hosts(1, 3)]],
  ]);
  assert.equal(phaseTable(means, PHASES), [
    {
      phase: PHASES[0],
      // Of load_1min nobody has any in this phase.
      cells: [
        {
          metric: 'cpu_busy_percent',
          spread: { min: 2, q1: 10, median: 11, q3: 12, max: 13 },
          // Deviations 1 0 1 2 9: their median is 1.
          furthest: { host: 'node5', value: 2, score: -9 / 1.4826 },
        },
      ],
    },
    {
      phase: PHASES[1],
      cells: [
        {
          metric: 'cpu_busy_percent',
          spread: { min: 50, q1: 50, median: 50, q3: 50, max: 50 },
          furthest: { host: 'node1', value: 50, score: 0 },
        },
        {
          metric: 'load_1min',
          spread: { min: 1, q1: 1.5, median: 2, q3: 2.5, max: 3 },
          // Both are as far: the first is named.
          furthest: { host: 'node1', value: 1, score: -1 / 1.4826 },
        },
      ],
    },
  ]);
});

test('trouble that nobody had in any phase is not there; else it is in all phases', () => {
  const means: PhaseMeans = new Map([
    ['cpu_steal_percent', [hosts(0, 0), hosts(0, 3)]],
    ['net_drops_per_s', [hosts(0, 0), hosts(0, 0)]],
  ]);
  assert.equal(
    phaseTable(means, PHASES).map(({ cells }) => cells.map(({ metric, spread }) => [metric, spread.max])),
    [[['cpu_steal_percent', 0]], [['cpu_steal_percent', 3]]],
  );
});

test('a run of which nothing is known has empty rows', () => {
  assert.equal(
    phaseTable(new Map(), PHASES),
    PHASES.map((phase) => ({ phase, cells: [] })),
  );
});

test.run();
