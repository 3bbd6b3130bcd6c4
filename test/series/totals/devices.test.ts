import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HostInfo } from '../../../src/series/schema.ts';
import {
  countedDisks,
  countedInterfaces,
  sharesOfDisks,
  sharesOfInterfaces,
} from '../../../src/series/totals/devices.ts';
import { blockDevice, exampleInfo, networkInterface } from '../example.ts';

/** Those of the disks of a sample with this share, by default those that are counted. */
function disksOf(names: string, info: HostInfo | undefined, share = 'counted'): string {
  const rows = names.split(' ').map((device_name) => ({ device_name, reads_completed: 1 }));
  const shares = sharesOfDisks(rows, info);
  return rows.flatMap(({ device_name }, at) => (shares[at] === share ? [device_name] : [])).join(' ');
}

/** Those of the interfaces of a sample with this share, by default those that are counted. */
function interfacesOf(names: string, info: HostInfo | undefined, share = 'counted'): string {
  const rows = names.split(' ').map((interface_name) => ({ interface_name }));
  const shares = sharesOfInterfaces(rows, info);
  return rows.flatMap(({ interface_name }, at) => (shares[at] === share ? [interface_name] : [])).join(' ');
}

const hardware = { has_device: true };

test('LVM on LUKS on a partition is one disk', () => {
  const info = exampleInfo({
    block_devices: [
      blockDevice('sda', { partitions: ['sda1', 'sda2'] }),
      blockDevice('dm-0', { slaves: ['sda2'], dm_name: 'luks' }),
      blockDevice('dm-1', { slaves: ['dm-0'], dm_name: 'vg-root' }),
    ],
  });
  assert.is(disksOf('sda sda1 sda2 dm-0 dm-1', info), 'sda');
});

test('of multipath and RAID the paths and members are counted', () => {
  const info = exampleInfo({
    block_devices: [
      blockDevice('sda'),
      blockDevice('sdb'),
      blockDevice('dm-0', { slaves: ['sda', 'sdb'] }),
      blockDevice('nvme0n1', { partitions: ['nvme0n1p1'] }),
      blockDevice('md127', { slaves: ['nvme0n1p1'] }),
    ],
  });
  assert.is(disksOf('sda sdb dm-0 nvme0n1 nvme0n1p1 md127', info), 'sda sdb nvme0n1');
});

test('what /sys/block says goes before the name', () => {
  // On some machines a whole disk is called xvda1 (EC2), and a device-mapper target can stand on nothing.
  const info = exampleInfo({ block_devices: [blockDevice('xvda1'), blockDevice('dm-0')] });
  assert.is(disksOf('xvda1 dm-0', info), 'xvda1 dm-0');
  const controller = exampleInfo({
    block_devices: [blockDevice('cciss/c0d0', { partitions: ['cciss/c0d0p1'] })],
  });
  assert.is(disksOf('cciss/c0d0 cciss/c0d0p1', controller), 'cciss/c0d0');
});

test('loop, ram, zram, sr and fd are never counted, nor their partitions, nor what stands on them only', () => {
  const names = 'loop0 loop0p1 ram15 zram0 sr0 fd0 ploop123';
  const live = 'dm-0 dm-1';
  const info = exampleInfo({
    block_devices: [
      ...names.split(' ').map((name) => blockDevice(name)),
      // The root of a node without disks, from an image in memory.
      blockDevice('dm-0', { slaves: ['loop0', 'loop0p1'] }),
      blockDevice('dm-1', { slaves: ['dm-0'] }),
    ],
  });
  assert.is(disksOf(`${names} ${live}`, info, 'never'), `${names} ${live}`);
  assert.is(disksOf(names, undefined, 'never'), names);
});

test('what lies on other disks without saying so is not counted: ZFS volumes, PowerPath, Veritas, DRBD', () => {
  const names = 'zd0 zd0p1 zd16 emcpowera emcpoweraa1 VxDMP1 VxVM55000 drbd0 drbd10p1';
  const info = exampleInfo({
    block_devices: [blockDevice('sda'), ...names.split(' ').map((name) => blockDevice(name))],
  });
  for (const known of [info, undefined]) {
    assert.is(disksOf(`sda ${names}`, known), 'sda');
    assert.is(disksOf(names, known, 'carried'), names);
  }
});

test('storage over the network is counted: nbd, rbd', () => {
  const info = exampleInfo({
    block_devices: [blockDevice('nbd3', { partitions: ['nbd3p1'] }), blockDevice('rbd0')],
  });
  assert.is(disksOf('nbd3 nbd3p1 rbd0', info), 'nbd3 rbd0');
  assert.is(disksOf('nbd3 nbd3p1 rbd0', undefined), 'nbd3 rbd0');
});

const NVME = 'nvme0n1 nvme0n1p1 nvme0c0n1 nvme0c1n1 nvme1n1';
for (const [what, head, counted] of [
  ['the kernel counts at the head, too', { reads_completed: 5, writes_completed: 0 }, 'nvme0n1 nvme1n1'],
  // https://github.com/Atoptool/atop/pull/157
  [
    'the kernel counts at the paths only, and the head is at 0',
    { reads_completed: 0, writes_completed: 0 },
    'nvme0n1 nvme0c0n1 nvme0c1n1 nvme1n1',
  ],
  ['the head has been read in part', {}, 'nvme0n1 nvme1n1'],
] as const) {
  test(`native NVMe multipath where ${what}`, () => {
    for (const info of [
      undefined,
      exampleInfo({
        block_devices: [
          blockDevice('nvme0c0n1'),
          blockDevice('nvme0c1n1'),
          blockDevice('nvme0n1', { partitions: ['nvme0n1p1'] }),
          blockDevice('nvme1n1'),
        ],
      }),
    ]) {
      const rows = NVME.split(' ').map((device_name) => ({
        device_name,
        ...(device_name === 'nvme0n1' ? head : { reads_completed: 9, writes_completed: 9 }),
      }));
      const shares = sharesOfDisks(rows, info);
      assert.is(
        rows.flatMap(({ device_name }, at) => (shares[at] === 'counted' ? [device_name] : [])).join(' '),
        counted,
      );
    }
  });
}

test('native NVMe multipath where only the path is there', () => {
  assert.is(disksOf('nvme0c0n1 nvme1n1', undefined), 'nvme0c0n1 nvme1n1');
});

test('a name that merely contains one of those is counted', () => {
  const names = 'sdr1x vsr0 myloop0';
  const info = exampleInfo({ block_devices: names.split(' ').map((name) => blockDevice(name)) });
  assert.is(disksOf(names, info), names);
});

test('a disk that was plugged in later is counted, its partitions and layers are not', () => {
  const info = exampleInfo({ block_devices: [blockDevice('sda')] });
  assert.is(disksOf('sda sdb sdb1 nvme1n1 nvme1n1p2 dm-3', info), 'sda sdb nvme1n1');
});

test('without host information names decide: NAME1 and NAMEp1 are parts of NAME if that is there', () => {
  const names =
    'sda sda1 vdb vdb12 nvme0n1 nvme0n10 nvme0n1p1 mmcblk0 mmcblk0p1 dm-0 md127 md127p1 bcache0 dasda dasda1';
  assert.is(disksOf(names, undefined), 'sda vdb nvme0n1 nvme0n10 mmcblk0 dasda');
  assert.is(disksOf(names, exampleInfo()), 'sda vdb nvme0n1 nvme0n10 mmcblk0 dasda');
  // EC2 has had whole disks of such names.
  assert.is(disksOf('xvda1 xvda2 cciss/c0d0 cciss/c0d0p1', undefined), 'xvda1 xvda2 cciss/c0d0');
});

test('the disks of a host', () => {
  const info = exampleInfo({
    block_devices: ['loop0', 'nvme0c0n1', 'nvme0n1', 'sda', 'zd0'].map((name) => blockDevice(name)),
  });
  assert.equal(countedDisks(info), ['nvme0n1', 'sda']);
});

test('the same host with other names, or other things known of it, has another answer', () => {
  const info = exampleInfo();
  assert.is(disksOf('sda sda1', info), 'sda');
  assert.is(disksOf('sdb1 sda1', info), 'sdb1 sda1');
  assert.is(disksOf('sda sda1', info), 'sda');
  assert.is(disksOf('sda sda1', exampleInfo({ block_devices: [blockDevice('sda1')] })), 'sda sda1');
});

test('of a bond its hardware is counted, of a VLAN its parent, of a bridge its port', () => {
  const info = exampleInfo({
    interfaces: [
      networkInterface('lo'),
      networkInterface('eth0', { has_device: true, master: 'bond0' }),
      networkInterface('eth1', { has_device: true, master: 'bond0' }),
      networkInterface('bond0'),
      networkInterface('bond0.100'),
      networkInterface('br-1a2b3c'),
      networkInterface('veth12', { master: 'br-1a2b3c' }),
    ],
  });
  assert.is(interfacesOf('lo eth0 eth1 bond0 bond0.100 br-1a2b3c veth12', info), 'eth0 eth1');
});

test('a virtual card that is the master of a card has what that carries: it is counted, once', () => {
  const azure = exampleInfo({
    interfaces: [
      networkInterface('lo'),
      networkInterface('eth0', { ...hardware, driver: 'hv_netvsc' }),
      networkInterface('enP3595s1', { ...hardware, driver: 'mlx5_core', master: 'eth0' }),
    ],
  });
  assert.is(interfacesOf('lo eth0 enP3595s1', azure), 'eth0');
  // virtio's net_failover: three cards of one device.
  const failover = exampleInfo({
    interfaces: [
      networkInterface('ens3', hardware),
      networkInterface('ens3nsby', { ...hardware, master: 'ens3' }),
      networkInterface('ens4', { ...hardware, master: 'ens3' }),
    ],
  });
  assert.is(interfacesOf('ens3 ens3nsby ens4', failover), 'ens3');
  // The virtual card is gone from the list: what was behind it is left.
  assert.is(interfacesOf('lo enP3595s1', azure), 'enP3595s1');
});

test('a bond of virtual cards: each virtual card is counted once, the bond is not', () => {
  const card = (name: string, master: string) => networkInterface(name, { ...hardware, master });
  const info = exampleInfo({
    interfaces: [
      networkInterface('bond0'),
      card('eth0', 'bond0'),
      card('enP1s1', 'eth0'),
      card('eth1', 'bond0'),
      card('enP2s1', 'eth1'),
      // A circle, which no kernel has.
      card('a', 'b'),
      card('b', 'a'),
    ],
  });
  assert.is(interfacesOf('bond0 eth0 enP1s1 eth1 enP2s1', info), 'eth0 eth1');
  assert.is(interfacesOf('a b', info), '');
});

test('a container with hardware of its own: its first card counts, too, as that stands on another', () => {
  const info = exampleInfo({
    interfaces: [
      networkInterface('lo'),
      networkInterface('eth0', { far_end: true }), // a veth
      networkInterface('net1', hardware), // a virtual function of a card
      networkInterface('net2', { lower: ['net1'] }),
      networkInterface('veth3', { far_end: true }), // what a container in the container has
      networkInterface('port', { far_end: true, master: 'br0' }),
      networkInterface('office'),
    ],
  });
  assert.is(interfacesOf('lo eth0 net1 net2 veth3 port office', info), 'eth0 net1');
  assert.is(interfacesOf('lo eth0 net1 net2 veth3 port office', info, 'carried'), 'net2 veth3 port office');
});

test('a container without hardware: what belongs to no other, and by its name is a way out', () => {
  const info = exampleInfo({
    interfaces: [
      networkInterface('lo'),
      networkInterface('eth0'),
      networkInterface('storage', { lower: ['eth0'] }), // a VLAN
      networkInterface('br0'),
      networkInterface('tap0', { master: 'br0' }),
      networkInterface('docker0'),
    ],
  });
  assert.is(interfacesOf('lo eth0 storage br0 tap0 docker0', info), 'eth0');
  // Only one way out: that, whatever its name.
  assert.is(interfacesOf('lo br0 tap0', info), 'br0');
  // Any of two can have the other's traffic.
  assert.is(interfacesOf('lo br0 tap0 docker0', info, 'unknown'), 'br0 docker0');
  const bond = exampleInfo({
    interfaces: [
      networkInterface('net', { lower: ['a', 'b'] }),
      networkInterface('a', { master: 'net' }),
      networkInterface('b', { master: 'net' }),
    ],
  });
  assert.is(interfacesOf('net a b', bond), 'net');
});

test('an interface that /sys did not have is unknown, unless its name says what it is', () => {
  const info = exampleInfo({ interfaces: [networkInterface('eth0', hardware)] });
  const names = 'eth0 veth9 eth0.100 enP1s1 eth1';
  assert.is(interfacesOf(names, info), 'eth0');
  assert.is(interfacesOf(names, info, 'unknown'), 'eth1');
  const container = exampleInfo({ interfaces: [networkInterface('lo'), networkInterface('eth0')] });
  assert.is(interfacesOf('lo eth0 eth1 veth9', container), 'eth0');
  assert.is(interfacesOf('lo eth0 eth1 veth9', container, 'unknown'), 'eth1');
});

test('where /sys has none of the names, or there is none, names decide', () => {
  const elsewhere = exampleInfo({
    interfaces: [networkInterface('lo'), networkInterface('ens5', hardware), networkInterface('docker0')],
  });
  for (const info of [undefined, exampleInfo(), elsewhere]) {
    assert.is(interfacesOf('lo eth0 eth1', info), 'eth0 eth1');
    assert.is(
      interfacesOf('lo eth0 ib0 hsn0 wlan0 bond0 team0 eth0.100 br-1a virbr0 veth1@if2 tun0', info),
      'eth0 ib0 hsn0 wlan0',
    );
    assert.is(interfacesOf('lo eth0 enP3595s1', info), 'eth0');
    assert.is(interfacesOf('ens3 ens3nsby', info), 'ens3');
    assert.is(interfacesOf('lo bond0', info), 'bond0');
    assert.is(interfacesOf('lo tun0 bond0', info, 'unknown'), 'tun0 bond0');
    assert.is(interfacesOf('lo', info, 'never'), 'lo');
  }
});

test('of these names those that are counted', () => {
  const info = exampleInfo({ interfaces: [networkInterface('eth0', hardware), networkInterface('br0')] });
  assert.equal(countedInterfaces(['lo', 'eth0', 'br0'], info), ['eth0']);
});

test.run();
