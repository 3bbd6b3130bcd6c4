import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { differencesOf, isToldWithSettings } from '../../../src/report/findings/differences.ts';
import type { HostInfo } from '../../../src/series/schema.ts';
import { blockDevice, exampleInfo, networkInterface, rdmaPort } from '../../series/example.ts';

const info = (kernel: string, speed_mbps: number, sectors = 2_000_000_000) =>
  exampleInfo({
    kernel,
    interfaces: [networkInterface('ib0', { has_device: true, speed_mbps, driver: 'mlx5_core', mtu: 4092 })],
    block_devices: [blockDevice('nvme0n1', { size_sectors: sectors, model: 'X' }), blockDevice('loop0')],
  });

test('hosts that are alike do not differ', () => {
  assert.equal(differencesOf({ a: info('6.1', 100_000), b: info('6.1', 100_000) }), []);
  assert.equal(differencesOf({ a: info('6.1', 100_000) }), []);
  assert.equal(differencesOf({}), []);
});

test('what is not the same everywhere, the most frequent first', () => {
  const hosts = { a: info('6.1', 100_000), b: info('5.14', 100_000), c: info('5.14', 25_000) };
  const speed = (value: number) => `${value} Mb/s, mlx5_core, MTU 4092`;
  assert.equal(differencesOf(hosts), [
    {
      what: 'kernel',
      variants: [
        { value: '5.14', hosts: ['b', 'c'] },
        { value: '6.1', hosts: ['a'] },
      ],
    },
    {
      what: 'interface ib0',
      variants: [
        { value: speed(100_000), hosts: ['a', 'b'] },
        { value: speed(25_000), hosts: ['c'] },
      ],
    },
  ]);
});

test('an RDMA port that came up with fewer lanes', () => {
  const at = (rate: string) => exampleInfo({ rdma_ports: [rdmaPort('mlx5_0', 'mlx5_core', { rate })] });
  const [full, less] = ['200 Gb/sec (4X HDR)', '50 Gb/sec (1X HDR)'];
  assert.equal(differencesOf({ a: at(full), b: at(full), c: at(less) }), [
    {
      what: 'RDMA port mlx5_0/1',
      variants: [
        { value: `${full}, mlx5_core`, hosts: ['a', 'b'] },
        { value: `${less}, mlx5_core`, hosts: ['c'] },
      ],
    },
  ]);
});

test('a path that is down, another transport, a client of another version, a container, read-ahead of a mount', () => {
  const nfs = { source: 's:/x', target: '/mnt', type: 'nfs4', options: 'rw' };
  const host = (transport: string, state: string, version: string, more: Partial<HostInfo>) =>
    exampleInfo({
      block_devices: [
        blockDevice('nvme3n1', { transport }),
        blockDevice('nvme3c0n1', { transport, state, hidden: true }),
      ],
      client_versions: { lustre: version },
      ...more,
    });
  const hosts = {
    a: host('nvme-tcp', 'live', '2.15.4', {
      cpu_cores: 64,
      numa_nodes: [{ node: 0, cpus: '0-127', memory_kb: 1 }],
      mounts: [{ ...nfs, read_ahead_kb: 128 }],
    }),
    b: host('nvme-rdma', 'connecting', '2.15.5', {
      cpu_cores: 32,
      numa_nodes: [],
      namespaces: ['net', 'pid'],
      mounts: [{ ...nfs, read_ahead_kb: 15360 }],
    }),
  };
  assert.equal(
    differencesOf(hosts).map(({ what, variants }) => [what, ...variants.map(({ value }) => value)]),
    [
      ['CPU cores', '64', '32'],
      ['NUMA nodes', '1', '0'],
      ['path nvme3c0n1', 'nvme-tcp, live', 'nvme-rdma, connecting'],
      ['transport of nvme3n1', 'nvme-tcp', 'nvme-rdma'],
      ['setting read-ahead of /mnt', '128 KiB', '15360 KiB'],
      ['version of lustre', '2.15.4', '2.15.5'],
      ['namespaces of a container', 'not there', 'net, pid'],
    ],
  );
  for (const { what } of differencesOf(hosts)) assert.ok(isToldWithSettings(what), what);
});

test('a disk that a host lacks is a difference; one of another size, too', () => {
  const none = exampleInfo({ kernel: '6.1', interfaces: info('6.1', 1).interfaces });
  const [difference] = differencesOf({ a: info('6.1', 1), b: none, c: info('6.1', 1, 1_000_000_000) });
  assert.equal(difference, {
    what: 'disk nvme0n1',
    variants: [
      { value: '1024 GB, X', hosts: ['a'] },
      { value: 'not there', hosts: ['b'] },
      { value: '512 GB, X', hosts: ['c'] },
    ],
  });
});

test.run();
