import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { phasesWithin, resultPhases } from '../../../src/report/phases/result-phases.ts';
import type { BenchmarkResult, ResultPhase } from '../../../src/result/result.ts';
import { fixtureResult } from '../../result/fixture.ts';
import { exampleHeader, noonPlus } from '../../series/example.ts';

const counted = (bytes: bigint) => ({ least: bytes, most: bytes, basis: 'counted' }) as const;

function result(more: Partial<BenchmarkResult>): BenchmarkResult {
  return { format: 'fio', tool: 'fio', operations: [], printed: [], phases: [], remarks: [], ...more };
}

function part(label: string, start?: number, end?: number, more: Partial<ResultPhase> = {}): ResultPhase {
  const times = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
  return { label, ...times, operations: [], printed: [], ...more };
}

test('clones of a job of fio that run together are one phase; the job that comes again later is another', () => {
  const phases = [
    part('w', 1000, 3000, { written: counted(5n) }),
    part('w (2)', 1500, 4000, { written: counted(7n) }),
    part('r', 2000, 2500, { read: counted(1n) }),
    part('r (2)', 2000, 2500, { read: counted(2n) }),
    part('w (3)', 5000, 6000, { written: counted(1n) }),
  ];
  assert.equal(resultPhases([result({ phases })]), [
    { label: 'w', tool: 'fio', start: 1000, end: 4000, written: counted(12n) },
    { label: 'r', tool: 'fio', start: 2000, end: 2500, read: counted(3n) },
    { label: 'w (2)', tool: 'fio', start: 5000, end: 6000, written: counted(1n) },
  ]);
});

test('of a clone that does not say what it wrote, all of them say nothing', () => {
  const phases = [part('w', 1, 3, { written: counted(5n) }), part('w (2)', 1, 3)];
  assert.equal(resultPhases([result({ phases })]), [{ label: 'w', tool: 'fio', start: 1, end: 3 }]);
});

test('the bandwidth that IOR, IO500 and DLIO print, in their unit; no other number of theirs', () => {
  const bandwidth = (name: string, text: string, unit: string) => {
    const printed = [
      { name: 'latency', text: '7', unit: 'ms' },
      { name, text, unit },
    ];
    const [found] = resultPhases([result({ tool: 'IOR', phases: [part('w', 1, 3, { printed })] })]);
    return found?.bandwidth;
  };
  assert.equal(bandwidth('bandwidth', '1023.5', 'MiB/s'), { value: 1023.5, unit: 'MiB/s' });
  assert.equal(bandwidth('score', '41.2', 'GiB/s'), { value: 41.2, unit: 'GiB/s' });
  assert.is(bandwidth('score', '41.2', 'kIOPS'), undefined);
  assert.is(bandwidth('bandwidth', '0.00', 'MiB/s'), undefined);
  assert.is(bandwidth('bandwidth', 'inf', 'MiB/s'), undefined);
  assert.is(bandwidth('open', '3', 'MiB/s'), undefined);
});

test('of more jobs than anybody has run, it takes no time to tell them apart', () => {
  const phases = Array.from({ length: 100_000 }, (_, nth) => part('w', 10 * nth, 10 * nth + 5));
  const begin = process.cpuUsage();
  const found = resultPhases([result({ phases: [...phases, part('w', 0, 5)] })]);
  assert.ok(process.cpuUsage(begin).user < 5e6);
  assert.is(found.length, 1000);
  assert.equal(found[0], { label: 'w', tool: 'fio', start: 0, end: 5 });
});

test('of all results together, in order of time; what has no times, or took none, is none', () => {
  const ior = result({ tool: 'IOR', phases: [part('write 0', 50, 60), part('read 0', 60, 60), part('x')] });
  const fio = result({ phases: [part('a', 10, 20), part('write 0', 5, 8)], start: 0, end: 100 });
  assert.equal(
    resultPhases([ior, fio]).map(({ label, tool, start }) => [label, tool, start]),
    [
      ['write 0', 'fio', 5],
      ['a', 'fio', 10],
      ['write 0 (2)', 'IOR', 50],
    ],
  );
});

test('the longer of two that begin together comes first, and no more are told than anybody looks at', () => {
  const [one, other] = resultPhases([result({ phases: [part('a', 1, 2), part('b', 1, 9)] })]);
  assert.equal([one?.label, other?.label], ['b', 'a']);
  const many = Array.from({ length: 1200 }, (_, nth) => part(`p${nth}`, nth, nth + 1));
  assert.is(resultPhases([result({ phases: many })]).length, 1000);
});

test('only jobs of fio are clones: what others call alike is another time, and a name keeps what is in it', () => {
  const labels = (more: Partial<BenchmarkResult>) => resultPhases([result(more)]).map(({ label }) => label);
  const alike = [part('w (2)', 1, 9), part('w', 2, 5)];
  assert.equal(labels({ tool: 'IOR', phases: alike }), ['w (2)', 'w']);
  assert.equal(labels({ phases: alike }), ['w']);
  assert.equal(labels({ phases: [part('a (2) b (12)', 1, 9), part('c', 9, 10)] }), ['a (2) b', 'c']);
  // One behind the other, and one before it.
  assert.equal(labels({ phases: [part('w', 5, 9), part('w (2)', 9, 10), part('w (3)', 1, 5)] }), [
    'w',
    'w (2)',
    'w (3)',
  ]);
});

test('a part without a begin or without an end has no time', () => {
  const half = { label: 'a', operations: [], printed: [] };
  assert.equal(resultPhases([result({ phases: [part('b', 1), { ...half, end: 5 }] })]), []);
  assert.equal(resultPhases([result({ start: 3, end: 3 }), result({ end: 3 })]), []);
});

test('a result that tells its own begin and end only is one phase, if none tells more', () => {
  const mdtest = result({ tool: 'mdtest', start: 5, end: 9, written: counted(3n) });
  assert.equal(resultPhases([mdtest, result({ start: 5 })]), [
    { label: 'mdtest', tool: 'mdtest', start: 5, end: 9, written: counted(3n) },
  ]);
  assert.equal(resultPhases([mdtest, result({ phases: [part('a', 1, 2)] })]).length, 1);
  assert.equal(resultPhases([]), []);
});

test('what the fixtures tell', () => {
  const told = (...names: string[]) =>
    resultPhases(names.map((name) => fixtureResult(name))).map(({ label, start, end }) => [
      label,
      (end - start) / 1000,
    ]);
  assert.equal(told('mdtest/mdtest-4.txt'), [['mdtest', 5]]);
  assert.equal(told('fio/fio-3.36.json'), [['mixed', 60]]);
  assert.ok(told('io500/result.txt').length > 1);
  assert.ok(told('dlio/summary.json', 'dlio/0_per_epoch_stats.json').every(([label]) => label !== 'DLIO'));
});

test('those that have time in common with a run', () => {
  const header = exampleHeader({ start_time: noonPlus(0), end_time: noonPlus(20) });
  const noon = Date.parse(noonPlus(0));
  const at = (from: number, to: number) =>
    result({ phases: [part('a', noon + from * 1000, noon + to * 1000)] });
  const within = (from: number, to: number) => phasesWithin(resultPhases([at(from, to)]), header).length;
  assert.equal([within(-5, 0), within(-5, 1), within(19, 25), within(20, 25)], [0, 1, 1, 0]);
});

test.run();
