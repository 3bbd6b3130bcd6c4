import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { storageUnderTest } from '../../../src/report/page-cache/under-test.ts';
import { blockDevice } from '../../series/example.ts';
import { hostWith } from './made-host.ts';

type Mount = Parameters<typeof hostWith>[0];
const BLIND: Mount = { visibility: 'blind', by: null, block_devices: [] };

test('a file system on disks: those that the mount names, a loop device among them', () => {
  assert.equal(storageUnderTest(hostWith({ type: 'xfs' })), [
    { mount: '/mnt/x', type: 'xfs', kind: 'disk', names: ['loop0'], isGuess: false },
  ]);
});

test('each file system once, and that which covers another', () => {
  const info = hostWith({});
  const again = { ...info, targets: [...(info.targets ?? []), { path: '/mnt/x/b', mount: '/mnt/x' }] };
  assert.is(storageUnderTest(again).length, 1);
  const covered = hostWith(
    {},
    { mounts: [...info.mounts, { ...info.mounts[1]!, type: 'xfs', device: '7:1' }] },
  );
  assert.equal(
    storageUnderTest(covered).map(({ type }) => type),
    ['xfs'],
  );
});

test('btrfs: compressed bytes are no bytes of files; several disks may have copies', () => {
  const [plain] = storageUnderTest(hostWith({ type: 'btrfs', options: 'rw,space_cache=v2' }));
  assert.equal([plain?.unlikeRead, plain?.unlikeWritten], [undefined, undefined]);
  for (const options of ['rw,compress=zstd:3,ssd', 'rw,compress-force=lzo', 'compress']) {
    const [one] = storageUnderTest(hostWith({ type: 'btrfs', options }));
    assert.equal([one?.unlikeRead, one?.unlikeWritten], ['btrfs compresses', 'btrfs compresses'], options);
  }
  const [none] = storageUnderTest(hostWith({ type: 'btrfs', options: 'rw,compress=no' }));
  assert.is(none?.unlikeRead, undefined);
  const [mirror] = storageUnderTest(hostWith({ type: 'btrfs', block_devices: ['sda', 'sdb'] }));
  assert.equal(
    [mirror?.unlikeRead, mirror?.unlikeWritten],
    [undefined, 'btrfs may write copies to several disks'],
  );
});

test('NFS is known to its source by the mount that came first', () => {
  const nfs: Mount = { type: 'nfs4', device: '0:45', block_devices: [], visibility: 'seen', by: 'nfs' };
  const info = hostWith(nfs, { sources: { nfs: 'ok' } });
  const bound = { ...info, mounts: [{ ...info.mounts[1]!, target: '/first' }, ...info.mounts] };
  assert.equal(storageUnderTest(bound), [
    { mount: '/mnt/x', type: 'nfs4', kind: 'nfs', names: ['/mnt/x', '/first'], isGuess: false },
  ]);
  // Its source was not read.
  assert.is(storageUnderTest(hostWith(nfs))[0]?.kind, 'blind');
});

test('Lustre is known to its source by the name that its servers have', () => {
  const lustre: Mount = { type: 'lustre', block_devices: [], visibility: 'derived', by: 'lustre' };
  const of = (source: string) =>
    storageUnderTest(hostWith({ ...lustre, source }, { sources: { lustre: 'ok' } }))[0];
  assert.equal(
    [of('10.0.0.1@o2ib:10.0.0.2@o2ib:/fs1')?.kind, of('10.0.0.1@o2ib:/fs1')?.names],
    ['lustre', ['fs1']],
  );
  assert.equal(of('10.0.0.1@o2ib,10.0.1.1@tcp:/fs1/a/b')?.names, ['fs1']);
  assert.is(storageUnderTest(hostWith(lustre))[0]?.kind, 'blind');
});

test('memory; what cannot be seen; what is on no disk that is known', () => {
  const kindOf = (mount: Mount) => storageUnderTest(hostWith(mount))[0]?.kind;
  assert.is(kindOf({ type: 'tmpfs', visibility: 'memory', by: null, block_devices: [] }), 'memory');
  assert.is(kindOf({ type: 'beegfs', ...BLIND }), 'blind');
  assert.is(kindOf({ type: 'fuse.bindfs', ...BLIND }), 'blind');
  assert.is(kindOf({ type: 'zfs', block_devices: [] }), 'blind');
  assert.is(kindOf({ type: 'overlay', visibility: 'derived', block_devices: [] }), 'blind');
});

test('a path that is on no mount which holds data; a disk that is named itself', () => {
  const none = hostWith({}, { targets: [{ path: '/proc/x', mount: '/proc', guessed: true }] });
  assert.equal(storageUnderTest(none), [
    { mount: '/proc', type: 'unknown', kind: 'blind', names: [], isGuess: true },
  ]);
  const disk = hostWith(
    {},
    {
      targets: [{ path: '/dev/nvme0n1p1', mount: '/dev' }],
      block_devices: [blockDevice('nvme0n1', { partitions: ['nvme0n1p1'] })],
    },
  );
  assert.equal(storageUnderTest(disk), [
    { mount: '/dev/nvme0n1p1', type: 'disk', kind: 'disk', names: ['nvme0n1p1'], isGuess: false },
  ]);
});

test('a host of which no storage under test is known', () => {
  assert.equal(storageUnderTest({ ...hostWith({}), targets: undefined }), []);
});

test('two disks that are named, in a container whose /dev is a tmpfs', () => {
  const disks = ['sdb', 'sdc'];
  const info = hostWith(
    { target: '/dev', type: 'tmpfs', device: '0:50', visibility: 'memory', by: null, block_devices: [] },
    {
      targets: disks.map((name) => ({ path: `/dev/${name}`, mount: '/dev' })),
      block_devices: disks.map((name) => blockDevice(name)),
    },
  );
  assert.equal(
    storageUnderTest(info).map(({ mount, names }) => [mount, names]),
    [
      ['/dev/sdb', ['sdb']],
      ['/dev/sdc', ['sdc']],
    ],
  );
});

test.run();
