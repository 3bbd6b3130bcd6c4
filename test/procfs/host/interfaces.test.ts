import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readInterfaces } from '../../../src/procfs/host/interfaces.ts';
import { FIXTURES, tree } from '../parse.ts';

const test = suite('interfaces');

test('a bond of two cards, a VLAN on it, the loopback: hardware is behind the cards only', () => {
  const virtual = { has_device: false, speed_mbps: null, driver: null, master: null };
  const card = { has_device: true, mtu: 9000, driver: 'mlx5_core', master: 'bond0' };
  assert.equal(readInterfaces(path.join(FIXTURES, 'kernel-5.10/sys')), [
    { ...virtual, name: 'bond0', mtu: 9000, operstate: 'up' },
    { ...virtual, name: 'bond0.100', mtu: 1500, operstate: 'up' },
    { ...card, name: 'eth0', speed_mbps: 25000, operstate: 'up' },
    { ...card, name: 'eth1', speed_mbps: null, operstate: 'down' },
    { ...virtual, name: 'lo', mtu: 65536, operstate: 'unknown' },
  ]);
});

test('a copy of /sys without links: what they pointed to stands in files', async () => {
  const { root, remove } = await tree({
    'class/net/enP1s1/master': '../eth0',
    'class/net/enP1s1/device/driver': '../../../../bus/pci/drivers/mlx5_core',
  });
  const [card] = readInterfaces(root);
  assert.equal([card?.master, card?.driver], ['eth0', 'mlx5_core']);
  remove();
});

for (const [printed, speed] of [
  ['100000\n', 100_000],
  ['0\n', null],
  ['-1\n', null],
  ['4294967295\n', null],
  ['', null],
  ['fast\n', null],
  ['1e3\n', null],
] as const) {
  test(`a speed of ${JSON.stringify(printed)} is ${speed}`, async () => {
    const { root, remove } = await tree({ 'class/net/eth0/speed': printed });
    assert.is(readInterfaces(root)[0]?.speed_mbps, speed);
    remove();
  });
}

test('no /sys: no interfaces', () => {
  assert.equal(readInterfaces('/nowhere'), []);
});

test.run();
