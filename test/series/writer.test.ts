import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../src/exact/numbers.ts';
import { JsonTemplate } from '../../src/procfs/json.ts';
import { diskstats } from '../../src/procfs/sources/diskstats.ts';
import { loadavg } from '../../src/procfs/sources/loadavg.ts';
import { meminfo } from '../../src/procfs/sources/meminfo.ts';
import { readSeries } from '../../src/series/reader.ts';
import { SeriesWriter } from '../../src/series/writer.ts';
import { rejects } from '../rejects.ts';
import { blockDevice, exampleHeader, exampleInfo, exampleStatus, noonPlus } from './example.ts';

const test = suite<{ directory: string }>('writer');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-writer-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

const MEMINFO = {
  source: 'meminfo',
  count: 2,
  names: new JsonTemplate(meminfo, {
    source: 'meminfo',
    rows: ['MemTotal', 'Active(anon)'].map((name) => ({ name, columns: 1 })),
  }),
};

function numbersOf(...values: bigint[]): Numbers {
  const numbers = new Numbers();
  for (const value of values) numbers.pushExact(value);
  return numbers;
}

test('one sample a line, one host of the header a line', async ({ directory }) => {
  const file = path.join(directory, 'a.json');
  const header = exampleHeader({
    num_samples: 3,
    host_status: { node1: exampleStatus(2), 'node"2': exampleStatus(1) },
  });
  const writer = await SeriesWriter.create(file, header);
  writer.beginHost('node1');
  const first = { timestamp: noonPlus(0), hostname: 'node1' };
  await writer.sample({ ...first, tick: null, kind: 'baseline' }, [MEMINFO], numbersOf(2n ** 64n - 1n, 5n));
  await writer.sample({ ...first, tick: 0, late_ms: 0.5, errors: { vmstat: 'gone' } }, [], numbersOf());
  writer.endHost();
  writer.beginHost('node"2');
  await writer.sample({ timestamp: noonPlus(10), hostname: 'node"2', tick: 1 }, [MEMINFO], numbersOf(1n, 0n));
  writer.endHost();
  await writer.finish();

  const text = await readFile(file, 'utf8');
  assert.is(
    text.slice(text.indexOf('"samples_by_host"')),
    [
      '"samples_by_host": {',
      '"node1": [',
      '{"timestamp":"2026-11-25T12:00:00.000Z","hostname":"node1","tick":null,"kind":"baseline",' +
        '"meminfo":{"MemTotal":18446744073709551615,"Active(anon)":5}},',
      '{"timestamp":"2026-11-25T12:00:00.000Z","hostname":"node1","tick":0,"late_ms":0.5,' +
        '"errors":{"vmstat":"gone"}}',
      '],',
      '"node\\"2": [',
      '{"timestamp":"2026-11-25T12:00:10.000Z","hostname":"node\\"2","tick":1,' +
        '"meminfo":{"MemTotal":1,"Active(anon)":0}}',
      ']',
      '}',
      '}',
      '',
    ].join('\n'),
  );
  const lines = text.split('\n');
  assert.is(lines[0], '{');
  const status = lines.indexOf('"host_status": {');
  assert.match(lines[status + 1] ?? '', /^"node1": \{"status":"complete",.*\},$/);
  assert.match(lines[status + 2] ?? '', /^"node\\"2": \{"status":"complete",.*\}$/);
  assert.is(lines[status + 3], '},');
  assert.is(lines[status + 4], '"host_info": {},');
  assert.is(Object.keys(JSON.parse(text).samples_by_host).length, 2);
});

test('decimals stand as the kernel printed them, several sources in one sample', async ({ directory }) => {
  const file = path.join(directory, 'a.json');
  const load = new JsonTemplate(loadavg, { source: 'loadavg', rows: [{ name: '', columns: 5 }] });
  const disk = new JsonTemplate(diskstats, { source: 'diskstats', rows: [{ name: 'sda', columns: 3 }] });
  const writer = await SeriesWriter.create(file, exampleHeader());
  writer.beginHost('node1');
  // 0.52, 0.08 and 12.00 at scale 2; 1 of 80 processes; then three columns of a disk.
  await writer.sample(
    { timestamp: noonPlus(0), hostname: 'node1', tick: 0 },
    [
      { source: 'loadavg', count: load.count, names: load },
      { source: 'diskstats', count: disk.count, names: disk },
    ],
    numbersOf(52n, 8n, 1200n, 1n, 80n, 7n, 0n, 2n ** 53n + 1n),
  );
  writer.endHost();
  await writer.finish();
  const text = await readFile(file, 'utf8');
  assert.match(
    text,
    '"tick":0,"loadavg":{"load_1min":0.52,"load_5min":0.08,"load_15min":12.00,' +
      '"running_processes":1,"total_processes":80},' +
      '"diskstats":[{"device_name":"sda","reads_completed":7,"reads_merged":0,"sectors_read":9007199254740993}]}',
  );
});

test('integers of the header beyond 2^53 keep their digits', async ({ directory }) => {
  const file = path.join(directory, 'a.json');
  const disk = blockDevice('sda', { size_sectors: 2n ** 64n - 1n });
  const info = exampleInfo({ memory_total_kb: 9007199254740993n, block_devices: [disk] });
  const writer = await SeriesWriter.create(file, exampleHeader({ host_info: { node1: info } }));
  await writer.finish();
  const text = await readFile(file, 'utf8');
  assert.match(text, '"size_sectors":18446744073709551615,');
  assert.match(text, '"memory_total_kb":9007199254740993,');
  const { header, samples } = await readSeries(file);
  for await (const _ of samples) break;
  assert.equal(header.host_info.node1, info);
});

test('a run without hosts is a whole file', async ({ directory }) => {
  const file = path.join(directory, 'a.json');
  const writer = await SeriesWriter.create(file, exampleHeader());
  await writer.finish();
  const text = await readFile(file, 'utf8');
  assert.match(text, '"host_status": {},\n"host_info": {},\n"overhead": {},\n"samples_by_host": {\n}\n}\n');
  assert.equal(JSON.parse(text), { ...exampleHeader(), samples_by_host: {} });
});

test('the file has its name only when it is whole', async ({ directory }) => {
  const file = path.join(directory, 'a.json');
  const writer = await SeriesWriter.create(file, exampleHeader());
  writer.beginHost('node1');
  const [name = '', ...others] = await readdir(directory);
  assert.match(name, new RegExp(`^a\\.json\\.${process.pid}-[0-9a-f]{8}\\.tmp$`));
  assert.equal(others, []);
  writer.endHost();
  await writer.finish();
  assert.equal(await readdir(directory), ['a.json']);
});

test('nothing is left when it is abandoned, even of much that is written already', async ({ directory }) => {
  const writer = await SeriesWriter.create(path.join(directory, 'a.json'), exampleHeader());
  writer.beginHost('node1');
  // 3 MB: more than is kept back before it is written.
  for (let tick = 0; tick < 30; tick++) {
    const errors = { meminfo: 'x'.repeat(100_000) };
    await writer.sample({ timestamp: noonPlus(0), hostname: 'node1', tick, errors }, [], numbersOf());
  }
  await writer.abandon();
  assert.equal(await readdir(directory), []);
});

test('an abandoned file leaves the one of that name alone', async ({ directory }) => {
  const file = path.join(directory, 'a.json');
  await (await SeriesWriter.create(file, exampleHeader())).finish();
  const before = await readFile(file, 'utf8');
  await (await SeriesWriter.create(file, exampleHeader({ num_samples: 9 }))).abandon();
  assert.is(await readFile(file, 'utf8'), before);
});

test('too few numbers for a sample are an error', async ({ directory }) => {
  const writer = await SeriesWriter.create(path.join(directory, 'a.json'), exampleHeader());
  writer.beginHost('node1');
  const facts = { timestamp: noonPlus(0), hostname: 'node1', tick: 0 };
  assert.throws(() => writer.sample(facts, [MEMINFO], numbersOf(1n)), /1 numbers for a layout of 2/);
  await writer.abandon();
});

test('a directory that is not there is an error with its code', async ({ directory }) => {
  const file = path.join(directory, 'none', 'a.json');
  await rejects(SeriesWriter.create(file, exampleHeader()), /ENOENT/);
});

test.run();
