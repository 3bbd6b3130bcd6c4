import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SeenHosts } from '../../../src/report/data/coverage.ts';
import { type Interval, intervalsOf } from '../../../src/report/data/intervals.ts';
import { OBSERVED, Observing } from '../../../src/report/observed/observing.ts';
import { type Metric, ratesBetween } from '../../../src/series/rates.ts';
import type { Sample, SeriesHeader } from '../../../src/series/schema.ts';
import { exampleHeader, exampleStatus, noonPlus } from '../../series/example.ts';
import { at } from '../example-run.ts';

const test = suite('what rules look at');

/** A run from noon on, so many seconds, of one sample each second. */
function headerOf(seconds: number, more: Partial<SeriesHeader> = {}): SeriesHeader {
  const benchmark = { ...exampleHeader().benchmark, end_time: noonPlus(seconds) };
  const end_time = noonPlus(seconds);
  return exampleHeader({ collection_interval_seconds: 1, benchmark, end_time, ...more });
}

/** A host in an interval, seconds after noon, of which only a load is known. */
function interval(host: string, from: number, to: number, load_1min: number | null): Interval {
  const sample: Sample = { timestamp: noonPlus(to), hostname: host, tick: null };
  const rates = { ...ratesBetween(sample, sample, undefined), seconds: to - from, load_1min };
  return { host, before: sample, after: sample, start: at(from), end: at(to), rates };
}

function coverageOf(header: SeriesHeader, ...hosts: string[]) {
  const seen = new SeenHosts();
  for (const host of hosts) seen.see(host, { timestamp: noonPlus(0) });
  return seen.coverage(header);
}

const never = () => false;

test('means over phases are weighted by the time in them, by host; of one that was never seen there is none', () => {
  const header = headerOf(20);
  const observing = new Observing(header, [{ label: 'x', start: at(5), end: at(20) }]);
  observing.add(interval('a', 0, 10, 1));
  observing.add(interval('a', 10, 20, 4));
  observing.add(interval('b', 0, 20, 7));
  const { hosts, phases, means } = observing.observed(coverageOf(header, 'a', 'b', 'c'), never);
  assert.equal(hosts, ['a', 'b', 'c']);
  assert.equal(
    phases.map(({ label, start, end }) => [label, start, end]),
    [
      ['whole run', at(0), at(20)],
      ['x', at(5), at(20)],
    ],
  );
  assert.equal([...means('load_1min', 0)], [2.5, 7, Number.NaN]);
  assert.equal([...means('load_1min', 1)], [3, 7, Number.NaN]); // (1 × 5 + 4 × 10) / 15
  assert.equal([...means('net_rx_mb_per_s', 0)], [Number.NaN, Number.NaN, Number.NaN]);
});

test('pieces are two intervals at least; one that is in two is in each by its share of the time', () => {
  const header = headerOf(8);
  const observing = new Observing(header, []);
  observing.add(interval('a', 0, 1, 6));
  observing.add(interval('a', 1, 4, 3));
  observing.add(interval('a', 4, 6, null));
  observing.add(interval('a', 6, 9, 5)); // It ends behind the run.
  observing.add(interval('b', 7, 8, 9));
  const { pieces, inPieces } = observing.observed(coverageOf(header, 'a', 'b', 'c'), never);
  assert.equal(pieces, { start: at(0), seconds: 2, count: 4 });
  assert.equal([...inPieces('load_1min', 0)], [4.5, 3, Number.NaN, 5]); // (6 × 1 + 3 × 1) / 2
  const none = Number.NaN;
  assert.equal([...inPieces('load_1min', 1)], [none, none, none, 9]);
  assert.equal([...inPieces('load_1min', 2)], [none, none, none, none]);
});

test('there are no more pieces than there is memory for, and no fewer than some', () => {
  const count = (seconds: number, hosts: number) => {
    const names = Array.from({ length: hosts }, (_, nth) => `n${nth}`);
    const header = headerOf(seconds, { hosts_requested: names });
    return new Observing(header, []).observed(new Map(), never).pieces.count;
  };
  assert.is(count(1, 1), 1);
  assert.is(count(3600, 1), 480);
  // 10 million numbers of so many metrics.
  assert.is(count(3600, 2000), Math.floor(10_000_000 / (2000 * OBSERVED.length)));
  assert.is(count(3600, 20_000), 24);
});

test('what is hidden of a host is not known, in means and in pieces', () => {
  const header = headerOf(4);
  const observing = new Observing(header, []);
  for (const host of ['a', 'b']) observing.add(interval(host, 0, 4, 2));
  const isHidden = (host: string, metric: Metric) => host === 'b' && metric === 'load_1min';
  const { means, inPieces } = observing.observed(coverageOf(header, 'a', 'b'), isHidden);
  assert.equal([...means('load_1min', 0)], [2, Number.NaN]);
  assert.equal([...inPieces('load_1min', 0)], [2, 2]);
  assert.equal([...inPieces('load_1min', 1)], [Number.NaN, Number.NaN]);
});

test('a source that is read every 4 s has its rate in all pieces of that time', async () => {
  const header = headerOf(8);
  const observing = new Observing(header, []);
  const sample = (second: number): Sample => ({
    ...{ timestamp: noonPlus(second), hostname: 'a', tick: second, loadavg: { load_1min: second } },
    ...(second % 4 === 0 && { tcp: { Tcp: { RetransSegs: 10 * second ** 2 } } }),
  });
  async function* samples() {
    for (let second = 0; second <= 8; second++) yield { host: 'a', sample: sample(second) };
  }
  for await (const one of intervalsOf(header, samples())) observing.add(one);
  const { means, inPieces } = observing.observed(coverageOf(header, 'a'), never);
  // 160 in the first 4 s, 480 in the other.
  assert.equal([...inPieces('tcp_retransmits_per_s', 0)], [40, 40, 120, 120]);
  assert.equal([...means('tcp_retransmits_per_s', 0)], [80]);
  assert.equal([...inPieces('load_1min', 0)], [1.5, 3.5, 5.5, 7.5]);
});

test('when tick 0 was is told by rank 0, else by who has compared its clock, else by anybody', () => {
  const status = {
    a: exampleStatus(3, { rank: 2, clock_offset_ms: null }),
    b: exampleStatus(3, { rank: 1 }),
    c: exampleStatus(3, { rank: 0 }),
  };
  const zeroBy = (...hosts: string[]) => {
    const header = headerOf(20, { host_status: status });
    const observing = new Observing(header, []);
    for (const [nth, host] of hosts.entries()) {
      // Tick 4, read 500 ms late and ended at 9.5 s: tick 0 was at 5 s; each host has it a second later than the one before.
      const { after, ...more } = interval(host, 0, 9.5 + nth, 1);
      observing.add({ ...more, after: { ...after, tick: 4, late_ms: 500 } });
    }
    return (observing.observed(coverageOf(header, ...hosts), never).tickZero - at(0)) / 1000;
  };
  assert.is(zeroBy(), 0);
  assert.is(zeroBy('a'), 5);
  assert.is(zeroBy('a', 'b'), 6);
  assert.is(zeroBy('c', 'b', 'a'), 5);
  assert.is(zeroBy('a', 'b', 'c'), 7);
});

test.run();
