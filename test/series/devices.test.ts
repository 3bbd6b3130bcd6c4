import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isCountedDisk, isCountedInterface } from '../../src/series/devices.ts';
import type { HostInfo } from '../../src/series/schema.ts';
import { blockDevice, exampleInfo, networkInterface } from './example.ts';

function countedDisks(names: string, info: HostInfo | undefined): string {
  return names
    .split(' ')
    .filter((name) => isCountedDisk(name, info))
    .join(' ');
}

function countedInterfaces(names: string, info: HostInfo | undefined): string {
  return names
    .split(' ')
    .filter((name) => isCountedInterface(name, info))
    .join(' ');
}

test('LVM on LUKS on a partition is one disk', () => {
  const info = exampleInfo({
    block_devices: [
      blockDevice('sda', { partitions: ['sda1', 'sda2'] }),
      blockDevice('dm-0', { slaves: ['sda2'], dm_name: 'luks' }),
      blockDevice('dm-1', { slaves: ['dm-0'], dm_name: 'vg-root' }),
    ],
  });
  assert.is(countedDisks('sda sda1 sda2 dm-0 dm-1', info), 'sda');
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
  assert.is(countedDisks('sda sdb dm-0 nvme0n1 nvme0n1p1 md127', info), 'sda sdb nvme0n1');
});

test('what /sys/block says goes before the name', () => {
  // On some machines a whole disk is called xvda1 (EC2), and a device-mapper target can stand on nothing.
  const info = exampleInfo({ block_devices: [blockDevice('xvda1'), blockDevice('dm-0')] });
  assert.is(countedDisks('xvda1 dm-0', info), 'xvda1 dm-0');
  const controller = exampleInfo({
    block_devices: [blockDevice('cciss/c0d0', { partitions: ['cciss/c0d0p1'] })],
  });
  assert.is(countedDisks('cciss/c0d0 cciss/c0d0p1', controller), 'cciss/c0d0');
});

test('loop, ram, zram, sr, fd and nbd are never counted', () => {
  const names = 'loop0 ram15 zram0 sr0 fd0 nbd3';
  const info = exampleInfo({ block_devices: names.split(' ').map((name) => blockDevice(name)) });
  assert.is(countedDisks(names, info), '');
  assert.is(countedDisks(names, undefined), '');
});

test('a name that merely contains one of those is counted', () => {
  const names = 'sdr1x vsr0 myloop0';
  const info = exampleInfo({ block_devices: names.split(' ').map((name) => blockDevice(name)) });
  assert.is(countedDisks(names, info), names);
});

test('a disk that was plugged in later is counted, its partitions and layers are not', () => {
  const info = exampleInfo({ block_devices: [blockDevice('sda')] });
  assert.is(countedDisks('sda sdb sdb1 nvme1n1 nvme1n1p2 dm-3', info), 'sda sdb nvme1n1');
});

test('without host information names decide', () => {
  const names = 'sda sda1 vdb vdb12 nvme0n1 nvme0n1p1 mmcblk0 mmcblk0p1 dm-0 md127 md127p1';
  assert.is(countedDisks(names, undefined), 'sda vdb nvme0n1 mmcblk0');
  assert.is(countedDisks(names, exampleInfo()), 'sda vdb nvme0n1 mmcblk0');
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
  assert.is(countedInterfaces('lo eth0 eth1 bond0 bond0.100 br-1a2b3c veth12', info), 'eth0 eth1');
});

test('a container without hardware: all that belong to no other, never lo', () => {
  const info = exampleInfo({
    interfaces: [
      networkInterface('lo'),
      networkInterface('eth0'),
      networkInterface('br0'),
      networkInterface('tap0', { master: 'br0' }),
    ],
  });
  assert.is(countedInterfaces('lo eth0 br0 tap0', info), 'eth0 br0');
});

test('an interface that the host information does not have is not known to be hardware', () => {
  const info = exampleInfo({ interfaces: [networkInterface('eth0', { has_device: true })] });
  assert.is(countedInterfaces('eth0 veth9', info), 'eth0');
});

test('without host information all but lo are counted', () => {
  assert.is(countedInterfaces('lo eth0 bond0', undefined), 'eth0 bond0');
  assert.is(countedInterfaces('lo eth0 bond0', exampleInfo()), 'eth0 bond0');
});

test.run();
