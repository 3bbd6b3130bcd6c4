import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HOST_ORDERS, hostOrder, sortHosts } from '../../../src/report/summary/host-order.ts';
import type { HostSummary, MetricSummaries } from '../../../src/report/summary/summary.ts';

function host(name: string, metrics: MetricSummaries): HostSummary {
  return { host: name, status: 'complete', reason: null, samples: 5, overhead: undefined, metrics };
}

const both = (mean: number) => ({ mean, max: mean });

test('a column is called by its title, without its unit, or by its metric', () => {
  for (const called of ['iowait %', 'iowait', 'IOWAIT', 'cpu_iowait_percent']) {
    const order = hostOrder(called);
    assert.is(typeof order === 'object' && order.name, 'cpu_iowait_percent', called);
  }
  const rare = hostOrder('nfs rd');
  assert.is(typeof rare === 'object' && rare.name, 'nfs_read_mb_per_s');
  assert.equal([hostOrder('name'), hostOrder('oddness'), hostOrder('load')], ['name', 'oddness', undefined]);
  for (const called of HOST_ORDERS) assert.ok(hostOrder(called), called);
});

const HOSTS = [
  host('n10', { disk_read_mb_per_s: both(100), cpu_busy_percent: both(50) }),
  host('n9', { disk_read_mb_per_s: both(102), cpu_busy_percent: both(20) }),
  host('n2', { disk_read_mb_per_s: both(101), cpu_busy_percent: both(52) }),
  host('n1', { cpu_busy_percent: both(51) }),
];
const namesBy = (called: string, odd: Parameters<typeof sortHosts>[2] = []) => {
  const order = hostOrder(called);
  assert.ok(order);
  return sortHosts(HOSTS, order, odd).map((one) => one.host);
};

test('the greatest first, who has none of it last; names as people count', () => {
  assert.equal(namesBy('read'), ['n9', 'n2', 'n10', 'n1']);
  assert.equal(namesBy('name'), ['n1', 'n2', 'n9', 'n10']);
});

test('by oddness: those of findings, then who is furthest from the others; what is negligible counts for nothing', () => {
  assert.equal(namesBy('oddness'), ['n9', 'n10', 'n2', 'n1']);
  const odd = [{ host: 'n1', severity: 'note', metrics: new Map() } as const];
  assert.equal(namesBy('oddness', odd), ['n1', 'n9', 'n10', 'n2']);
});

test.run();
