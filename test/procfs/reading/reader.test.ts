import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { Slab } from '../../../src/procfs/reading/slab.ts';
import { SOURCES, sourceNamed } from '../../../src/procfs/registry.ts';
import { diskstats } from '../../../src/procfs/sources/diskstats.ts';
import { meminfo } from '../../../src/procfs/sources/meminfo.ts';
import { netdev } from '../../../src/procfs/sources/netdev.ts';
import { numa } from '../../../src/procfs/sources/numa.ts';
import { pressure } from '../../../src/procfs/sources/pressure.ts';
import { FIXTURES, jsonOf, tree } from '../parse.ts';

const test = suite('reading sources');

const kernel = { procfs: path.join(FIXTURES, 'kernel-6.18/proc'), sysfs: '/nowhere' };

test('a real kernel: nothing is wrong with any source that is read by default wherever it is', () => {
  for (const source of SOURCES.filter(({ byDefault, find }) => byDefault && find === undefined)) {
    const reader = new SourceReader(source, kernel);
    assert.is(reader.read(), 'ok', source.name);
    assert.is(reader.error, undefined);
    assert.ok(reader.reading.layout.rows.length > 0);
    reader.close();
  }
});

test('this machine, twice: ok, with the same layout', () => {
  for (const source of SOURCES.filter(({ optional }) => !optional)) {
    const reader = new SourceReader(source, { procfs: '/proc', sysfs: '/sys' });
    assert.is(reader.read(), 'ok', source.name);
    const { layout } = reader.reading;
    assert.is(reader.read(), 'ok');
    assert.is(reader.reading.layout, layout, source.name);
    assert.ok(reader.seconds > 0);
    reader.close();
  }
});

test('Python makes the same of diskstats, meminfo and net/dev of a real kernel', () => {
  const program = `
import json, sys
root = sys.argv[1]
disks = [line.split() for line in open(root + '/diskstats')]
memory = dict(line.split(':') for line in open(root + '/meminfo'))
net = [line.split(':') for line in open(root + '/net/dev').read().splitlines()[2:]]
print(json.dumps([[d[2:] for d in disks], {k: int(v.split()[0]) for k, v in memory.items()},
                  [[n.strip()] + v.split() for n, v in net]]))`;
  const python = spawnSync('python3', ['-c', program, kernel.procfs], { encoding: 'utf8' });
  assert.is(python.status, 0, python.stderr);
  const [disks, memory, net] = JSON.parse(python.stdout);
  const read = (source: typeof diskstats) => {
    const reader = new SourceReader(source, kernel);
    assert.is(reader.read(), 'ok');
    return JSON.parse(jsonOf(reader));
  };
  const values = (devices: object[]) => devices.map((device) => Object.values(device).map(String));
  assert.equal(values(read(diskstats)), disks);
  assert.equal(read(meminfo), memory);
  assert.equal(values(read(netdev)), net);
});

test('a source that is not there fails with the reason; an optional one is absent', async () => {
  const { root, remove } = await tree({ other: '' });
  const roots = { procfs: root, sysfs: root };
  const disks = new SourceReader(diskstats, roots);
  assert.match(disks.read(), /^failed: .*diskstats is not there \(ENOENT\)/);
  assert.match(disks.error ?? '', /ENOENT/);
  assert.is(disks.reading.numbers.length, 0);
  const optional = new SourceReader(pressure, roots);
  assert.is(optional.read(), 'absent');
  assert.is(optional.error, undefined);
  remove();
});

test('a source that fails is tried again at the next tick', async () => {
  const { root, remove } = await tree({ loadavg: 'nonsense\n' });
  const reader = new SourceReader(sourceNamed('loadavg')!, { procfs: root, sysfs: root });
  assert.match(reader.read(), /^failed: /);
  await writeFile(path.join(root, 'loadavg'), '0.20 0.18 0.12 1/80 11206\n');
  assert.is(reader.read(), 'ok');
  assert.is(reader.error, undefined);
  remove();
});

test('pressure: a kernel without full for CPU, and one file of three missing', async () => {
  const line = (kind: string, total: number) => `${kind} avg10=0.00 avg60=1.50 avg300=99.99 total=${total}\n`;
  const { root, remove } = await tree({
    'pressure/cpu': line('some', 18),
    'pressure/memory': line('some', 5) + line('full', 3),
    'pressure/io': line('some', 7) + line('full', 6),
  });
  const reader = new SourceReader(pressure, { procfs: root, sysfs: root });
  assert.is(reader.read(), 'ok');
  assert.match(
    jsonOf(reader),
    '{"cpu":{"some":{"avg10":0.00,"avg60":1.50,"avg300":99.99,"total_us":18}},"memory":{"some":',
  );
  reader.close();
  await rm(path.join(root, 'pressure/memory'));
  assert.is(reader.read(), 'ok');
  assert.equal(Object.keys(JSON.parse(jsonOf(reader))), ['cpu', 'io']);
  remove();
});

test('a file larger than the buffer is read whole', async () => {
  const lines = Array.from({ length: 20_000 }, (_, nth) => `key_${nth} ${nth}\n`);
  const { root, remove } = await tree({ vmstat: lines.join('') });
  const reader = new SourceReader(sourceNamed('vmstat')!, { procfs: root, sysfs: root });
  assert.is(reader.read(), 'ok');
  assert.is(reader.reading.numbers.length, 20_000);
  assert.is(reader.reading.numbers.small[19_999], 19_999);
  remove();
});

test('a file with more rows than a layout may have costs that source', async () => {
  const lines = (count: number) => Array.from({ length: count }, (_, nth) => `k${nth} 1\n`).join('');
  const { root, remove } = await tree({ vmstat: lines(200_000) });
  const reader = new SourceReader(sourceNamed('vmstat')!, { procfs: root, sysfs: root });
  assert.is(reader.read(), 'ok');
  await writeFile(path.join(root, 'vmstat'), lines(200_001));
  assert.match(reader.read(), /^failed: .*vmstat: it has more than 200000 rows$/);
  assert.is(reader.reading.numbers.length, 0);
  await writeFile(path.join(root, 'vmstat'), lines(2));
  assert.is(reader.read(), 'ok');
  assert.is(reader.reading.numbers.length, 2);
  remove();
});

test('a pipe in the place of a file costs that source, and is not waited for', async () => {
  const { root, remove } = await tree({ other: '' });
  assert.is(spawnSync('mkfifo', [path.join(root, 'loadavg')]).status, 0);
  const reader = new SourceReader(sourceNamed('loadavg')!, { procfs: root, sysfs: root });
  assert.match(reader.read(), /^failed: .*loadavg cannot be read \(ESPIPE\)/);
  remove();
});

test('a directory, or a file that nobody may read, costs that source', async () => {
  const { root, remove } = await tree({ 'vmstat/x': '', meminfo: 'MemTotal: 1 kB\n' });
  const reader = new SourceReader(sourceNamed('vmstat')!, { procfs: root, sysfs: root });
  assert.match(reader.read(), /^failed: .*EISDIR/);
  await chmod(path.join(root, 'meminfo'), 0);
  const memory = new SourceReader(meminfo, { procfs: root, sysfs: root }).read();
  // root may read everything.
  assert.match(memory, process.getuid?.() === 0 ? /^ok$/ : /^denied: no permission to read/);
  remove();
});

test('what is not its turn at some captures gives nothing there', async () => {
  const file = 'devices/system/node/node0/numastat';
  const { root, remove } = await tree({ [file]: 'numa_hit 1\n' });
  const rare = { ...numa, find: () => [file], leastSeconds: 10 };
  const reader = new SourceReader(rare, { procfs: '/none', sysfs: root });
  const slab = new Slab();
  const moments = ['its turn', 'not its turn', 'not its turn', 'its turn', 'not its turn'] as const;
  const begins: number[] = [];
  for (const [at, turn] of moments.entries()) {
    await writeFile(path.join(root, file), `numa_hit ${at}\n`);
    begins.push(slab.mark());
    reader.capture(slab, turn);
  }
  const read = begins.map((mark) => {
    slab.seek(mark + 1);
    const outcome = reader.parse(slab);
    assert.is(reader.error, undefined);
    return outcome === 'ok' ? reader.reading.numbers.exact(0) : outcome;
  });
  assert.equal(read, [0n, undefined, undefined, 3n, undefined]);
  reader.close();
  remove();
});

test('what a node does not have is captured no more until it is looked for again, but where a host begins or ends', async () => {
  const { root, remove } = await tree({ other: '' });
  let now = 0;
  let looks = 0;
  const file = 'devices/system/node/node0/numastat';
  const find = () => {
    looks++;
    return now < 100 ? [] : [file];
  };
  const reader = new SourceReader({ ...numa, find }, { procfs: '/none', sysfs: root }, () => now);
  const slab = new Slab();
  const at = (seconds: number, turn: 'its turn' | 'in any case' = 'its turn') => {
    now = seconds;
    slab.truncate(0);
    reader.capture(slab, turn);
    return [reader.parse(slab), slab.count, looks];
  };
  assert.equal(at(0), ['absent', 1, 1]);
  assert.equal(at(1), ['absent', 1, 1]);
  assert.equal(at(2), [undefined, 0, 1]);
  assert.equal(at(59), [undefined, 0, 1]);
  assert.equal(at(60), ['absent', 1, 2]);
  assert.equal(at(61, 'in any case'), ['absent', 1, 2]);
  assert.equal(at(119), [undefined, 0, 2]);
  mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
  await writeFile(path.join(root, file), 'numa_hit 7\n');
  assert.equal(at(120), ['ok', 2, 3]);
  assert.equal(at(121), ['ok', 2, 3]);
  assert.is(reader.outcome, 'ok');
  reader.close();
  remove();
});

test('what was captured and is not parsed is forgotten', async () => {
  const file = 'devices/system/node/node0/numastat';
  const { root, remove } = await tree({ [file]: 'numa_hit 1\n' });
  const reader = new SourceReader({ ...numa, find: () => [file] }, { procfs: '/none', sysfs: root });
  const slab = new Slab();
  reader.capture(slab);
  slab.truncate(0);
  reader.forget(0);
  slab.mark();
  slab.seek(0);
  assert.is(reader.parse(slab), undefined);
  reader.close();
  remove();
});

test.run();
