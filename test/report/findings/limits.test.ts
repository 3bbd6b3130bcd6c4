import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limitsOf } from '../../../src/report/findings/limits.ts';
import type { HostInfo } from '../../../src/series/schema.ts';
import { exampleHeader, exampleInfo, networkInterface } from '../../series/example.ts';
import { exampleRun, type Values } from '../example-run.ts';

const UNKNOWN = Number.NaN;

test('the share of the known time, weighted by how long each interval took', () => {
  const values = {
    a: { cpu_busy_percent: [95, 89.9, 90, UNKNOWN] },
    b: { cpu_busy_percent: [10, 20, 30, 40] },
    c: {},
  };
  const seconds = [10, 10, 20, 10];
  const header = exampleHeader({
    benchmark: { ...exampleHeader().benchmark, start_time: null },
    host_status: exampleRun(values).header.host_status,
  });
  const run = exampleRun(values, { header }, [seconds, seconds, seconds]);
  assert.equal(limitsOf(run), [
    // a: 10 + 20 of 40 s. b: never. Of c nothing is known.
    { what: 'CPUs were 90 % busy or more', median: 37.5, most: 75, mostHost: 'a', hosts: 2 },
  ]);
});

test('waiting for I/O and for memory', () => {
  const run = exampleRun({
    a: { cpu_iowait_percent: [9.9, 10], pressure_io_percent: [20, 30], pressure_memory_percent: [0, 19.9] },
  });
  assert.equal(
    limitsOf(run).map(({ what, most }) => [what, most]),
    [
      ['CPUs waited for I/O 10 % of the time or more', 50],
      ['some task waited for I/O 20 % of the time or more', 100],
      ['some task waited for memory 20 % of the time or more', 0],
    ],
  );
});

test('a network that carries what it can, in the busier direction', () => {
  const link = (speed_mbps: number | null) => networkInterface('eth0', { has_device: true, speed_mbps });
  const info = {
    // 10 Gb/s are 1250 MB/s, of which 80 % are 1000.
    one: exampleInfo({ interfaces: [link(10_000)] }),
    // Two of them, and one that does not say.
    two: exampleInfo({
      interfaces: [
        link(10_000),
        networkInterface('eth1', { has_device: true, speed_mbps: 10_000 }),
        networkInterface('ib0', { has_device: true }),
      ],
    }),
    // Nobody knows what these can carry.
    silent: exampleInfo({ interfaces: [link(null)] }),
    down: exampleInfo({ interfaces: [link(-1)] }),
  };
  // Where one direction is not known, neither is which is the busier one.
  const traffic = { net_rx_mb_per_s: [1000, 999, 10, 10, 10], net_tx_mb_per_s: [0, 0, 1000, 10, UNKNOWN] };
  const values: Values = { one: traffic, two: traffic, silent: traffic, down: traffic, unseen: traffic };
  const run = exampleRun(values, { header: exampleHeader({ host_info: info }) });
  assert.equal(limitsOf(run), [
    {
      what: 'the network carried 80 % of its speed or more',
      median: 25,
      most: 50,
      mostHost: 'one',
      hosts: 2,
    },
  ]);
});

test('the speed of a virtual card and of the card behind it is one; of interfaces that are not there none', () => {
  const what = 'the network carried 80 % of its speed or more';
  const traffic = { net_rx_mb_per_s: [1000, 999], net_tx_mb_per_s: [0, 0] };
  const shares = (host: HostInfo, interfaces?: string[]) => {
    const header = exampleHeader({ host_info: { host } });
    const more = interfaces === undefined ? {} : { interfaces: [interfaces] };
    return limitsOf(exampleRun({ host: traffic }, { header, ...more })).map((one) => [one.what, one.most]);
  };
  // An Azure VM with 10 Gb/s, whose virtual card tells it or does not.
  for (const own of [10_000, null]) {
    const azure = exampleInfo({
      interfaces: [
        networkInterface('eth0', { has_device: true, speed_mbps: own }),
        networkInterface('enP1s1', { has_device: true, speed_mbps: 10_000, master: 'eth0' }),
      ],
    });
    assert.equal(shares(azure), [[what, 50]]);
  }
  // /sys is that of the node, net/dev that of a container.
  const node = exampleInfo({
    interfaces: [networkInterface('ens5', { has_device: true, speed_mbps: 10_000 })],
  });
  assert.equal(shares(node, ['lo', 'eth0']), []);
});

test('what nobody has told is left out', () => {
  assert.equal(limitsOf(exampleRun({ a: {} })), []);
  assert.equal(limitsOf(exampleRun({})), []);
});

test.run();
