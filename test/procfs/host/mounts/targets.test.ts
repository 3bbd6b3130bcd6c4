import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mountLinesOf } from '../../../../src/procfs/host/mount-lines.ts';
import { mountOf, targetsOn } from '../../../../src/procfs/host/mounts/targets.ts';

const test = suite('targets');

// As after the root was changed: what was mounted in the initramfs stands before the root.
const MOUNTS = mountLinesOf(`21 27 0:19 / /sys rw - sysfs sysfs rw
27 1 8:1 / / rw - ext4 /dev/sda1 rw
30 27 0:40 / /scratch rw - lustre mds@o2ib:/fs rw
31 30 0:41 / /scratch/local\\040ssd rw - xfs /dev/nvme0n1 rw
32 27 0:42 / /auto rw - autofs systemd-1 rw
33 32 0:43 / /auto rw - nfs4 s:/x rw
`);

test('a path is on the mount with the longest name that it begins with, by whole parts', () => {
  const on = (path: string) => mountOf(MOUNTS, path);
  assert.is(on('/scratch/user/a'), '/scratch');
  assert.is(on('/scratch'), '/scratch');
  assert.is(on('/scratch2/a'), '/');
  assert.is(on('/scratch/local ssd/x'), '/scratch/local ssd');
  assert.is(on('/sys/a'), '/sys');
  assert.is(on('/'), '/');
});

test('of two at one place the later covers the other', () => {
  assert.is(mountOf(MOUNTS, '/auto/x'), '/auto');
});

test('what was mounted over a folder hides what is mounted below it', () => {
  const lines = mountLinesOf(`27 1 8:1 / / rw - ext4 /dev/sda1 rw
30 27 0:40 / /mnt/a rw - xfs /dev/sdb rw
31 27 0:41 / /mnt rw - tmpfs none rw
`);
  assert.is(mountOf(lines, '/mnt/a/x'), '/mnt');
  // The same when the list is in another order.
  assert.is(mountOf(lines.toReversed(), '/mnt/a/x'), '/mnt');
});

test('in a folder that has become the root, the topmost mounts hang on none of the list', () => {
  const lines = mountLinesOf(`30 27 0:40 / /data rw - xfs /dev/sdb rw
31 30 0:41 / /data/a rw - xfs /dev/sdc rw
`);
  assert.is(mountOf(lines, '/data/a/x'), '/data/a');
  assert.is(mountOf(lines, '/home'), null);
});

test('mounts that lie on each other in a circle, which no kernel has, are gone through once', () => {
  const lines = mountLinesOf(`1 1 8:1 / / rw - ext4 /dev/sda1 rw
2 3 8:2 / /a rw - ext4 /dev/sda2 rw
3 2 8:3 / /a rw - ext4 /dev/sda3 rw
`);
  assert.is(mountOf(lines, '/a/b'), '/');
});

test('a target has its path, its mount, and whether somebody has named it', () => {
  const mountinfo = '27 1 8:1 / / rw - ext4 /dev/sda1 rw\n';
  assert.equal(targetsOn(mountinfo, { paths: ['/a'], isGuess: false }), [{ path: '/a', mount: '/' }]);
  assert.equal(targetsOn(mountinfo, { paths: ['/a'], isGuess: true }), [
    { path: '/a', mount: '/', guessed: true },
  ]);
  assert.equal(targetsOn('', { paths: ['/a'], isGuess: false }), [{ path: '/a', mount: null }]);
});

test.run();
