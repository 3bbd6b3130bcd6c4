import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DataSetOptions, writeDataSet } from '../../../src/convert/data-set/data-set.ts';
import { shapesOf } from '../../../src/convert/table-shape.ts';
import { readJournals } from '../../../src/merge/reading/journal-series.ts';
import { readSeries } from '../../../src/series/reader.ts';
import { Leftovers } from '../../../src/system/files/leftovers.ts';
import { job, journalOf, Scribe, start, stopAt } from '../../gather/scribe.ts';
import { rejects } from '../../rejects.ts';
import {
  exampleHeader,
  exampleInfo,
  exampleStatus,
  noonPlus,
  sampleLine,
  seriesText,
  written,
} from '../../series/example.ts';
import { withFileLimit } from '../../wire/journal/file-limit.ts';

const test = suite<{ directory: string }>('a data set');
const MOST = '18446744073709551615';
const MOST_KB = 2n ** 62n;

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-data-set-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** Five hosts with two samples each; only the last has a disk, and a counter that takes all 64 bits. */
function fiveHosts(): string {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const header = exampleHeader({
    num_samples: 10,
    hosts_requested: [...names, 'gone'],
    hosts_collected: names,
    marks: [{ time: noonPlus(5), label: 'epoch 1' }],
    host_status: Object.fromEntries(
      names.map((name, rank) => [name, exampleStatus(2, { rank, clock_offset_ms: rank / 4 })]),
    ),
    host_info: Object.fromEntries(names.map((name) => [name, exampleInfo({ hostname: name })])),
  });
  const samples = names.map((name, nth): [string, string[]] => [
    name,
    [0, 1].map((tick) => {
      const disk = `,"diskstats":[{"device_name":"sda","reads_completed":${tick === 0 ? 1 : MOST}}]`;
      return sampleLine(name, tick, `"vmstat":{"pgfault":${100 * nth + tick}}${name === 'e' ? disk : ''}`);
    }),
  ]);
  return seriesText(header, samples);
}

async function made(directory: string, more: Partial<DataSetOptions> = {}): Promise<string[]> {
  const file = await written(path.join(directory, 'a.json'), fiveHosts());
  return await writeDataSet({
    series: await readSeries(file),
    shapes: await shapesOf(await readSeries(file)),
    directory: path.join(directory, 'set'),
    hostsPerFile: 2,
    existing: 'refuse',
    leftovers: new Leftovers(),
    onShare: () => {},
    ...more,
  });
}

/** What DuckDB reads: rows, integers as texts. */
async function queried(sql: string) {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const filesIn = async (directory: string) =>
  (await readdir(directory, { recursive: true })).filter((name) => name.includes('.')).sort();

test('of journals it is the same, byte for byte, as of their samples one by one', async ({ directory }) => {
  const journal = path.join(directory, 'a.journal');
  const [one, two] = [new Scribe(0, 'node1'), new Scribe(1, 'node2')];
  const hellos = [...one.hello(), ...two.hello()];
  const taken = [
    ...[one.sample(0, 2n ** 53n + 1n), one.sample(1, MOST_KB, { step: -2500 }), one.sample(2, 5n)],
    ...[two.sample(0, 7n), two.sample(2, 8n)],
  ];
  const head = [job({ expected: 2, hosts: ['node1', 'node2'] }), ...hellos, start()];
  await journalOf(journal, [...head, ...taken, one.bye(3), two.bye(2), stopAt(3)]);
  const journals = await readJournals([journal]);
  const shapes = await shapesOf(journals.series());
  assert.equal([...shapes.keys()], ['meminfo', 'clock']);
  const make = async (name: string, more: Partial<DataSetOptions>) => {
    const set = path.join(directory, name);
    await made(directory, { series: journals.series(), shapes, directory: set, hostsPerFile: 1, ...more });
    const files = (await readdir(set, { recursive: true }))
      .filter((file) => path.extname(file) !== '')
      .sort();
    return await Promise.all(files.map(async (file) => [file, await readFile(path.join(set, file), 'hex')]));
  };
  const bySamples = await make('by-samples', {});
  assert.is(bySamples.length, 5); // The mark, the hosts, two of meminfo, one of the clock.
  assert.equal(await make('by-numbers', { found: journals.found }), bySamples);
  assert.equal(
    await queried(`SELECT MemFree FROM '${directory}/by-numbers/meminfo/*.parquet' WHERE tick = 1`),
    [[String(MOST_KB)]],
  );
});

test('a directory for each source, a file for so many hosts, those of which there is something', async ({
  directory,
}) => {
  assert.equal(await made(directory), ['hosts', 'vmstat', 'diskstats']);
  assert.equal(await readdir(directory), ['a.json', 'set']);
  assert.equal(await filesIn(path.join(directory, 'set')), [
    '_rankstat.json',
    'diskstats/part-00002.parquet',
    'hosts/part-00000.parquet',
    'vmstat/part-00000.parquet',
    'vmstat/part-00001.parquet',
    'vmstat/part-00002.parquet',
  ]);
});

test('a table is one table, with all hosts in their order', async ({ directory }) => {
  await made(directory);
  const rows = await queried(
    `SELECT host, tick, pgfault, parse_filename(filename) FROM read_parquet('${directory}/set/vmstat/*.parquet', filename = true)`,
  );
  const part = (nth: number) => `part-0000${nth}.parquet`;
  assert.equal(
    rows,
    ['a', 'b', 'c', 'd', 'e'].flatMap((host, nth) =>
      [0, 1].map((tick) => [host, String(tick), String(100 * nth + tick), part(Math.floor(nth / 2))]),
    ),
  );
  assert.equal(await queried(`SELECT reads_completed FROM '${directory}/set/diskstats/*.parquet'`), [
    ['1'],
    [MOST],
  ]);
});

test('hosts are a table, with the ledger and what they are, and can be joined', async ({ directory }) => {
  await made(directory);
  const from = `FROM '${directory}/set/hosts/*.parquet'`;
  assert.equal(
    await queried(
      `SELECT host, collected, status, rank, samples, last_sample, clock_offset_ms, memory_total_kb,
         host_info->>'hostname', host_status->>'$.utc_offset_minutes', overhead ${from} WHERE host IN ('c', 'gone')`,
    ),
    [
      ['c', true, 'complete', '2', '2', '2026-11-25 12:00:20+00', 0.5, '16000000', 'c', '60', null],
      ['gone', false, null, null, null, null, null, null, null, null, null],
    ],
  );
  const joined = `SELECT count(*) FROM '${directory}/set/vmstat/*.parquet' JOIN (${from}) USING (host) WHERE rank < 2`;
  assert.equal(await queried(joined), [['4']]);
});

test('what the file says of the run is in the metadata of each file, and beside the tables', async ({
  directory,
}) => {
  await made(directory);
  const files = `'${directory}/set/*/*.parquet'`;
  const texts = await queried(
    `SELECT DISTINCT decode(value) FROM parquet_kv_metadata(${files}) WHERE decode(key) = 'rankstat'`,
  );
  assert.is(texts.length, 1);
  const run: unknown = JSON.parse(await readFile(path.join(directory, 'set/_rankstat.json'), 'utf8'));
  assert.equal(JSON.parse(String(texts[0]?.[0])), run);
  const { hosts_requested, hosts_collected, host_status, host_info, overhead, ...rest } = exampleHeader({
    num_samples: 10,
    marks: [{ time: noonPlus(5), label: 'epoch 1' }],
  });
  assert.equal(run, rest);
});

test('a row group has whole hosts', async ({ directory }) => {
  // 70 numbers a row: three hosts of 400 samples are enough for a group.
  const numbers = Array.from({ length: 70 }, (_, nth) => `"m${nth}":${nth}`).join();
  const lines = (host: string) =>
    Array.from({ length: 400 }, (_, tick) => sampleLine(host, tick, `"vmstat":{${numbers}}`));
  const hosts = ['a', 'b', 'c', 'd'].map((host): [string, string[]] => [host, lines(host)]);
  const file = await written(path.join(directory, 'long.json'), seriesText(exampleHeader(), hosts));
  const series = await readSeries(file);
  await made(directory, { series, shapes: await shapesOf(await readSeries(file)), hostsPerFile: 256 });
  assert.equal(
    await queried(
      `SELECT row_group_num_rows, stats_min_value, stats_max_value FROM parquet_metadata('${directory}/set/vmstat/*.parquet')
       WHERE path_in_schema = 'host' ORDER BY row_group_id`,
    ),
    [
      ['1200', 'a', 'c'],
      ['400', 'd', 'd'],
    ],
  );
});

test('a data set of that name is replaced only where that is wanted, anything else never', async ({
  directory,
}) => {
  await made(directory);
  await writeFile(path.join(directory, 'set/old'), '');
  await rejects(made(directory), /ENOTEMPTY|EEXIST/);
  assert.equal(await readdir(directory), ['a.json', 'set']);
  await made(directory, { existing: 'replace' });
  assert.equal(await readdir(directory), ['a.json', 'set']);
  assert.is((await readdir(path.join(directory, 'set'))).includes('old'), false);
  await mkdir(path.join(directory, 'mine'));
  await writeFile(path.join(directory, 'mine/letter'), 'dear');
  await rejects(
    made(directory, { directory: path.join(directory, 'mine'), existing: 'replace' }),
    /ENOTEMPTY|EEXIST/,
  );
  assert.is(await readFile(path.join(directory, 'mine/letter'), 'utf8'), 'dear');
  await mkdir(path.join(directory, 'empty'));
  await made(directory, { directory: path.join(directory, 'empty') });
  assert.ok((await readdir(path.join(directory, 'empty'))).includes('vmstat'));
});

test('one that cannot be written leaves nothing', async ({ directory }) => {
  const before = await written(path.join(directory, 'a.json'), fiveHosts());
  const series = await readSeries(before);
  const shapes = await shapesOf(await readSeries(before));
  const leftovers = new Leftovers();
  const options = {
    series,
    shapes,
    leftovers,
    hostsPerFile: 2,
    existing: 'refuse' as const,
    onShare: () => {},
  };
  await withFileLimit(1000, async () => {
    await rejects(writeDataSet({ ...options, directory: path.join(directory, 'set') }), /EFBIG/);
  });
  assert.equal(await readdir(directory), ['a.json']);
});

test('one that is cut off leaves nothing', async ({ directory }) => {
  const shapes = await shapesOf(await readSeries(await written(path.join(directory, 'b.json'), fiveHosts())));
  const text = fiveHosts();
  const cut = await written(path.join(directory, 'cut.json'), text.slice(0, text.lastIndexOf(']')));
  await rejects(made(directory, { series: await readSeries(cut), shapes }), /cut off/);
  assert.equal((await readdir(directory)).sort(), ['a.json', 'b.json', 'cut.json']);
});

test('a source that is called as the table of hosts is an error', async ({ directory }) => {
  const file = await written(
    path.join(directory, 'b.json'),
    seriesText(exampleHeader(), [['a', [sampleLine('a', 0, '"Hosts":{"n":1}')]]]),
  );
  const series = await readSeries(file);
  await rejects(
    made(directory, { series, shapes: await shapesOf(await readSeries(file)) }),
    /named after source Hosts/,
  );
});

test.run();
