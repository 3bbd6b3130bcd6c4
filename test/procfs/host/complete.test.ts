import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { completeHostInfo, type HostDevices } from '../../../src/procfs/host/complete.ts';
import { readBlockDevices } from '../../../src/procfs/host/disks/block-devices.ts';
import { diskByName } from '../../../src/procfs/host/disks/partition-name.ts';
import { readHostInfo } from '../../../src/procfs/host/host-info.ts';
import { readInterfaces } from '../../../src/procfs/host/network/interfaces.ts';
import { tree } from '../parse.ts';

const test = suite('devices that come in mid-run');

function devicesOf(sysfs: string): HostDevices {
  return { block_devices: readBlockDevices(sysfs), interfaces: readInterfaces(sysfs) };
}

const rootsAt = (root: string) => ({ procfs: root, sysfs: root });
const NO_NAMES = { disks: [], interfaces: [], others: [] };

test('a card that comes is read, with the virtual card that it is now behind', async () => {
  // A VM on Azure: eth0 is hv_netvsc's, to which its VF enP1s1 comes, and goes, as it is moved.
  const { root, remove } = await tree({
    'class/net/eth0/speed': '-1\n',
    'class/net/eth0/device/vendor': '0x1414\n',
    'class/net/lo/mtu': '65536\n',
  });
  const before = devicesOf(root);
  await mkdir(path.join(root, 'class/net/enP1s1/device'), { recursive: true });
  await symlink('../eth0', path.join(root, 'class/net/enP1s1/master'));
  await writeFile(path.join(root, 'class/net/eth0/speed'), '50000\n');
  const after = completeHostInfo(
    before,
    { ...NO_NAMES, interfaces: ['lo', 'eth0', 'enP1s1'] },
    rootsAt(root),
  );
  assert.equal(after, devicesOf(root));
  assert.equal(
    after.interfaces.map(({ name, master, speed_mbps }) => [name, master, speed_mbps]),
    [
      ['enP1s1', 'eth0', null],
      ['eth0', null, 50_000],
      ['lo', null, null],
    ],
  );
  remove();
});

test('a bond that comes takes cards that were known; what stands on what is known again', async () => {
  const { root, remove } = await tree({
    'class/net/eth0/device/vendor': '0x15b3\n',
    'class/net/eth1/device/vendor': '0x15b3\n',
    'class/net/wlan/mtu': '1500\n',
  });
  const before = devicesOf(root);
  await mkdir(path.join(root, 'class/net/bond0'));
  for (const card of ['eth0', 'eth1']) {
    await symlink('../bond0', path.join(root, 'class/net', card, 'master'));
    await symlink(`../${card}`, path.join(root, 'class/net/bond0', `lower_${card}`));
  }
  // Not new by name, and nothing to do with it: not looked at again.
  await writeFile(path.join(root, 'class/net/wlan/mtu'), '9000\n');
  const { interfaces } = completeHostInfo(before, { ...NO_NAMES, interfaces: ['bond0'] }, rootsAt(root));
  assert.equal(
    interfaces.map(({ name, master, lower, mtu }) => [name, master, lower, mtu]),
    [
      ['bond0', null, ['eth0', 'eth1'], null],
      ['eth0', 'bond0', undefined, null],
      ['eth1', 'bond0', undefined, null],
      ['wlan', null, undefined, 1500],
    ],
  );
  remove();
});

test('a disk that comes with a partition that a RAID takes: the RAID stands on it now', async () => {
  const { root, remove } = await tree({
    'block/md0/size': '0\n',
    'block/sda/sda1/partition': '1\n',
    'block/cciss!c0d0/size': '8\n',
  });
  const before = devicesOf(root);
  await mkdir(path.join(root, 'block/sdb/sdb1/holders/md0'), { recursive: true });
  await writeFile(path.join(root, 'block/sdb/sdb1/partition'), '1\n');
  await mkdir(path.join(root, 'block/md0/slaves/sdb1'), { recursive: true });
  await mkdir(path.join(root, 'block/sda/sda2'));
  await writeFile(path.join(root, 'block/sda/sda2/partition'), '2\n');
  await mkdir(path.join(root, 'block/cciss!c0d0/cciss!c0d0p1'));
  await writeFile(path.join(root, 'block/cciss!c0d0/cciss!c0d0p1/partition'), '1\n');
  const disks = ['sda', 'sda1', 'sda2', 'sdb', 'sdb1', 'md0', 'cciss/c0d0', 'cciss/c0d0p1'];
  const after = completeHostInfo(before, { ...NO_NAMES, disks }, rootsAt(root));
  assert.equal(after, devicesOf(root));
  assert.equal(
    after.block_devices.map(({ name, partitions, slaves }) => [name, partitions, slaves]),
    [
      ['cciss/c0d0', ['cciss/c0d0p1'], []],
      ['md0', [], ['sdb1']],
      ['sda', ['sda1', 'sda2'], []],
      ['sdb', ['sdb1'], []],
    ],
  );
  remove();
});

test('a namespace of NVMe that comes brings its paths, which no list has; one more path changes it', async () => {
  const { root, remove } = await tree({ 'block/sda/size': '8\n' });
  const before = devicesOf(root);
  const addPath = async (name: string, state: string) => {
    await mkdir(path.join(root, 'block', name, 'device'), { recursive: true });
    await writeFile(path.join(root, 'block', name, 'hidden'), '1\n');
    await writeFile(path.join(root, 'block', name, 'device/transport'), 'tcp\n');
    await writeFile(path.join(root, 'block', name, 'device/state'), `${state}\n`);
  };
  await mkdir(path.join(root, 'block/nvme3n1/device/nvme3'), { recursive: true });
  await writeFile(path.join(root, 'block/nvme3n1/device/nvme3/transport'), 'tcp\n');
  await addPath('nvme3c3n1', 'live');
  const after = completeHostInfo(before, { ...NO_NAMES, disks: ['sda', 'nvme3n1'] }, rootsAt(root));
  assert.equal(after, devicesOf(root));
  assert.equal(
    after.block_devices.map(({ name, transport, hidden, paths }) => [name, transport, hidden, paths]),
    [
      ['nvme3c3n1', 'nvme-tcp', true, undefined],
      ['nvme3n1', 'nvme-tcp', undefined, ['nvme3c3n1']],
      ['sda', undefined, undefined, undefined],
    ],
  );
  await addPath('nvme3c4n1', 'connecting');
  const names = { ...NO_NAMES, disks: ['sda', 'nvme3n1', 'nvme3c4n1'] };
  assert.equal(completeHostInfo(after, names, rootsAt(root)), devicesOf(root));
  remove();
});

test('what is gone is kept, other facts too; nothing new is the same object', async () => {
  const { root, remove } = await tree({ 'block/sda/size': '8\n', 'class/net/eth0/mtu': '1500\n' });
  const before = { hostname: 'node1', ...devicesOf(root) };
  await rm(path.join(root, 'block/sda'), { recursive: true });
  await rm(path.join(root, 'class/net/eth0'), { recursive: true });
  await mkdir(path.join(root, 'block/sdb'));
  const names = {
    ...NO_NAMES,
    disks: ['sdb', 'sdc', '..', '', 'a/../../b'],
    interfaces: ['veth1', '..', '.', ''],
  };
  const after = completeHostInfo(before, names, rootsAt(root));
  assert.is(after.hostname, 'node1');
  assert.equal(
    after.block_devices.map(({ name }) => name),
    ['sda', 'sdb'],
  );
  assert.is(after.interfaces.length, 1);
  assert.is(completeHostInfo(after, names, rootsAt(root)), after);
  assert.is(completeHostInfo(before, { ...NO_NAMES, disks: ['sda'] }, rootsAt('/nowhere')), before);
  remove();
});

test('the storage under test is on the mount that came, such as by an automount', async () => {
  const top = '27 1 8:1 / / rw - ext4 /dev/sda1 rw\n';
  const { root, remove } = await tree({ 'self/mountinfo': top });
  const targets = { paths: ['/auto/x/data'], isGuess: true };
  const facts = { ...rootsAt(root), hostname: 'h', architecture: 'x', targets };
  const before = readHostInfo(facts);
  assert.equal(before.targets, [{ path: '/auto/x/data', mount: '/', guessed: true }]);
  await writeFile(path.join(root, 'self/mountinfo'), `${top}30 27 0:40 / /auto/x rw - nfs4 s:/x rw\n`);
  const after = completeHostInfo(before, { ...NO_NAMES, others: ['bytes /auto/x'] }, facts);
  assert.equal(after.targets, [{ path: '/auto/x/data', mount: '/auto/x', guessed: true }]);
  remove();
});

test('the storage under test stays what it was when that is unmounted before the end', async () => {
  const top = '27 1 8:1 / / rw - ext4 /dev/sda1 rw\n';
  const scratch = '30 27 7:0 / /scratch rw - xfs /dev/loop0 rw\n';
  const { root, remove } = await tree({ 'self/mountinfo': `${top}${scratch}` });
  const targets = { paths: ['/scratch/data'], isGuess: false };
  const facts = { ...rootsAt(root), hostname: 'h', architecture: 'x', targets };
  const before = readHostInfo(facts);
  // A container has come meanwhile.
  await writeFile(path.join(root, 'self/mountinfo'), `${top}31 27 0:41 / /run/c rw - overlay overlay rw\n`);
  const after = completeHostInfo(before, NO_NAMES, facts);
  assert.is(after.mounts.length, 3);
  assert.equal(after.targets, [{ path: '/scratch/data', mount: '/scratch' }]);
  remove();
});

test('a mount that comes is added as it is, whatever has made somebody look; one that is gone is kept', async () => {
  const line = (target: string, more = '') => `24 22 0:40 / ${target} rw - nfs4 s:${target} rw${more}\n`;
  const { root, remove } = await tree({ 'self/mountinfo': line('/a') });
  const facts = { ...rootsAt(root), hostname: 'h', architecture: 'x' };
  const before = readHostInfo(facts);
  const names = { ...NO_NAMES, others: ['bytes /b'] };
  assert.is(completeHostInfo(before, names, facts), before);
  await writeFile(path.join(root, 'self/mountinfo'), line('/b', ',password=x') + line('/c'));
  const after = completeHostInfo(before, names, facts);
  assert.equal(
    after.mounts.map(({ target, options, by }) => [target, options, by]),
    [
      ['/a', 'rw', 'nfs'],
      ['/b', 'rw,password=…', 'nfs'],
      ['/c', 'rw', 'nfs'],
    ],
  );
  assert.is(completeHostInfo(after, names, facts), after);
  // Something else at the same place is another mount.
  await writeFile(path.join(root, 'self/mountinfo'), '24 22 0:41 / /a rw - tmpfs none rw\n');
  assert.is(completeHostInfo(after, names, facts).mounts.length, 4);
  remove();
});

test('a second port of a device that is known', async () => {
  const port = (nth: number) => `class/infiniband/mlx4_0/ports/${nth}`;
  const { root, remove } = await tree({ [`${port(1)}/rate`]: '40 Gb/sec (4X QDR)\n' });
  const facts = { ...rootsAt(root), hostname: 'h', architecture: 'x' };
  const before = readHostInfo(facts);
  await mkdir(path.join(root, port(2)));
  const after = completeHostInfo(before, NO_NAMES, facts);
  assert.equal(
    after.rdma_ports?.map(({ device, port, rate }) => [device, port, rate]),
    [
      ['mlx4_0', 1, '40 Gb/sec (4X QDR)'],
      ['mlx4_0', 2, null],
    ],
  );
  remove();
});

for (const [name, disk] of [
  ['sda1', 'sda'],
  ['nvme0n1p12', 'nvme0n1'],
  ['cciss/c0d0p1', 'cciss/c0d0'],
  ['dasda1', 'dasda'],
  ['sdp1', 'sdp'],
  ['sda', undefined],
  ['nvme0n10', 'nvme0n'],
] as const) {
  test(`by its name ${name} would be a partition of ${disk}`, () => {
    assert.is(diskByName(name), disk);
  });
}

test.run();
