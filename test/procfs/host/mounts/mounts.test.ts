import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMounts, readMounts, readNewMounts } from '../../../../src/procfs/host/mounts/mounts.ts';
import { tree } from '../../parse.ts';

const test = suite('mounts');
const NO_LOOKS = { blockDevicesOf: () => [], readAheadOf: () => null };

/** Of each mount what it says of itself. */
function namesOf(mountinfo: string): object[] {
  return parseMounts(mountinfo, NO_LOOKS).map(({ source, target, type, options }) => {
    return { source, target, type, options };
  });
}

test('none, one or several optional fields before the dash', () => {
  const text = `22 1 254:0 / / rw - ext4 /dev/vda rw
24 22 0:40 / /a rw shared:2 - lustre 10.0.0.1@o2ib:10.0.0.2@o2ib:/scratch rw
25 22 0:41 / /b rw shared:2 master:1 propagate_from:3 - xfs /dev/mapper/vg-b rw
`;
  assert.equal(namesOf(text), [
    { source: '/dev/vda', target: '/', type: 'ext4', options: 'rw' },
    { source: '10.0.0.1@o2ib:10.0.0.2@o2ib:/scratch', target: '/a', type: 'lustre', options: 'rw' },
    { source: '/dev/mapper/vg-b', target: '/b', type: 'xfs', options: 'rw' },
  ]);
});

test('blank, tab, newline, backslash and # are unescaped once', () => {
  const [mount] = namesOf('24 22 0:40 / /a\\040b\\011c\\012d\\134040e\\043 rw - nfs s:/x\\040y rw\n');
  assert.equal(mount, { source: 's:/x y', target: '/a b\tc\nd\\040e#', type: 'nfs', options: 'rw' });
});

test('a target called "-" is not the separator; umlauts stay', () => {
  assert.equal(namesOf('24 22 0:40 / - rw shared:1 - ext4 /dev/sdb rw\n'), [
    { source: '/dev/sdb', target: '-', type: 'ext4', options: 'rw' },
  ]);
  assert.is(parseMounts('24 22 0:40 / /größe rw - ext4 /dev/sdb rw\n', NO_LOOKS)[0]?.target, '/größe');
});

test('tmpfs and overlay hold data; proc, sysfs, cgroup and autofs do not', () => {
  const types = [
    'tmpfs',
    'overlay',
    'proc',
    'sysfs',
    'cgroup',
    'cgroup2',
    'autofs',
    'fuse.sshfs',
    'fuse.lxcfs',
  ];
  const text = types.map((type, nth) => `${nth} 1 0:${nth} / /${nth} rw - ${type} none rw\n`).join('');
  assert.equal(
    parseMounts(text, NO_LOOKS).map(({ type }) => type),
    ['tmpfs', 'overlay', 'fuse.sshfs'],
  );
});

test('lines that are none cost themselves; nothing gives nothing', () => {
  assert.equal(namesOf(''), []);
  assert.equal(namesOf('junk\n24 22 0:40 / /a rw shared:1 ext4\n24 22 0:40 / /a rw - ext4\n'), []);
});

test('the password in the address of what a program has mounted is left out, and nothing else', () => {
  for (const [source, shown] of [
    ['https://me:secret@dav.site:443/a/b', 'https://me:…@dav.site:443/a/b'],
    ['curlftpfs#ftp://me:p@ss@site/', 'curlftpfs#ftp://me:…@site/'],
    ['redis://:secret@10.0.0.1:6379/1', 'redis://:…@10.0.0.1:6379/1'],
    ['//me:secret@site/share', '//me:…@site/share'],
    ['https://dav.site:443/a:b@c', 'https://dav.site:443/a:b@c'],
    ['me@site:/home/a@b', 'me@site:/home/a@b'],
    ['10.0.0.1@o2ib:10.0.0.2@o2ib:/scratch', '10.0.0.1@o2ib:10.0.0.2@o2ib:/scratch'],
    ['site:/a//b:c@d', 'site:/a//b:c@d'],
  ] as const) {
    const [mount] = parseMounts(`24 22 0:40 / /a rw - fuse ${source} rw,${source}\n`, NO_LOOKS);
    assert.equal([mount?.source, mount?.options], [shown, `rw,${shown}`]);
  }
});

test('of very many those are kept that are neither in memory nor stacked, in the order of mounting', () => {
  const line = (nth: number, type: string) => `${nth} 1 0:${nth} / /${nth} rw - ${type} x rw\n`;
  const text = [
    ...Array.from({ length: 600 }, (_, nth) => line(nth, 'tmpfs')),
    ...Array.from({ length: 600 }, (_, nth) => line(1000 + nth, 'overlay')),
    line(5000, 'nfs4'),
    line(5001, 'beegfs'),
  ].join('');
  const mounts = parseMounts(text, NO_LOOKS);
  assert.is(mounts.length, 1000);
  assert.equal([mounts[0]?.target, mounts.at(-2)?.target, mounts.at(-1)?.target], ['/0', '/5000', '/5001']);
  assert.is(mounts.filter(({ type }) => type === 'overlay').length, 600);
});

test('a thousand are no too many; of more that are stacked the first are kept', () => {
  const lines = (count: number, type: string) =>
    Array.from({ length: count }, (_, nth) => `${nth} 1 0:${nth} / /${type}${nth} rw - ${type} x rw\n`).join(
      '',
    );
  const whole = parseMounts(lines(999, 'tmpfs') + lines(1, 'nfs4'), NO_LOOKS);
  assert.equal([whole.length, whole.at(-1)?.target], [1000, '/nfs40']);
  const less = parseMounts(lines(1100, 'overlay') + lines(1, 'ext4') + lines(1, 'ceph'), NO_LOOKS);
  assert.equal(
    less.slice(-3).map(({ target }) => target),
    ['/overlay997', '/ext40', '/ceph0'],
  );
  // Derived is one as the other, but Lustre is storage of its own.
  const lustre = parseMounts(lines(1100, 'overlay') + lines(1, 'lustre'), NO_LOOKS);
  assert.equal([lustre.length, lustre.at(-1)?.target], [1000, '/lustre0']);
});

test('those of a host, and then those that are not known, with what /sys says of them', async () => {
  const [disk, nfs] = ['22 1 8:1 / /a rw - xfs /dev/sda1 rw\n', '23 1 0:40 / /b rw - nfs s:/b rw\n'];
  const { root, remove } = await tree({
    'self/mountinfo': disk + nfs,
    'dev/block/8:1': '../../devices/pci/block/sda/sda1\n',
    'class/bdi/0:40/read_ahead_kb': '128\n',
  });
  const roots = { procfs: root, sysfs: root };
  const [first, second, ...more] = readMounts(roots);
  assert.equal([first?.block_devices, first?.read_ahead_kb], [['sda1'], undefined]);
  assert.equal([second?.block_devices, second?.read_ahead_kb, more], [[], 128, []]);
  const known = { source: 's:/b', target: '/b', type: 'nfs', device: '0:40' };
  assert.equal(readNewMounts(roots, [known]), [first]);
  // The same in all but one is another.
  for (const other of [{ source: 't' }, { target: '/c' }, { type: 'nfs4' }, { device: '0:41' }]) {
    assert.equal(readNewMounts(roots, [{ ...known, ...other }]), [first, second]);
  }
  const many = Array.from({ length: 999 }, (_, nth) => ({ ...known, target: `/gone${nth}` }));
  assert.equal(readNewMounts(roots, many), [first]);
  assert.equal(readNewMounts(roots, [...many, ...many]), []);
  assert.equal(readMounts({ procfs: '/nowhere', sysfs: root }), []);
  assert.equal(readNewMounts({ procfs: '/nowhere', sysfs: root }, []), []);
  remove();
});

test('a target of any length is cut, and is known again', async () => {
  const { root, remove } = await tree({
    'self/mountinfo': `22 1 0:9 / /${'x'.repeat(5000)} rw - nfs s rw\n`,
  });
  const roots = { procfs: root, sysfs: root };
  const mounts = readMounts(roots);
  assert.equal(
    mounts.map(({ target }) => target.length),
    [4096],
  );
  assert.equal(readNewMounts(roots, mounts), []);
  remove();
});

test('what a mount is, which disks it is on, and who sees it', () => {
  const text = '22 1 8:2 / /data rw - xfs /dev/sda2 rw\n24 22 0:40 / /nfs rw - nfs4 s:/x rw\n';
  const [disk, nfs] = parseMounts(text, {
    blockDevicesOf: ({ device }) => (device === '8:2' ? ['sda2'] : []),
    readAheadOf: ({ device }) => (device === '0:40' ? 15360 : null),
  });
  assert.equal(disk, {
    ...{ source: '/dev/sda2', target: '/data', type: 'xfs', options: 'rw' },
    ...{ device: '8:2', block_devices: ['sda2'], visibility: 'seen', by: 'diskstats' },
  });
  assert.equal(nfs, {
    ...{ source: 's:/x', target: '/nfs', type: 'nfs4', options: 'rw' },
    ...{ device: '0:40', block_devices: [], visibility: 'seen', by: 'nfs', read_ahead_kb: 15360 },
  });
});

test.run();
