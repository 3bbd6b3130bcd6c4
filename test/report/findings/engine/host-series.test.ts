import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HostSeries } from '../../../../src/report/findings/engine/host-series.ts';
import { type Does, madeObserved } from '../made-observed.ts';

/** Of two hosts, the first of which is known in these minutes; the other does nothing that is known. */
function observed(...numbers: (number | undefined)[]) {
  const does: Does = (host, piece) => (host === 0 ? numbers[piece] : undefined);
  return madeObserved({ hosts: 2, minutes: numbers.length, does: { load_1min: does, net_rx_mb_per_s: 10 } });
}

const pieces = (from: number, to: number) => ({ phase: null, from, to });

test('means over pieces are of what is known', () => {
  const series = new HostSeries(observed(2, 4, undefined, 9), ['load_1min']);
  assert.equal([...series.means(pieces(0, 2))], [3, Number.NaN]);
  assert.is(series.mean(0, pieces(1, 3)), 4);
  assert.is(series.mean(0, pieces(0, 4)), 5);
  assert.equal([series.at(0, 3), series.at(0, 2)], [9, Number.NaN]);
});

test('of which less than half is known, nothing is', () => {
  const series = new HostSeries(observed(2, undefined, undefined, 6), ['load_1min']);
  assert.equal(series.mean(0, pieces(0, 3)), Number.NaN);
  assert.is(series.mean(0, pieces(0, 4)), 4);
  assert.equal(series.mean(0, pieces(2, 2)), Number.NaN);
});

test('means over a phase are those that were observed', () => {
  const series = new HostSeries(observed(2, 4), ['load_1min']);
  assert.equal([...series.means({ phase: 0, from: 0, to: 0 })], [3, Number.NaN]);
  assert.is(series.mean(0, { phase: 0, from: 0, to: 0 }), 3);
});

test('several metrics are taken together, of those that are known', () => {
  const series = new HostSeries(observed(2, undefined), ['load_1min', 'net_rx_mb_per_s']);
  assert.equal([series.at(0, 0), series.at(0, 1), series.at(1, 0)], [12, 10, 10]);
  assert.equal([...series.means({ phase: 0, from: 0, to: 0 })], [12, 10]);
});

test('the mean time of a request is that of each request, and not of each minute', () => {
  const made = madeObserved({
    hosts: 1,
    minutes: 3,
    does: {
      // 90 requests took 1 ms, 10 took 11 ms, and in the last minute there were none: (90 + 110) / 100.
      disk_await_ms: (_, piece) => [1, 11, undefined][piece],
      disk_reads_per_s: (_, piece) => [90, 4, 0][piece],
      disk_writes_per_s: (_, piece) => [0, 6, 0][piece],
    },
  });
  const series = new HostSeries(made, ['disk_await_ms'], ['disk_reads_per_s', 'disk_writes_per_s']);
  assert.equal([...series.means({ phase: 0, from: 0, to: 3 })], [2]);
  // That nothing was asked for is no gap.
  assert.is(series.mean(0, pieces(1, 3)), 11);
  assert.equal(series.mean(0, pieces(2, 3)), Number.NaN);
});

test.run();
