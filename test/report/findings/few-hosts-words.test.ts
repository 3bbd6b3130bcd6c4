import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findingsOf } from '../../../src/report/findings/findings.ts';
import type { Metric } from '../../../src/series/rates.ts';
import { type Does, madeObserved } from './made-observed.ts';

type Rates = Readonly<Partial<Record<Metric, number | Does>>>;

function saidOf(hosts: number, does: Rates): string[] {
  const { verdict, findings, limits } = findingsOf(
    madeObserved({ hosts, does, phases: { write: [0, 30], read: [30, 60] } }),
  );
  return [
    ...verdict,
    ...[...findings, ...limits].flatMap(({ text, evidence }) => [text, ...evidence]),
    ...limits.map(({ short }) => short),
  ];
}

const BUSY = { cpu_busy_percent: 38, disk_busy_percent: 2.6 };
/** Of each limit a run that has it. */
const LIMITED: Readonly<Record<string, Rates>> = {
  'none seen': BUSY,
  CPU: { ...BUSY, cpu_busy_percent: 97 },
  'one core': { ...BUSY, cpu_busiest_percent: 99 },
  storage: { ...BUSY, disk_busy_percent: 95, disk_write_mb_per_s: 200 },
  network: { ...BUSY, net_busiest_percent: 95 },
};

test('of one host nothing is said of hosts that are not there', () => {
  for (const [limit, does] of Object.entries(LIMITED)) {
    const { limits } = findingsOf(madeObserved({ hosts: 1, does }));
    assert.is(limits[0]?.limit, limit);
    assert.not.match(saidOf(1, does).join('\n'), /median|others?\b|each host|any host|hosts/);
  }
  const still = (_: number, piece: number) => (piece >= 20 && piece < 25 ? 0 : 200);
  const waited = (_: number, piece: number) => (piece >= 20 && piece < 25 ? 60 : 2);
  const said = saidOf(1, { disk_write_mb_per_s: still, disk_busy_percent: 30, pressure_io_percent: waited });
  assert.match(said[0] ?? '', /^Nothing was read or written for 5:00, from 20:00 to 25:00: before and/);
  assert.not.match(said.join('\n'), /any host/);
});

test('of several the limit is that of the median host', () => {
  const { limits } = findingsOf(madeObserved({ hosts: 3, does: LIMITED['CPU'] ?? {} }));
  assert.match(limits[0]?.text ?? '', /the median host was 97 % busy\.$/);
});

test('two hosts are both, and the one waits for the other', () => {
  assert.is(saidOf(2, BUSY)[0], 'Nothing stands out: both hosts did alike.');
  const steal = { ...BUSY, cpu_steal_percent: (host: number) => (host === 1 ? 30 : 0) };
  const said = saidOf(2, steal);
  assert.ok(said.includes('Where hosts work in step, the other one waited for node2.'), said.join('\n'));
});

test('one packet is a packet', () => {
  const one = (host: number, piece: number) => (host === 1 && piece === 30 ? 1.2 / 60 : 0);
  const [first] = findingsOf(
    madeObserved({ hosts: 2, minutes: 31, does: { net_errors_per_s: one } }),
  ).findings;
  assert.is(first, undefined, 'so little in all of the run is nothing');
  const twice = (host: number, piece: number) => (host === 1 && piece === 0 ? 1.2 / 60 : 0);
  const [short] = findingsOf(
    madeObserved({ hosts: 2, minutes: 1, does: { net_errors_per_s: twice } }),
  ).findings;
  assert.match(short?.text ?? '', /^node2 had 1 damaged packet on its network/);
});

test('who waited for memory among many is told with a number that stands for itself', () => {
  const does = { pressure_memory_percent: (host: number) => (host < 5 ? 20 + host : 0) };
  const [first] = findingsOf(madeObserved({ hosts: 20, does })).findings;
  assert.match(
    first?.text ?? '',
    /^Programs on node5, node4 and 3 more hosts .* of the time: up to 24 % \(node5\)\.$/,
  );
});

test('that nothing stands out is not all of a run whose benchmark failed', () => {
  const made = madeObserved({ hosts: 3, does: BUSY });
  const benchmark = { ...made.header.benchmark, exit_code: 3 };
  const { verdict } = findingsOf({ ...made, header: { ...made.header, benchmark } });
  assert.is(verdict[0], 'The benchmark ended with exit code 3; nothing else stands out.');
});

test('where no limit is seen it is said what was used, and of which host', () => {
  const rest = 'CPUs were 38 % busy, disks 2.6 %.';
  assert.ok(saidOf(1, BUSY).includes(`No limit is seen: ${rest}`));
  assert.ok(saidOf(5, BUSY).includes(`No limit is seen in read: on the median host ${rest}`));
});

test('that storage was the limit is said with what argues for it, not with a disk that had few requests', () => {
  const does = { disk_busy_percent: 42, pressure_io_percent: 60, disk_write_mb_per_s: 200 };
  const [whole] = findingsOf(madeObserved({ hosts: 3, does })).limits;
  assert.is(
    whole?.text,
    'The run was limited by storage: tasks waited for I/O 60 % of the time on the median host.',
  );
  assert.equal(whole?.evidence, [
    'tasks waited for I/O 60 % of the time',
    'the busiest disk had requests 42 % of the time',
  ]);
});

test.run();
