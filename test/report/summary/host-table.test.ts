import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hostOrder } from '../../../src/report/summary/host-order.ts';
import { hostTable, type TableView } from '../../../src/report/summary/host-table.ts';
import type { OddHost } from '../../../src/report/summary/odd-hosts.ts';
import { paintFor } from '../../../src/report/summary/paint.ts';
import type { HostSummary, MetricSummaries } from '../../../src/report/summary/summary.ts';

const COMMON = {
  ...{ cpu_busy_percent: { mean: 5, max: 9 }, cpu_iowait_percent: { mean: 5, max: 9 } },
  ...{ memory_used_kb: { mean: 4e6, max: 5e6 } },
  ...{ disk_read_mb_per_s: { mean: 1e3, max: 2e3 }, disk_write_mb_per_s: { mean: 1e3, max: 2e3 } },
  ...{ net_rx_mb_per_s: { mean: 1e3, max: 2e3 }, net_tx_mb_per_s: { mean: 1e3, max: 2e3 } },
} satisfies MetricSummaries;
const both = (mean: number) => ({ mean, max: 2 * mean });
const NFS = { nfs_read_mb_per_s: both(100), nfs_write_mb_per_s: both(200) } satisfies MetricSummaries;
const RDMA = { rdma_rx_mb_per_s: both(12_000), rdma_tx_mb_per_s: both(11_000) } satisfies MetricSummaries;

function host(name: string, more: MetricSummaries = {}): HostSummary {
  const facts = { status: 'complete', reason: null, samples: 5, overhead: undefined } as const;
  return { host: name, ...facts, metrics: { ...COMMON, ...more } };
}

function view(width: number, more: Partial<TableView> = {}): TableView {
  return { width, paint: paintFor('never'), odd: [], ...more };
}

const HOSTS = [host('node1', { ...NFS, ...RDMA }), host('node2', NFS)];

test('what only some nodes have goes into a table below where it is too wide, and nothing is beyond the width', () => {
  assert.equal(hostTable(HOSTS, view(100)), [
    'mean/max  CPU %  iowait %    mem GiB  read MB/s  write MB/s    rx MB/s    tx MB/s',
    'node1       5/9       5/9  3.81/4.77  1000/2000   1000/2000  1000/2000  1000/2000',
    'node2       5/9       5/9  3.81/4.77  1000/2000   1000/2000  1000/2000  1000/2000',
    'mean/max  NFS rd MB/s  NFS wr MB/s  RDMA rx MB/s  RDMA tx MB/s',
    'node1         100/200      200/400   12000/24000   11000/22000',
    'node2         100/200      200/400             -             -',
  ]);
});

test('where there is room for some of it, what belongs together stays together', () => {
  const heads = (width: number) =>
    hostTable(HOSTS, view(width))
      .filter((line) => line.startsWith('mean/max'))
      .map((line) => line.split(/ {2,}/).slice(-2));
  assert.equal(heads(120), [
    ['NFS rd MB/s', 'NFS wr MB/s'],
    ['RDMA rx MB/s', 'RDMA tx MB/s'],
  ]);
  assert.equal(heads(200), [['RDMA rx MB/s', 'RDMA tx MB/s']]);
  for (const width of [100, 107, 120, 140])
    assert.ok(hostTable(HOSTS, view(width)).every((line) => line.length <= width));
});

test('steal is a column where a host lost enough of it to matter', () => {
  const steal = (mean: number) => ({ cpu_steal_percent: { mean, max: 2 * mean } });
  const columns = (...means: number[]) => {
    const [head = '', ...rows] = hostTable(
      means.map((mean, nth) => host(`node${nth}`, steal(mean))),
      view(100),
    );
    return [head.includes('steal %'), ...rows.map((row) => row.split(/ {2,}/)[3])];
  };
  assert.equal(columns(0, 0.9), [false, '3.81/4.77', '3.81/4.77']);
  assert.equal(columns(0, 34), [true, '0/0', '34/68']);
});

test('a table of what every node has is one, however narrow the terminal', () => {
  assert.is(hostTable([host('node1')], view(40)).length, 2);
  assert.equal(hostTable([], view(100)), []);
});

const ODD: OddHost = {
  ...{ host: 'node2', severity: 'severe' },
  metrics: new Map([['cpu_iowait_percent', 'severe']]),
};

test('odd hosts come first, and what is odd of them is marked, in columns that stay straight', () => {
  assert.equal(hostTable(HOSTS.slice(0, 2).map(plain), view(100, { odd: [ODD] })), [
    'mean/max  CPU %  iowait %     mem GiB  read MB/s  write MB/s    rx MB/s    tx MB/s',
    '*node2      5/9       5/9*  3.81/4.77  1000/2000   1000/2000  1000/2000  1000/2000',
    'node1       5/9       5/9   3.81/4.77  1000/2000   1000/2000  1000/2000  1000/2000',
  ]);
});

test('colours change no more than the colours', () => {
  const colored = hostTable(HOSTS, view(100, { odd: [ODD], paint: paintFor('always') }));
  assert.ok(colored[1]?.startsWith('\u001b[1;31mnode2\u001b[0m '));
  assert.ok(colored[1]?.includes('  \u001b[1;31m5/9\u001b[0m  '));
  const without = hostTable(HOSTS, view(100, { odd: [{ ...ODD, metrics: new Map() }] }));
  assert.equal(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    colored.map((line) => line.replace(/\u001b\[[\d;]*m/g, '')),
    without.map((line) => line.replace('*node2 ', 'node2  ')),
  );
});

/** A host with nothing that only some have. */
function plain({ host: name }: HostSummary): HostSummary {
  return host(name);
}

/** Host n waits n %. */
function waiting(count: number): HostSummary[] {
  return Array.from({ length: count }, (_, n) =>
    host(`node${(n * 7) % count}`, { cpu_iowait_percent: both((n * 7) % count) }),
  );
}

const namesOf = (lines: readonly string[]) => lines.slice(1).map((line) => line.split(' ')[0]);

test('of many hosts the odd ones and the spread; sorted, the first ten, or as many as are wanted', () => {
  assert.equal(namesOf(hostTable(waiting(41), view(100, { odd: [ODD] }))), [
    ...['*node2', '(least)', '(median)', '(most)'],
  ]);
  const order = hostOrder('iowait');
  assert.ok(order);
  const sorted = namesOf(hostTable(waiting(41), view(100, { odd: [ODD], order })));
  assert.equal([sorted[0], sorted[9], sorted.length], ['node40', 'node31', 13]);
  assert.equal(namesOf(hostTable(waiting(41), view(100, { order, top: 2 }))).slice(0, 3), [
    ...['node40', 'node39', '(least)'],
  ]);
  assert.equal(namesOf(hostTable(waiting(12), view(100, { order, top: 2 }))), ['node11', 'node10']);
});

test.run();
