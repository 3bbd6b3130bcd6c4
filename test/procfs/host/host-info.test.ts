import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAuxv } from '../../../src/procfs/host/auxv.ts';
import { countOfList, modelOf } from '../../../src/procfs/host/cpu/cpu-info.ts';
import { readBlockDevices } from '../../../src/procfs/host/disks/block-devices.ts';
import { readHostInfo } from '../../../src/procfs/host/host-info.ts';
import { readInterfaces } from '../../../src/procfs/host/network/interfaces.ts';
import { prettyName } from '../../../src/procfs/host/os-release.ts';
import { tree } from '../parse.ts';

const test = suite('host information');

test('a disk with partitions, LUKS on one of them, LVM on that; NVMe; a controller with a slash', async () => {
  const { root, remove } = await tree({
    'block/sda/size': '1953525168\n',
    'block/sda/queue/rotational': '1\n',
    'block/sda/device/model': 'ST1000  \n',
    'block/sda/sda1/partition': '1\n',
    'block/sda/sda1/holders/dm-0/x': '',
    'block/dm-0/size': '1000\n',
    'block/dm-0/slaves/sda1/x': '',
    'block/dm-0/holders/dm-1/x': '',
    'block/dm-0/dm/name': 'luks-home\n',
    'block/dm-1/size': '500\n',
    'block/dm-1/slaves/dm-0/x': '',
    'block/dm-1/dm/name': 'vg-home\n',
    'block/nvme0n1/queue/rotational': '0\n',
    'block/nvme0n1/nvme0n1p1/partition': '1\n',
    'block/cciss!c0d0/cciss!c0d0p1/partition': '1\n',
    'block/loop0/size': '8\n',
  });
  const devices = new Map(readBlockDevices(root).map((device) => [device.name, device]));
  assert.equal([...devices.keys()].sort(), ['cciss/c0d0', 'dm-0', 'dm-1', 'loop0', 'nvme0n1', 'sda']);
  assert.equal(devices.get('sda'), {
    name: 'sda',
    size_sectors: 1953525168,
    rotational: true,
    partitions: ['sda1'],
    holders: [],
    slaves: [],
    dm_name: null,
    model: 'ST1000',
  });
  assert.equal(devices.get('dm-0')?.slaves, ['sda1']);
  assert.equal(devices.get('dm-0')?.holders, ['dm-1']);
  assert.is(devices.get('dm-1')?.dm_name, 'vg-home');
  assert.is(devices.get('nvme0n1')?.rotational, false);
  assert.equal(devices.get('cciss/c0d0')?.partitions, ['cciss/c0d0p1']);
  remove();
});

test('a bond of a card with hardware, a VLAN on it, and no interface called bonding_masters', async () => {
  const { root, remove } = await tree({
    'class/net/bonding_masters': 'bond0\n',
    'class/net/eth0/speed': '25000\n',
    'class/net/eth0/mtu': '9000\n',
    'class/net/eth0/operstate': 'up\n',
    'class/net/bond0/speed': '-1\n',
    'class/net/bond0.100/mtu': '1500\n',
    'devices/pci/x': '',
    'drivers/mlx5_core/x': '',
  });
  await symlink('../../../devices/pci', path.join(root, 'class/net/eth0/device'));
  await symlink('../../drivers/mlx5_core', path.join(root, 'devices/pci/driver'));
  await symlink('../bond0', path.join(root, 'class/net/eth0/master'));
  const interfaces = new Map(readInterfaces(root).map((one) => [one.name, one]));
  assert.equal([...interfaces.keys()].sort(), ['bond0', 'bond0.100', 'eth0']);
  assert.equal(interfaces.get('eth0'), {
    name: 'eth0',
    has_device: true,
    speed_mbps: 25000,
    mtu: 9000,
    driver: 'mlx5_core',
    master: 'bond0',
    operstate: 'up',
  });
  assert.equal([interfaces.get('bond0')?.has_device, interfaces.get('bond0')?.speed_mbps], [false, null]);
  remove();
});

test('CPU lists and models of several architectures', () => {
  assert.is(countOfList('0-3,8,10-11'), 7);
  assert.is(countOfList('0'), 1);
  assert.is(countOfList('x'), null);
  assert.is(modelOf('processor\t: 0\nmodel name\t: AMD EPYC 7763\n'), 'AMD EPYC 7763');
  assert.is(
    prettyName('NAME=Rocky\nPRETTY_NAME="Rocky Linux 9.4 (Blue Onyx)"\n'),
    'Rocky Linux 9.4 (Blue Onyx)',
  );
});

test('the auxiliary vector tells clock tick and page size', () => {
  const bytes = Buffer.alloc(48);
  bytes.writeBigUInt64LE(17n, 0);
  bytes.writeBigUInt64LE(250n, 8);
  bytes.writeBigUInt64LE(6n, 16);
  bytes.writeBigUInt64LE(65_536n, 24);
  const { clockTicksPerSecond, pageSizeBytes } = parseAuxv(bytes, 'LE');
  assert.equal([clockTicksPerSecond, pageSizeBytes], [250, 65_536]);
});

test('this machine as getconf, nproc and uname have it', () => {
  const info = readHostInfo({ procfs: '/proc', sysfs: '/sys', hostname: 'h', architecture: os.machine() });
  const ask = (file: string, ...args: string[]) => spawnSync(file, args, { encoding: 'utf8' }).stdout.trim();
  assert.is(String(info.clock_ticks_per_second), ask('getconf', 'CLK_TCK'));
  assert.is(String(info.page_size_bytes), ask('getconf', 'PAGESIZE'));
  assert.is(String(info.cpu_count), ask('getconf', '_NPROCESSORS_ONLN'));
  assert.is(info.kernel, ask('uname', '-r'));
  assert.is(info.memory_total_kb, Math.floor(os.totalmem() / 1024));
});

test('the mounts of this machine that are on a disk name one that diskstats has', () => {
  const info = readHostInfo({ procfs: '/proc', sysfs: '/sys', hostname: 'h', architecture: os.machine() });
  const onDisks = info.mounts.filter(({ device }) => !device.startsWith('0:'));
  const listed = readFileSync('/proc/diskstats', 'utf8').split('\n');
  for (const { device, block_devices } of onDisks) {
    const [major, minor] = device.split(':');
    const line = listed.find((one) => one.trim().split(/\s+/, 2).join(':') === `${major}:${minor}`);
    assert.equal(block_devices, [line?.trim().split(/\s+/)[2]]);
  }
});

test('where nothing can be read, everything is unknown and nothing fails', async () => {
  const { root, remove } = await tree({ x: '' });
  await mkdir(path.join(root, 'block'));
  const info = readHostInfo({ procfs: root, sysfs: root, hostname: 'h', architecture: 'x86_64' });
  assert.equal([info.kernel, info.cpu_model, info.cpu_count, info.boot_id], [null, null, null, null]);
  assert.equal([info.block_devices, info.interfaces, info.mounts], [[], [], []]);
  remove();
});

test.run();
