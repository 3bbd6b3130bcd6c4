import { readFileSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readNames } from '../../../src/procfs/host/small-file.ts';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { diskstats } from '../../../src/procfs/sources/diskstats.ts';
import { loadavg } from '../../../src/procfs/sources/loadavg.ts';
import { meminfo } from '../../../src/procfs/sources/meminfo.ts';
import { netdev } from '../../../src/procfs/sources/netdev.ts';
import { pressure } from '../../../src/procfs/sources/pressure.ts';
import { vmstat } from '../../../src/procfs/sources/vmstat.ts';
import { jsonOf, tree } from '../parse.ts';

const test = suite('outcomes of reading');

/** A file of sysfs to whose read this kernel answers with that error, undefined if there is none. */
function refusing(code: string): string | undefined {
  const folder = '/sys/class/net';
  // A card without a port's name, a link without a speed: which of these there are depends on the kernel.
  return readNames(folder)
    .flatMap((name) =>
      ['phys_port_name', 'phys_port_id', 'speed'].map((file) => path.join(folder, name, file)),
    )
    .find((file) => {
      try {
        readFileSync(file);
        return false;
      } catch (error) {
        return error instanceof Error && 'code' in error && error.code === code;
      }
    });
}

const NOT_SUPPORTED = refusing('ENOTSUP') ?? refusing('EOPNOTSUPP');
const INVALID = refusing('EINVAL');
const whereNotSupported = NOT_SUPPORTED === undefined ? test.skip : test;
const whereInvalid = INVALID === undefined ? test.skip : test;

const LINE = 'some avg10=0.00 avg60=0.00 avg300=0.00 total=18\n';

whereNotSupported('pressure that answers EOPNOTSUPP is disabled, and no error', async () => {
  const { root, remove } = await tree({ 'pressure/x': '' });
  for (const name of ['cpu', 'memory', 'io'])
    await symlink(NOT_SUPPORTED ?? '', path.join(root, 'pressure', name));
  const reader = new SourceReader(pressure, { procfs: root, sysfs: root });
  assert.is(reader.read(), 'disabled');
  assert.is(reader.error, undefined);
  assert.equal([reader.reading.layout.rows, reader.reading.numbers.length], [[], 0]);
  remove();
});

whereNotSupported('the same from a source that must be there is a failure', async () => {
  const { root, remove } = await tree({ x: '' });
  await symlink(NOT_SUPPORTED ?? '', path.join(root, 'loadavg'));
  const outcome = new SourceReader(loadavg, { procfs: root, sysfs: root }).read();
  assert.match(outcome, /^failed: .*loadavg cannot be read \((EOPNOTSUPP|ENOTSUP)\); leave it out with /);
  remove();
});

whereInvalid('one file of three that answers EINVAL costs that file, by name', async () => {
  const { root, remove } = await tree({ 'pressure/cpu': LINE, 'pressure/io': LINE });
  await symlink(INVALID ?? '', path.join(root, 'pressure/memory'));
  const reader = new SourceReader(pressure, { procfs: root, sysfs: root });
  assert.is(reader.read(), 'ok');
  assert.equal(Object.keys(JSON.parse(jsonOf(reader))), ['cpu', 'io']);
  assert.is(reader.error, `failed: ${root}/pressure/memory cannot be read (EINVAL)`);
  remove();
});

test('one file of three without a line that can be read leaves nothing of itself', async () => {
  const { root, remove } = await tree({
    'pressure/cpu': LINE,
    'pressure/memory': 'junk\n',
    'pressure/io': LINE,
  });
  const reader = new SourceReader(pressure, { procfs: root, sysfs: root });
  assert.is(reader.read(), 'ok');
  assert.equal(Object.keys(JSON.parse(jsonOf(reader))), ['cpu', 'io']);
  assert.match(
    reader.error ?? '',
    /^failed: .*pressure\/memory: no line can be read: pressure\/memory line 1: neither/,
  );
  remove();
});

test('a line of one file is named with its file', async () => {
  const { root, remove } = await tree({ 'pressure/cpu': LINE, 'pressure/io': `${LINE}full x\n` });
  const reader = new SourceReader(pressure, { procfs: root, sysfs: root });
  assert.is(reader.read(), 'ok');
  assert.is(reader.error, 'pressure/io line 2: no avg10=');
  remove();
});

test('a source that is gone for a tick has no rows then, and its old ones after that', async () => {
  const { root, remove } = await tree({ vmstat: 'a 1\n' });
  const reader = new SourceReader(vmstat, { procfs: root, sysfs: root });
  assert.is(reader.read(), 'ok');
  reader.close();
  await rm(path.join(root, 'vmstat'));
  assert.match(reader.read(), /^failed: .*ENOENT/);
  assert.equal([reader.reading.changed, reader.reading.layout.rows], [true, []]);
  await writeFile(path.join(root, 'vmstat'), 'a 2\n');
  assert.is(reader.read(), 'ok');
  assert.equal([reader.reading.changed, jsonOf(reader)], [true, '{"a":2}']);
  reader.close();
  remove();
});

test('a file that stays open is read anew from its beginning, however long it was before', async () => {
  const { root, remove } = await tree({ meminfo: `MemTotal: 100 kB\n${'Filler: 1 kB\n'.repeat(10_000)}` });
  const reader = new SourceReader(meminfo, { procfs: root, sysfs: root });
  assert.is(reader.read(), 'ok');
  assert.is(reader.reading.layout.rows.length, 10_001);
  await writeFile(path.join(root, 'meminfo'), 'MemTotal: 7 kB\n');
  assert.is(reader.read(), 'ok');
  assert.is(jsonOf(reader), '{"MemTotal":7}');
  reader.close();
  remove();
});

test('one source that fails costs the others nothing, though they share a buffer', async () => {
  const { root, remove } = await tree({
    loadavg: '0.20 0.18 0.12 1/80 11206\n',
    vmstat: 'junk\n',
    diskstats: '',
  });
  await mkdir(path.join(root, 'block'));
  const readers = [loadavg, vmstat, diskstats].map(
    (one) => new SourceReader(one, { procfs: root, sysfs: root }),
  );
  const outcomes = readers.map((reader) => reader.read());
  assert.equal([outcomes[0], outcomes[2]], ['ok', 'ok']);
  assert.match(outcomes[1] ?? '', /^failed: .*vmstat: no line can be read: line 1: a key without a number$/);
  assert.match(jsonOf(readers[0]!), /^\{"load_1min":0\.20,.*"total_processes":80\}$/);
  for (const reader of readers) reader.close();
  remove();
});

for (const [what, file, sys, outcome] of [
  ['no disks', 'diskstats', { 'block/a-file': '' }, 'ok'],
  [
    'disks that something hides',
    'diskstats',
    { 'block/sda/size': '8' },
    /^failed: .*diskstats: it lists nothing, though .*block has sda: something hides it; leave it out with /,
  ],
  [
    'no /sys/block',
    'diskstats',
    {},
    /^failed: .*diskstats: it lists nothing, and .*block cannot tell .*ENOENT/,
  ],
  ['no interfaces', 'net/dev', { 'class/net/bonding_masters': '\n' }, 'ok'],
  [
    'interfaces that something hides',
    'net/dev',
    { 'class/net/lo/mtu': '1', 'class/net/a/mtu': '1', 'class/net/b/mtu': '1', 'class/net/c/mtu': '1' },
    /^failed: .*net\/dev: it lists nothing, though .*net has a, b, c, …: something hides it;/,
  ],
] as const) {
  test(`an empty list and ${what}`, async () => {
    const { root, remove } = await tree({ [`proc/${file}`]: '', ...below('sys', sys) });
    const source = file === 'diskstats' ? diskstats : netdev;
    const reader = new SourceReader(source, {
      procfs: path.join(root, 'proc'),
      sysfs: path.join(root, 'sys'),
    });
    const found = reader.read();
    if (outcome === 'ok') {
      assert.equal([found, reader.error, jsonOf(reader)], ['ok', undefined, '[]']);
    } else {
      assert.match(found, outcome);
      assert.is(reader.error, found);
    }
    reader.close();
    remove();
  });
}

/** The files of a tree one folder further down. */
function below(folder: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}

test('a folder in the place of a folder of files, a file in the place of a folder', async () => {
  const { root, remove } = await tree({ pressure: 'a file\n' });
  await mkdir(path.join(root, 'loadavg'));
  assert.is(new SourceReader(pressure, { procfs: root, sysfs: root }).read(), 'absent');
  assert.match(
    new SourceReader(loadavg, { procfs: root, sysfs: root }).read(),
    /^failed: .*loadavg cannot be read \(EISDIR\)$/,
  );
  remove();
});

test('the time spent, to read and to parse, is that of the clock that was given', async () => {
  const { root, remove } = await tree({ vmstat: 'a 1\n' });
  const clock = [10, 10.25, 11, 11.5, 20, 20.125, 30, 30.0625];
  const reader = new SourceReader(vmstat, { procfs: root, sysfs: root }, () => clock.shift() ?? Number.NaN);
  reader.read();
  assert.is(reader.seconds, 0.75);
  reader.read();
  assert.is(reader.seconds, 0.9375);
  reader.close();
  remove();
});

test.run();
