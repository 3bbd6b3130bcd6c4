import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readInterfaces } from '../../../../src/procfs/host/network/interfaces.ts';
import { FIXTURES, tree } from '../../parse.ts';

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

// `ip link` in a pod shows `eth0@if9`: 9 is a number of the host's network namespace.
test('an interface whose other end is in another network namespace', async () => {
  const { root, remove } = await tree({
    ...{ 'class/net/lo/ifindex': '1\n', 'class/net/lo/iflink': '1\n' },
    ...{ 'class/net/eth0/ifindex': '3\n', 'class/net/eth0/iflink': '9\n' },
    // A card has no other end, whatever it says; a tunnel of no link says 0; both ends of a pair are here.
    ...{
      'class/net/net1/ifindex': '4\n',
      'class/net/net1/iflink': '8\n',
      'class/net/net1/device/vendor': '1\n',
    },
    ...{ 'class/net/sit0/ifindex': '5\n', 'class/net/sit0/iflink': '0\n' },
    ...{ 'class/net/veth0/ifindex': '6\n', 'class/net/veth0/iflink': '7\n' },
    ...{ 'class/net/veth1/ifindex': '7\n', 'class/net/veth1/iflink': '6\n' },
  });
  const interfaces = readInterfaces(root);
  assert.is(interfaces.length, 6);
  assert.equal(
    interfaces.filter(({ far_end }) => far_end === true).map(({ name }) => name),
    ['eth0'],
  );
  assert.is(
    interfaces.some((one) => 'far_end' in one && one.name !== 'eth0'),
    false,
  );
  remove();
});

test('an embedded switch: its uplink shows what the ports and the virtual functions of this host carry', async () => {
  const net = 'class/net';
  const { root, remove } = await tree({
    [`${net}/p0/phys_port_name`]: 'p0\n',
    [`${net}/p0/phys_switch_id`]: 'a0b1\n',
    [`${net}/p0/device/vendor`]: '0x15b3\n',
    [`${net}/p0vf0/phys_port_name`]: 'pf0vf0\n',
    [`${net}/p0vf0/device/vendor`]: '0x15b3\n',
    [`${net}/hpf/phys_port_name`]: 'c1pf0sf88\n',
    [`${net}/hpf/device/vendor`]: '0x15b3\n',
    [`${net}/vf/device/physfn/net/p0/phys_switch_id`]: 'a0b1\n',
    // Without a switch a function counts what is its own.
    [`${net}/vfold/device/physfn/net/eth0/phys_switch_id`]: '',
    // In a container the uplink is elsewhere.
    [`${net}/vfpod/device/physfn/vendor`]: '0x15b3\n',
  });
  assert.equal(
    readInterfaces(root).flatMap(({ name, has_device }) => (has_device ? [name] : [])),
    ['p0', 'vfold', 'vfpod'],
  );
  remove();
});

// drivers/infiniband/ulp/ipoib/ipoib_vlan.c: a child gets queues of its own, and neither a device nor a link to its parent.
test('a partition of InfiniBand has queues of its own: its parent does not count what it carries', async () => {
  const { root, remove } = await tree({
    'class/net/ib0/type': '32\n',
    'class/net/ib0/speed': '200000\n',
    'class/net/ib0/device/vendor': '0x15b3\n',
    'class/net/ib0.8001/type': '32\n',
    'class/net/ib0.8001/parent': 'ib0\n',
    'class/net/ib0.8001/speed': '200000\n',
    // A bond of such has their type, and nothing of its own.
    'class/net/bond0/type': '32\n',
    'class/net/bond0/lower_ib1/type': '32\n',
    'class/net/bond1/type': '32\n',
    'class/net/bond1/bonding/mode': 'active-backup 1\n',
    'class/net/eth0.100/type': '1\n',
  });
  assert.equal(
    readInterfaces(root).map(({ name, has_device, speed_mbps }) => [name, has_device, speed_mbps]),
    [
      ['bond0', false, null],
      ['bond1', false, null],
      ['eth0.100', false, null],
      ['ib0', true, 200_000],
      ['ib0.8001', true, null],
    ],
  );
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
