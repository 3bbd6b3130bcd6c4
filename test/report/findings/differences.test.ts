import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { differencesOf } from '../../../src/report/findings/differences.ts';
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
