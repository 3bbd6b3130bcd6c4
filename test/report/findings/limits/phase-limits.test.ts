import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Look } from '../../../../src/report/findings/engine/look.ts';
import type { Finding } from '../../../../src/report/findings/finding.ts';
import { phaseLimits } from '../../../../src/report/findings/limits/phase-limits.ts';
import { networkInterface } from '../../../series/example.ts';
import { finding, time } from '../../made-findings.ts';
import { type MadeObserved, madeObserved } from '../made-observed.ts';

type Does = NonNullable<MadeObserved['does']>;

/** What limited each phase, the run first, of four hosts. */
function limits(does: Does, findings: readonly Finding[] = [], more: Partial<MadeObserved> = {}) {
  return phaseLimits(new Look(madeObserved({ hosts: 4, does, ...more })), findings);
}

/** The limit of the run alone. */
const runLimit = (does: Does, findings: readonly Finding[] = [], more: Partial<MadeObserved> = {}) =>
  limits(does, findings, more)[0]!;

const kindOf = (does: Does, findings: readonly Finding[] = []) => runLimit(does, findings).limit;

test('storage that is full, or that hosts wait for', () => {
  const full = runLimit({ disk_read_mb_per_s: 500, disk_busy_percent: 96 });
  assert.is(full.limit, 'storage');
  assert.is(
    full.text,
    'The run was limited by storage: the busiest disk had requests 96 % of the time on the median host.',
  );
  assert.equal(full.chart, { metric: 'disk_read_mb_per_s', hosts: [], time: null });
  const moved = { disk_read_mb_per_s: 500 };
  assert.equal(
    [79.9, 80].map((busy) => kindOf({ ...moved, disk_busy_percent: busy })),
    [...['none seen', 'storage']],
  );
  assert.equal(
    [19.9, 20].map((io) => kindOf({ ...moved, pressure_io_percent: io })),
    ['not seen', 'storage'],
  );
  assert.equal(
    [9.9, 10].map((io) => kindOf({ ...moved, cpu_iowait_percent: io })),
    ['not seen', 'storage'],
  );
  // Who waits without moving anything waits for something else.
  assert.is(kindOf({ disk_read_mb_per_s: 0, pressure_io_percent: 90 }), 'not seen');
});

test('that storage was the limit is said with what argues for it', () => {
  const waited = runLimit({ disk_read_mb_per_s: 50, disk_busy_percent: 12, pressure_io_percent: 60 });
  assert.is(
    waited.text,
    'The run was limited by storage: tasks waited for I/O 60 % of the time on the median host.',
  );
  assert.equal(waited.evidence, [
    'tasks waited for I/O 60 % of the time',
    'the busiest disk had requests 12 % of the time',
  ]);
  // A full disk of the hosts is none of NFS.
  assert.is(kindOf({ nfs_read_mb_per_s: 500, disk_busy_percent: 96 }), 'none seen');
});

test('CPUs', () => {
  const cpu = runLimit({ cpu_busy_percent: 97 });
  assert.equal([cpu.limit, cpu.short], ['CPU', 'CPU, 97 %']);
  assert.is(
    cpu.text,
    'The run was limited by CPUs, or waited with them spinning: the median host was 97 % busy.',
  );
  assert.equal(
    [84.9, 85].map((busy) => kindOf({ cpu_busy_percent: busy })),
    ['none seen', 'CPU'],
  );
});

test('one core of each host', () => {
  const core = runLimit({ cpu_busiest_percent: 99, cpu_busy_percent: 7 });
  assert.is(core.limit, 'one core');
  assert.is(core.text, 'The run was limited by one core of each host: it was 99 % busy, all together 7 %.');
  assert.equal(
    [94.9, 95].map((busy) => kindOf({ cpu_busiest_percent: busy, cpu_busy_percent: 7 })),
    ['none seen', 'one core'],
  );
});

test('the network, of the median host, with its speed', () => {
  const used = 94;
  const made: Partial<MadeObserved> = {
    info: () => ({ interfaces: [networkInterface('eth0', { has_device: true, speed_mbps: 25_000 })] }),
    things: () => [
      { kind: 'interface', name: 'eth0', means: Float64Array.of(used), amounts: Float64Array.of(1) },
    ],
  };
  const network = runLimit({ net_busiest_percent: used }, [], made);
  assert.equal([network.limit, network.short], ['network', 'network, 94 % of 25 Gbit/s']);
  assert.equal(
    [77.9, 78].map((busy) => kindOf({ net_busiest_percent: busy })),
    ['none seen', 'network'],
  );
  // One host alone is not what all were limited by.
  assert.is(kindOf({ net_busiest_percent: (host) => (host === 0 ? 99 : 3) }), 'none seen');
});

test('memory: hosts that swap, or wait for it', () => {
  const swapped = runLimit({ swap_in_mb_per_s: 3, swap_out_mb_per_s: 4 });
  assert.is(swapped.text, 'The run was limited by memory: hosts swapped 7 MB/s.');
  // Pressure may not be known: its chart would be empty.
  assert.is(swapped.chart?.metric, 'swap_out_mb_per_s');
  const waited = runLimit({ pressure_memory_percent: 10 });
  assert.is(waited.text, 'The run was limited by memory: tasks waited for memory 10 % of the time.');
  assert.is(waited.chart?.metric, 'pressure_memory_percent');
  assert.is(kindOf({ pressure_memory_percent: 9.9 }), 'not seen');
  assert.is(kindOf({ swap_in_mb_per_s: 0.5, swap_out_mb_per_s: 0.4 }), 'not seen');
});

test('what is first of several that are so', () => {
  const all: Does = {
    ...{ swap_in_mb_per_s: 0, swap_out_mb_per_s: 9, net_busiest_percent: 90, cpu_busy_percent: 95 },
    ...{ disk_read_mb_per_s: 100, disk_busy_percent: 99, cpu_busiest_percent: 99 },
  };
  const order: string[] = [];
  const without = [
    'swap_out_mb_per_s',
    'net_busiest_percent',
    'cpu_busy_percent',
    'disk_busy_percent',
  ] as const;
  let does = all;
  for (const metric of without) {
    order.push(kindOf(does));
    does = { ...does, [metric]: 0 };
  }
  order.push(kindOf(does));
  assert.equal(order, ['memory', 'network', 'CPU', 'storage', 'one core']);
});

const STEAL = finding('node2 lost a third of its CPU time to its hypervisor.', {
  ...{ cause: 'steal', severity: 'severe', hosts: ['node2'] },
});

test('one host that the others waited for', () => {
  const one = runLimit({ cpu_busy_percent: 97 }, [STEAL]);
  assert.equal([one.limit, one.host, one.short], ['one host', 'node2', 'node2 (steal)']);
  assert.is(one.text, 'Where hosts work in step, the others waited for node2.');
  assert.equal(one.evidence, [STEAL.text]);
});

test('a host that holds up nobody: a note, another cause, several hosts, or no others', () => {
  const limitBy = (more: Partial<Finding>) => kindOf({ cpu_busy_percent: 97 }, [{ ...STEAL, ...more }]);
  assert.is(limitBy({ severity: 'note' }), 'CPU');
  assert.is(limitBy({ cause: 'clock' }), 'CPU');
  assert.is(limitBy({ hosts: ['node2', 'node3'] }), 'CPU');
  assert.is(runLimit({ cpu_busy_percent: 97 }, [STEAL], { hosts: 1 }).limit, 'CPU');
});

test('a host is what a phase waited for if it was slow for half of it', () => {
  const phases = { load: [0, 20], write: [20, 40], pause: [40, 40], read: [40, 60] } as const;
  const of = (end: number) =>
    limits({ cpu_busy_percent: 97 }, [{ ...STEAL, time: time(1200, end) }], { phases }).map(
      ({ limit }) => limit,
    );
  // From minute 20 on: 10 minutes of 20 of the second phase are half of it. A phase of no time at all is not held up.
  assert.equal(of(1800), ['CPU', 'CPU', 'one host', 'not seen', 'CPU']);
  assert.equal(of(1799), ['CPU', 'CPU', 'CPU', 'not seen', 'CPU']);
  const [, , write] = limits({}, [{ ...STEAL, time: time(1200, 2400) }], { phases });
  assert.is(write?.text, 'Where hosts work in step in write, the others waited for node2.');
});

const CACHED = finding('Half of what was read came from the page cache.', { cause: 'page cache' });

test('the page cache: of the run, of its phase, and not of a phase that wrote', () => {
  const phases = { write: [0, 30], read: [30, 60] } as const;
  const does: Does = {
    disk_write_mb_per_s: (_, piece) => (piece < 30 ? 100 : 0),
    disk_read_mb_per_s: (_, piece) => (piece < 30 ? 0 : 110),
    cpu_busy_percent: 10,
  };
  const of = (found: Finding) => limits(does, [found], { phases }).map(({ limit }) => limit);
  assert.equal(of(CACHED), ['page cache', 'none seen', 'page cache']);
  assert.equal(of({ ...CACHED, phase: 'read' }), ['none seen', 'none seen', 'page cache']);
  assert.is(
    limits(does, [CACHED], { phases })[2]?.text,
    'read was not limited by storage: it was read from memory.',
  );
});

test('what is not seen: a blind mount, or nothing that was sampled', () => {
  const blind = finding('What went through /x (gpfs) is not seen.', { cause: 'blind', severity: 'note' });
  assert.is(
    runLimit({ cpu_busy_percent: 20 }, [blind]).text,
    'What limited the run is not seen: What went through /x (gpfs) is not seen.',
  );
  // What is seen is said all the same.
  assert.is(kindOf({ cpu_busy_percent: 90 }, [blind]), 'CPU');
  const nothing = runLimit({});
  assert.equal([nothing.limit, nothing.short], ['not seen', '–']);
  assert.is(nothing.text, 'What limited the run is not seen: nothing that tells it was sampled.');
  assert.is(runLimit({}, [], { hosts: 0 }).limit, 'not seen');
});

test('no limit: what was used is said, of what is known', () => {
  const phases = { write: [0, 30] } as const;
  const [run, write] = limits({ cpu_busy_percent: 40, disk_busy_percent: 5 }, [], { phases });
  assert.is(run?.text, 'No limit is seen: the median host used CPUs 40 %, disks 5 %.');
  assert.is(write?.text, 'No limit is seen in write: the median host used CPUs 40 %, disks 5 %.');
  assert.equal([run?.phase, write?.phase], ['whole run', 'write']);
});

test.run();
