import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isOnDisks, visibilityOf } from '../../../../src/procfs/host/mounts/visibility.ts';

const test = suite('what of a mount can be seen');

/** As `visibility` and who sees it. */
function view(type: string, facts: { device?: string; block_devices?: string[]; options?: string } = {}) {
  const { visibility, by } = visibilityOf({ type, ...facts });
  return by === null ? visibility : `${visibility} by ${by}`;
}

test('by its type', () => {
  for (const [types, expected] of [
    ['ext4 xfs btrfs zfs bcachefs vfat squashfs fuseblk gfs2 ocfs2', 'seen by diskstats'],
    ['tmpfs ramfs', 'memory'],
    ['nfs nfs4', 'seen by nfs'],
    ['lustre', 'derived by lustre'],
    ['overlay aufs ecryptfs fuse.squashfuse fuse.squashfuse_ll fuse.fuse-overlayfs', 'derived by diskstats'],
    ['beegfs gpfs wekafs ceph dvs panfs orangefs pvfs2 cifs smb3 9p afs virtiofs', 'blind'],
    ['fuse fuse.sshfs fuse.daos fuse.ceph-fuse fuse.s3fs', 'blind'],
  ] as const) {
    for (const type of types.split(' ')) assert.is(view(type), expected, type);
  }
});

test('what is not known and has no disk is blind; with one, or if that was not recorded, it is on disks', () => {
  assert.is(view('vboxsf', { device: '0:51', block_devices: [] }), 'blind');
  assert.is(view('newfs', { device: '0:51', block_devices: ['sda'] }), 'seen by diskstats');
  assert.is(view('newfs', { device: '8:1', block_devices: [] }), 'seen by diskstats');
  assert.is(view('newfs', { device: '0:51' }), 'seen by diskstats');
  assert.is(view('notfuse.squashfuse', { device: '8:1' }), 'seen by diskstats');
  assert.is(view('newfs'), 'seen by diskstats');
  assert.is(view('btrfs', { device: '0:51', block_devices: [] }), 'seen by diskstats');
});

test('with DAX reads and writes go past the block layer, and its counters', () => {
  for (const options of ['rw,dax', 'rw,dax=always,attr2', 'dax']) {
    assert.is(view('xfs', { options, device: '259:0', block_devices: ['pmem0'] }), 'blind');
  }
  for (const options of ['rw,dax=never', 'rw,dax=inode', 'rw,nodax']) {
    assert.is(view('ext4', { options, device: '259:0', block_devices: ['pmem0'] }), 'seen by diskstats');
  }
});

test('only what is on disks itself is looked up there', () => {
  assert.equal(['ext4', 'btrfs', 'newfs', 'overlay', 'tmpfs', 'nfs', 'lustre', 'fuse.x'].map(isOnDisks), [
    true,
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test.run();
