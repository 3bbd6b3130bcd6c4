import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { totalPoints, totalRates } from '../../../src/top/view/totals.ts';
import { exampleHost, exampleRates } from './example.ts';

test('shares of CPU time, and times, are means, all else is added up, of the hosts that are there', () => {
  const one = exampleRates({
    ...{ cpu_busy_percent: 90, cpu_iowait_percent: 4, memory_used_kb: 1000 },
    ...{ disk_read_mb_per_s: 5, net_rx_mb_per_s: null, net_tx_mb_per_s: null },
    ...{ disk_await_ms: 4, net_drops_per_s: 2 },
  });
  const other = exampleRates({
    ...{ cpu_busy_percent: 10, cpu_iowait_percent: null, memory_used_kb: 500 },
    ...{ disk_read_mb_per_s: 2, net_rx_mb_per_s: 3, net_tx_mb_per_s: null },
    ...{ disk_await_ms: 8, net_drops_per_s: 3 },
  });
  const hosts = [
    exampleHost('node1', { rates: one }),
    exampleHost('node2', { rates: other }),
    exampleHost('node3', { rates: null }),
  ];
  assert.equal(totalRates(hosts), {
    cpu_busy_percent: 50,
    cpu_iowait_percent: 4,
    memory_used_kb: 1500,
    disk_read_mb_per_s: 7,
    disk_write_mb_per_s: 0,
    net_rx_mb_per_s: 3,
    net_tx_mb_per_s: null,
    rdma_rx_mb_per_s: null,
    rdma_tx_mb_per_s: null,
    nfs_read_mb_per_s: null,
    nfs_write_mb_per_s: null,
    lustre_read_mb_per_s: null,
    lustre_write_mb_per_s: null,
    cxi_rx_mb_per_s: null,
    cxi_tx_mb_per_s: null,
    job_throttled_percent: null,
    job_memory_bytes: null,
    ...{
      cpu_steal_percent: null,
      cpu_busiest_percent: null,
      swap_in_mb_per_s: null,
      swap_out_mb_per_s: null,
    },
    ...{ disk_await_ms: 6, disk_busy_percent: null, net_busiest_percent: null, net_drops_per_s: 5 },
    nfs_await_ms: null,
  });
});

test('nobody is there', () => {
  assert.is(totalRates([]), null);
  assert.is(totalRates([exampleHost('node1', { rates: null })]), null);
});

test('points of all hosts, tick by tick, whatever their order', () => {
  const point = (tick: number, ...curves: (number | null)[]) => ({ tick, curves });
  const hosts = [
    exampleHost('node1', { points: [point(8, 50, 400, 1), point(9, 90, 800, null)] }),
    exampleHost('node2', { points: [point(7, 30, 1, 1), point(9, 10, null, null)] }),
  ];
  assert.equal(totalPoints(hosts), [
    point(7, 30, 1, 1),
    point(8, 50, 400, 1),
    point(9, 50, 800, null), // The mean of 90 and 10.
  ]);
  assert.equal(totalPoints([]), []);
});

test.run();
