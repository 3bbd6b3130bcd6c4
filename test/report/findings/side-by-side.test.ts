import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sideBySide } from '../../../src/report/findings/side-by-side.ts';
import type { PhaseMeans } from '../../../src/report/phases/phase-means.ts';

const PHASES = [
  { label: 'whole run', start: 0, end: 20 },
  { label: 'read', start: 10, end: 20 },
];
const hosts = (...values: number[]) => values.map((value, nth) => ({ host: 'abcd'[nth] ?? '', value }));

test('of each metric the phase in which hosts are furthest apart, those first that differ most', () => {
  const means: PhaseMeans = new Map([
    ['cpu_busy_percent', [hosts(40, 50), hosts(40, 60)]],
    ['disk_read_mb_per_s', [hosts(100, 10), hosts(100, 20)]],
  ]);
  assert.equal(sideBySide(means, PHASES), [
    { metric: 'disk_read_mb_per_s', phase: 'whole run', values: hosts(100, 10) },
    { metric: 'cpu_busy_percent', phase: 'read', values: hosts(40, 60) },
  ]);
});

test('not what is next to nothing, or less than a tenth', () => {
  const means: PhaseMeans = new Map([
    ['cpu_busy_percent', [hosts(0, 4), hosts(91, 99)]],
    ['disk_read_mb_per_s', [hosts(1000, 1090, 1050), []]],
  ]);
  assert.equal(sideBySide(means, PHASES), []);
});

test('nothing of one host, or of four: they have stragglers', () => {
  const means: PhaseMeans = new Map([['cpu_busy_percent', [hosts(1), hosts(10, 10, 10, 90)]]]);
  assert.equal(sideBySide(means, PHASES), []);
});

test.run();
