import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { blockDevicesOf, readAheadOf } from '../../../../src/procfs/host/mounts/mount-devices.ts';
import { tree } from '../../parse.ts';

const test = suite('the disks of a mount');

let root = '';
let remove: () => void;

test.before(async () => {
  ({ root, remove } = await tree({
    'devices/pci/block/sda/sda1/partition': '1\n',
    'devices/virtual/block/dm-3/dm/name': 'vg--fast-scratch\n',
    'devices/virtual/block/cciss!c0d0/size': '8\n',
  }));
  const link = async (target: string, at: string) => {
    await mkdir(path.dirname(path.join(root, at)), { recursive: true });
    await symlink(path.join(root, target), path.join(root, at));
  };
  const disks = {
    sda: 'devices/pci/block/sda',
    sda1: 'devices/pci/block/sda/sda1',
    'dm-3': 'devices/virtual/block/dm-3',
    'cciss!c0d0': 'devices/virtual/block/cciss!c0d0',
  };
  for (const [name, at] of Object.entries(disks)) await link(at, `class/block/${name}`);
  await link(disks.sda, 'block/sda');
  await link(disks['dm-3'], 'block/dm-3');
  await link(disks.sda1, 'dev/block/8:1');
  await link(disks['dm-3'], 'dev/block/253:3');
  await link(disks['cciss!c0d0'], 'dev/block/104:0');
  for (const name of ['sda1', 'dm-3'] as const) await link(disks[name], `fs/btrfs/aaaa/devices/${name}`);
  await link(disks['cciss!c0d0'], 'fs/btrfs/bbbb/devices/cciss!c0d0');
  await mkdir(path.join(root, 'fs/btrfs/features'), { recursive: true });
});

test.after(() => remove());

function disksOf(device: string, type: string, source: string): string[] {
  return blockDevicesOf(
    { id: '2', parent: '1', device, type, source, root: '/', target: '/x', options: 'rw' },
    root,
  );
}

test('by the number: a partition, device-mapper, a controller with a slash', () => {
  assert.equal(disksOf('8:1', 'ext4', '/dev/root'), ['sda1']);
  assert.equal(disksOf('253:3', 'xfs', '/dev/mapper/vg--fast-scratch'), ['dm-3']);
  assert.equal(disksOf('104:0', 'ext4', '/dev/cciss/c0d0'), ['cciss/c0d0']);
  assert.equal(disksOf('8:2', 'ext4', '/dev/sda2'), [], 'a device that /sys does not have');
});

test('btrfs: all that the one named belongs with', () => {
  for (const source of ['/dev/sda1', '/dev/mapper/vg--fast-scratch', '/dev/vg-fast/scratch', '/dev/dm-3']) {
    assert.equal(disksOf('0:30', 'btrfs', source), ['dm-3', 'sda1'], source);
  }
});

test('btrfs of a controller with a slash; a source that names no device of several is not known', () => {
  assert.equal(disksOf('0:31', 'btrfs', '/dev/cciss/c0d0'), ['cciss/c0d0']);
  for (const source of [
    '/dev/root',
    '/dev/mapper/vg-other',
    '/dev/vg/fast-scratch',
    '/dev/a/vg-fast/scratch',
  ]) {
    assert.equal(disksOf('0:30', 'btrfs', source), [], source);
  }
});

test('btrfs whose source names no device is the only one that is mounted', async () => {
  const { root, remove } = await tree({
    'fs/btrfs/aaaa/devices/sdb/x': '',
    'fs/btrfs/aaaa/devices/sdc/x': '',
    'fs/btrfs/features/raid56': '0\n',
    'class/block/sdd/size': '8\n',
  });
  const of = (source: string) =>
    blockDevicesOf(
      { id: '2', parent: '1', device: '0:30', type: 'btrfs', source, root: '/', target: '/x', options: 'rw' },
      root,
    );
  assert.equal(of('/dev/disk/by-label/x'), ['sdb', 'sdc']);
  assert.equal(of('/dev/sdd'), ['sdd'], 'one that it does not have');
  remove();
});

test('bcachefs names its members', () => {
  assert.equal(disksOf('0:30', 'bcachefs', '/dev/sda:/dev/dm-3:/dev/gone'), ['sda', 'dm-3']);
});

test('what is not on disks of its own has none, whatever its number or source', () => {
  for (const type of ['overlay', 'tmpfs', 'nfs4', 'lustre', 'fuse.ntfs', 'zfs', 'vboxsf']) {
    assert.equal(disksOf('0:40', type, '/dev/sda1'), [], type);
  }
  assert.equal(disksOf('8:1', 'lustre', '10.0.0.1@o2ib:/fs'), [], 'it makes its number up');
});

test('read-ahead of what is on no disk: NFS by its number, FUSE with a word behind it', async () => {
  const { root, remove } = await tree({
    'class/bdi/0:45/read_ahead_kb': '15360\n',
    'class/bdi/0:46-fuse/read_ahead_kb': '128\n',
    'class/bdi/8:0/read_ahead_kb': '4096\n',
  });
  const of = (device: string) =>
    readAheadOf(
      { id: '2', parent: '1', device, type: 'nfs4', source: 's', root: '/', target: '/x', options: 'rw' },
      root,
    );
  assert.equal(['0:45', '0:46', '0:47', '8:0', '0:../8:0'].map(of), [15360, 128, null, null, null]);
  remove();
});

test('a number or a source that leads elsewhere', () => {
  assert.equal(disksOf('../block/8:1', 'ext4', '/dev/sda1'), []);
  for (const source of ['/dev/..', '/dev/', '/dev/../block/sda', '/dev/a/b/c']) {
    assert.equal(disksOf('0:30', 'bcachefs', source), [], source);
  }
});

test.run();
