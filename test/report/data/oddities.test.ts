import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Oddities } from '../../../src/report/data/oddities.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { exampleHeader, exampleInfo, networkInterface, noonPlus, rdmaPort } from '../../series/example.ts';

function sample(more: Partial<Sample>): Sample {
  return { timestamp: noonPlus(0), hostname: 'a', tick: 0, ...more };
}

test('requests in progress beyond 2^31, and memory of more than a PiB, are counted by host', () => {
  const oddities = new Oddities(exampleHeader());
  const odd = sample({
    diskstats: [
      { device_name: 'sda', ios_in_progress: 2 ** 31 },
      { device_name: 'sdb', ios_in_progress: 2 ** 31 - 1 },
      { device_name: 'sdc', ios_in_progress: 2n ** 64n - 1n },
    ],
    meminfo: { MemFree: 1024 ** 4, Cached: 1024 ** 4 - 1 }, // kB
  });
  oddities.see('a', odd);
  oddities.see('a', odd);
  oddities.see('b', sample({ meminfo: { MemFree: 2n ** 60n } }));
  assert.equal(oddities.found, [
    { host: 'a', what: 'sda: ios_in_progress is beyond 2^31', samples: 2 },
    { host: 'a', what: 'sdc: ios_in_progress is beyond 2^31', samples: 2 },
    { host: 'a', what: 'meminfo: MemFree is implausible, more than a PiB', samples: 2 },
    { host: 'b', what: 'meminfo: MemFree is implausible, more than a PiB', samples: 1 },
  ]);
});

test('sources that could not be read are told with their messages', () => {
  const oddities = new Oddities(exampleHeader());
  oddities.see('a', sample({ errors: { netdev: 'line 3: "x" is not a number' } }));
  assert.equal(oddities.found, [{ host: 'a', what: 'netdev: line 3: "x" is not a number', samples: 1 }]);
});

test('processes of the job that were killed for want of memory, by host', () => {
  const job_cgroup = { version: 2, level: 'job', path: '/job_7' } as const;
  const host_info = { a: exampleInfo({ job_cgroup }), b: exampleInfo({ job_cgroup }), c: exampleInfo() };
  const oddities = new Oddities(exampleHeader({ host_info }));
  const killed = (oom_kill: number) => sample({ cgroup: { memory: { events: { oom_kill } } } });
  for (const count of [3, 3, 5, 5, 6]) {
    oddities.see('a', killed(count));
    oddities.see('a', sample({})); // It is not read at each tick.
  }
  for (const host of ['b', 'c']) oddities.see(host, killed(7)); // What was before is no matter of this run.
  oddities.see('c', killed(9)); // Whose cgroup that is nobody knows.
  const what = "the job's memory was full: processes of it were killed (OOM)";
  assert.equal(oddities.found, [{ host: 'a', what, samples: 2 }]);
});

test('an interface that /sys did not have is told, one whose name says that it is virtual is not', () => {
  const info = exampleInfo({ interfaces: [networkInterface('eth0', { has_device: true })] });
  const oddities = new Oddities(exampleHeader({ host_info: { a: info } }));
  const netdev = ['lo', 'eth0', 'eth1', 'veth7'].map((interface_name) => ({ interface_name }));
  oddities.see('a', sample({ netdev }));
  oddities.see('a', sample({ netdev }));
  oddities.see('b', sample({ netdev }));
  const what =
    'eth1: /sys did not say what it is; while it carries anything, the rates of the network are not known';
  assert.equal(oddities.found, [{ host: 'a', what, samples: 2 }]);
});

test('twenty of a host are kept, and counted on', () => {
  const oddities = new Oddities(exampleHeader());
  for (let nth = 0; nth < 30; nth++) oddities.see('a', sample({ errors: { cpu: `at ${nth}` } }));
  oddities.see('a', sample({ errors: { cpu: 'at 19' } }));
  oddities.see('b', sample({ errors: { cpu: 'at 29' } }));
  const ofA = oddities.found.filter(({ host }) => host === 'a');
  assert.is(ofA.length, 20);
  assert.equal(ofA.at(-1), { host: 'a', what: 'cpu: at 19', samples: 2 });
  assert.is(oddities.found.length, 21);
});

test('why it is not known what RDMA ports have carried is told', () => {
  const rdma_ports = [rdmaPort('opa0', 'hfi1'), rdmaPort('soft', 'rdma_rxe', { soft: true })];
  const oddities = new Oddities(exampleHeader({ host_info: { a: exampleInfo({ rdma_ports }) } }));
  const full = { port_rcv_data: 0xffffffff, port_xmit_data: 5 };
  oddities.see('a', sample({ rdma: { 'opa0/1': { port_rcv_data: 1, port_xmit_data: 1 }, 'soft/1': full } }));
  oddities.see('b', sample({ rdma: { 'mlx4_0/1': full, 'mlx4_0/2': { state: 1 } } }));
  const rest = 'what RDMA ports have carried is not known';
  assert.equal(oddities.found, [
    { host: 'a', what: `opa0/1: in which unit hfi1 counts is not confirmed; ${rest}`, samples: 1 },
    { host: 'b', what: `mlx4_0/1: port_rcv_data has come to its end, 2^32 - 1; ${rest}`, samples: 1 },
  ]);
});

test('targets of Lustre that are neither in use nor idle are told', () => {
  const oddities = new Oddities(exampleHeader());
  const fs1 = { ost_states: { full: 3, idle: 1, evicted: 0 } };
  oddities.see('a', sample({ lustre: { fs1 } }));
  assert.equal(oddities.found, []);
  oddities.see('a', sample({ lustre: { fs1: { ost_states: { full: 3, idle: 0, evicted: 1 } } } }));
  const what = 'Lustre fs1: OSTs were evicted, neither in use nor idle';
  assert.equal(oddities.found, [{ host: 'a', what, samples: 1 }]);
});

test('a Slingshot card without octets is told of, one with them is not', () => {
  const oddities = new Oddities(exampleHeader());
  const octets = { hni_sts_rx_ok_octets: 1, hni_sts_tx_ok_octets: 2, pct_spt_timeouts: 0 };
  const sizes = { hni_rx_ok_64: 5, hni_tx_ok_64: 5 };
  oddities.see('a', sample({ cxi: { cxi0: octets, cxi1: sizes, cxi2: { pct_spt_timeouts: 0 } } }));
  const what = 'cxi1: it counts packets by size, not bytes; what Slingshot cards have carried is not known';
  assert.equal(oddities.found, [{ host: 'a', what, samples: 1 }]);
});

test('mounts that cannot be seen are told, and leave room for errors however many there are', () => {
  const mounts = Array.from({ length: 30 }, (_, nth) => ({
    source: 'c',
    target: `/pod${nth}`,
    type: 'ceph',
  }));
  const oddities = new Oddities(exampleHeader({ host_info: { a: exampleInfo({ mounts }) } }));
  oddities.see('a', sample({}));
  oddities.see('a', sample({ errors: { cpu: 'gone' } }));
  const whats = oddities.found.map(({ what, samples }) => `${what} ${samples}`);
  assert.is(whats[9], '/pod9 is ceph: what goes through it is in no number of a file system here 2');
  assert.equal(whats.slice(10), ['so it is with 20 more mounts 2', 'cpu: gone 1']);
});

test('nothing is odd about a sample without sources', () => {
  const oddities = new Oddities(exampleHeader());
  oddities.see('a', sample({}));
  assert.equal(oddities.found, []);
});

test.run();
