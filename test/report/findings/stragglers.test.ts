import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stragglersOf } from '../../../src/report/findings/stragglers.ts';
import type { PhaseMeans } from '../../../src/report/phases/phase-means.ts';
import type { Phase } from '../../../src/report/phases/phases.ts';
import type { Metric } from '../../../src/series/rates.ts';

const PHASES: readonly Phase[] = ['whole run', 'read'].map((label) => ({ label, start: 0, end: 1 }));

/** Hosts a, b, … with these means; a list for each phase. */
function means(metric: Metric, ...phases: readonly (readonly number[])[]): PhaseMeans {
  const hosts = phases.map((values) =>
    values.map((value, at) => ({ host: String.fromCharCode(97 + at), value })),
  );
  return new Map([[metric, hosts]]);
}

const hostsOf = (...values: number[]) =>
  stragglersOf(means('disk_read_mb_per_s', values), PHASES).map(({ host }) => host);

test('one of four that is unlike the others, with what the median does', () => {
  const [found, ...others] = stragglersOf(means('disk_read_mb_per_s', [10, 10, 10, 50]), PHASES);
  assert.equal(others, []);
  // All others are the same: the mean deviation of 10 × 1.2533.
  assert.equal(found, {
    ...{ host: 'd', metric: 'disk_read_mb_per_s', phase: 'whole run', value: 50, median: 10 },
    score: 40 / (10 * 1.2533),
  });
});

test('of three nobody can say which one it is', () => {
  assert.equal(hostsOf(10, 11, 50), []);
  assert.equal(hostsOf(10, 11, 12, 50), ['d']);
});

test('what is negligible, or less than a tenth of the median, is nobody’s trouble', () => {
  // 5 MB/s are the least.
  assert.equal(hostsOf(10, 10, 10, 14.9), []);
  assert.equal(hostsOf(10, 10, 10, 15), ['d']);
  assert.equal(hostsOf(1000, 1000, 1000, 1099), []);
  assert.equal(hostsOf(1000, 1000, 1000, 900), ['d']);
});

test('less than three standard deviations are within what hosts differ by', () => {
  // Median 20, deviations 10 5 0 5 10: 5 × 1.4826 = 7.41; 3 × 7.41 = 22.2.
  assert.equal(hostsOf(10, 15, 20, 25, 42), []);
  assert.equal(hostsOf(10, 15, 20, 25, 43), ['e']);
});

test('of a host and metric the phase in which it is most, the most unlike first', () => {
  // Medians 12 and 91, the median deviation of each is 1, so a standard deviation 1.4826.
  const read = means('disk_read_mb_per_s', [10, 11, 12, 13, 50], [10, 11, 12, 13, 200]);
  const busy = means('cpu_busy_percent', [90, 91, 92, 93, 2], [90, 91, 92, 93, 40]);
  const found = stragglersOf(new Map([...busy, ...read]), PHASES);
  assert.equal(
    found.map(({ host, metric, phase, score }) => [host, metric, phase, score]),
    [
      ['e', 'disk_read_mb_per_s', 'read', 188 / 1.4826],
      ['e', 'cpu_busy_percent', 'whole run', -89 / 1.4826],
    ],
  );
});

test('a hundred at most', () => {
  // 101 of 401 at 50, the others at 10: a mean deviation of 4040 / 401, and 40 / (10.07 × 1.2533) = 3.2.
  assert.is(hostsOf(...Array.from({ length: 401 }, (_, nth) => (nth < 101 ? 50 : 10))).length, 100);
});

test('no means, no stragglers', () => {
  assert.equal(stragglersOf(new Map(), PHASES), []);
});

test.run();
