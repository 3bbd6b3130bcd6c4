import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { nfs } from '../../../src/procfs/sources/nfs.ts';
import { assertEachReading, copyOf, expectedOf } from '../clients.ts';
import { jsonOf, tree } from '../parse.ts';

const test = suite('nfs');

for (const name of ['nfs-nconnect', 'nfs-8col-rdma', 'nfs-vast']) {
  test(`${name}: each reading gives all of it, digit by digit`, () => {
    assertEachReading(name, nfs);
  });
}

/** A mount with this body, and what it gives after two readings of something else. */
async function nextOf(before: string, after: string, mountinfo = '') {
  const { root, remove } = await tree({ 'self/mountstats': before, 'self/mountinfo': mountinfo });
  const reader = new SourceReader(nfs, { procfs: root, sysfs: '/none' });
  try {
    reader.read();
    reader.read();
    reader.read();
    writeFileSync(path.join(root, 'self/mountstats'), after);
    const outcome = reader.read();
    return {
      outcome,
      changed: reader.reading.changed,
      json: outcome === 'ok' ? jsonOf(reader) : '',
      error: reader.error,
    };
  } finally {
    reader.close();
    remove();
  }
}

/** @param numbers of `bytes:` */
function mount(target: string, numbers: string, more = ''): string {
  return `device s:/e mounted on ${target} with fstype nfs4 statvers=1.1\n\tage:\t1\n\tbytes:\t${numbers} \n${more}\n`;
}

const BYTES = (server: number) =>
  `{"normal_read_bytes":0,"normal_write_bytes":0,"direct_read_bytes":0,"direct_write_bytes":0,"server_read_bytes":${server},"server_write_bytes":0,"read_pages":0,"write_pages":0}`;

test('numbers that have changed, of sums too, are read without the names', async () => {
  const { root, remove } = copyOf('nfs-nconnect');
  const file = path.join(root, 'proc/self/mountstats');
  const reader = new SourceReader(nfs, { procfs: path.join(root, 'proc'), sysfs: '/none' });
  try {
    for (let nth = 0; nth < 3; nth++) reader.read();
    const text = readFileSync(file, 'utf8')
      .replaceAll('age:\t120', 'age:\t131')
      .replaceAll('tcp 0 0 2 0 3 38 38 0 55', 'tcp 0 0 2 0 0 48 47 0 155')
      .replaceAll('OPEN: 7 7 0 1400 2100 0 9 12 2', 'OPEN: 9 9 0 1800 2700 0 11 14 3');
    writeFileSync(file, text);
    assert.is(reader.read(), 'ok');
    assert.not(reader.reading.changed);
    const expected = expectedOf('nfs-nconnect', 'nfs')
      ?.replace(
        '"sends":78,"recvs":78,"bad_xids":0,"req_u":115',
        '"sends":88,"recvs":87,"bad_xids":0,"req_u":215',
      )
      .replace('"ops":11,"execute_ms":16,"errors":2', '"ops":13,"execute_ms":18,"errors":3');
    assert.is(jsonOf(reader), expected);
  } finally {
    reader.close();
    remove();
  }
});

test('mounts come and go, and are mounted anew', async () => {
  const [a, b] = [mount('/a', '0 0 0 0 5 0 0 0'), mount('/b', '0 0 0 0 7 0 0 0')];
  const came = await nextOf(a, a + b);
  assert.is(came.json, `{"/a":{"bytes":${BYTES(5)}},"/b":{"bytes":${BYTES(7)}}}`);
  const went = await nextOf(a + b, b);
  assert.is(went.json, `{"/b":{"bytes":${BYTES(7)}}}`);
  const anew = await nextOf(a, mount('/a', '0 0 0 0 1 0 0 0'));
  assert.is(anew.json, `{"/a":{"bytes":${BYTES(1)}}}`);
  assert.not(anew.changed);
});

test('where no NFS is mounted any more there is none, and it is no error', async () => {
  const { outcome, error } = await nextOf(
    mount('/a', '0 0 0 0 5 0 0 0'),
    'device d mounted on / with fstype ext4\n',
  );
  assert.equal([outcome, error], ['absent', undefined]);
});

test('two file systems at one place are two; one of them twice is one', async () => {
  const all = [5, 7, 5].map((server) => mount('/a', `0 0 0 0 ${server} 0 0 0`)).join('');
  const info = ['0:45', '0:46', '0:45'].map((device) => `60 1 ${device} / /a rw - nfs4 s:/e rw`).join('\n');
  const { json } = await nextOf(mount('/z', '0 0 0 0 0 0 0 0'), all, info);
  assert.is(json, `{"/a":{"bytes":${BYTES(5)}},"/a#2":{"bytes":${BYTES(7)}}}`);
});

test('a line of a thing by itself that makes no sense costs that line', async () => {
  const good = mount('/a', '0 0 0 0 5 0 0 0');
  const body = '\tper-op statistics\n\tREAD: 1 2\n';
  const { json, error } = await nextOf(good, mount('/a', '0 0 0 0 5 0 0 0', body));
  assert.is(json, `{"/a":{"bytes":${BYTES(5)}}}`);
  assert.match(error ?? '', 'line 5: 2 numbers where at least 8 belong');
});

test('a transport of a kind that is not known costs itself: the bytes are there', async () => {
  const good = mount('/a', '0 0 0 0 5 0 0 0');
  const sums = '"transports":{"sends":7,"recvs":8,"bad_xids":1,"req_u":9,"bklog_u":2}';
  const unknown = '\txprt:\tquic 1 2 3\n';
  const why = (line: number) => `line ${line}: a transport that is not known`;
  const alone = await nextOf(good, mount('/a', '0 0 0 0 5 0 0 0', unknown));
  assert.equal([alone.json, alone.error], [`{"/a":{"bytes":${BYTES(5)}}}`, why(4)]);
  const tcp = '\txprt:\ttcp 0 0 2 0 3 7 8 1 9 2 2 1 5\n';
  const both = await nextOf(good, mount('/a', '0 0 0 0 5 0 0 0', tcp + unknown));
  assert.equal([both.json, both.error], [`{"/a":{"bytes":${BYTES(5)},${sums}}}`, why(5)]);
});

test('a line that is a part of a sum costs the reading: the sum would jump', async () => {
  const good = mount('/a', '0 0 0 0 5 0 0 0');
  for (const [line, why] of [
    ['\txprt:\ttcp 0 0 x', 'line 4: a transport without numbers'],
    ['\txprt:\ttcp 0 0 0 0 0 1', 'line 4: a transport without recvs'],
    ['\tper-op statistics\n\tNULL: 1 2', 'line 5: 2 numbers where at least 8 belong'],
    [
      '\tper-op statistics\n\tNULL: 1 2 3 4 5 6 7 8\n\tGETATTR: 1 2 3 4 5 6 7 y',
      'line 6: GETATTR has something else than a number',
    ],
  ] as const) {
    const { outcome, error } = await nextOf(good, mount('/a', '0 0 0 0 5 0 0 0', `${line}\n`));
    assert.match(outcome, /^failed: /);
    assert.match(error ?? '', why);
  }
});

test('a node without NFS has none, without an error, and nothing is read', async () => {
  const { root, remove } = await tree({ 'self/mountstats': 'device d mounted on / with fstype ext4\n' });
  const reader = new SourceReader(nfs, { procfs: root, sysfs: '/none' });
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  assert.is(
    new SourceReader({ ...nfs, optional: false }, { procfs: root, sysfs: '/none' }).read().slice(0, 7),
    'failed:',
  );
  remove();
});

test('it is looked for once a minute', async () => {
  const { root, remove } = await tree({ 'self/mountstats': 'device d mounted on / with fstype ext4\n' });
  let now = 0;
  const reader = new SourceReader(nfs, { procfs: root, sysfs: '/none' }, () => now);
  assert.is(reader.read(), 'absent');
  writeFileSync(path.join(root, 'self/mountstats'), mount('/a', '0 0 0 0 5 0 0 0'));
  now = 59;
  assert.is(reader.read(), 'absent');
  now = 60;
  assert.is(reader.read(), 'ok');
  reader.close();
  remove();
});

test('where NFS was mounted before, a mount is seen at the next reading', async () => {
  const none = 'device d mounted on / with fstype ext4\n';
  const { root, remove } = await tree({ 'self/mountstats': none, filesystems: '\text4\nnodev\tnfs4\n' });
  let now = 0;
  const reader = new SourceReader(nfs, { procfs: root, sysfs: '/none' }, () => now);
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  writeFileSync(path.join(root, 'self/mountstats'), mount('/a', '0 0 0 0 5 0 0 0'));
  now = 1;
  assert.is(reader.read(), 'ok');
  reader.close();
  // The server's half alone is none.
  writeFileSync(path.join(root, 'filesystems'), 'nodev\tnfsd\n');
  writeFileSync(path.join(root, 'self/mountstats'), none);
  assert.equal(nfs.find?.(root, { procfs: root, sysfs: '/none' }), []);
  remove();
});

test('named, and not mounted any more: that is said, not that the file is not there', async () => {
  const { root, remove } = await tree({ 'self/mountstats': mount('/a', '0 0 0 0 5 0 0 0') });
  const reader = new SourceReader({ ...nfs, optional: false }, { procfs: root, sysfs: '/none' });
  assert.is(reader.read(), 'ok');
  writeFileSync(path.join(root, 'self/mountstats'), 'device d mounted on / with fstype ext4\n');
  const why = `${root}/self/mountstats: no NFS is mounted; leave it out with --exclude-sources nfs`;
  assert.is(reader.read(), `failed: ${why}`);
  reader.close();
  remove();
});

test('what cannot be read is not nothing: neither no NFS, nor no file system that is mounted twice', async () => {
  const twice = mount('/a', '0 0 0 0 5 0 0 0') + mount('/b', '0 0 0 0 5 0 0 0');
  const { root, remove } = await tree({ 'self/mountstats': twice, 'self/mountinfo/x': '' });
  const reader = new SourceReader(nfs, { procfs: root, sysfs: '/none' });
  assert.match(reader.read(), /^failed: .*mountstats cannot be read \(EISDIR\)$/);
  const { root: other, remove: removeOther } = await tree({ 'self/mountstats/x': '' });
  const unreadable = new SourceReader(nfs, { procfs: other, sysfs: '/none' });
  assert.match(unreadable.read(), /^failed: .*EISDIR/);
  for (const one of [reader, unreadable]) one.close();
  remove();
  removeOther();
});

test.run();
