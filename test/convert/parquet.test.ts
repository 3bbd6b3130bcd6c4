import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeParquet } from '../../src/convert/parquet.ts';
import { shapesOf } from '../../src/convert/table-shape.ts';
import { readSeries } from '../../src/series/reader.ts';
import { Leftovers } from '../../src/system/files/leftovers.ts';
import { rejects } from '../rejects.ts';
import { exampleHeader, sampleLine, seriesText, written } from '../series/example.ts';
import { example } from './example.ts';

const test = suite<{ directory: string }>('parquet');
const MOST = '18446744073709551615';

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-parquet-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

async function convert(directory: string, text: string): Promise<string[]> {
  const file = await written(path.join(directory, 'a.json'), text);
  const shapes = await shapesOf(await readSeries(file));
  const series = await readSeries(file);
  return await writeParquet({ series, shapes, directory, leftovers: new Leftovers() });
}

/** What DuckDB reads: column → type, and the rows, integers as texts. */
async function queried(sql: string) {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const result = await connection.runAndReadAll(sql);
    const types = result.columnNames().map((name, at) => [name, String(result.columnType(at))]);
    return { types: Object.fromEntries(types), rows: result.getRowsJson() };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function table(directory: string, source: string) {
  return await queried(`FROM '${path.join(directory, source)}.parquet'`);
}

const FACTS = {
  time: 'TIMESTAMP WITH TIME ZONE',
  host: 'VARCHAR',
  tick: 'BIGINT',
  kind: 'VARCHAR',
  late_ms: 'DOUBLE',
};
const FIRST = ['2026-11-25 12:00:00+00', 'node1', '0', null, null];
const SECOND = ['2026-11-25 12:00:10+00', 'node1', '1', null, 0.25];
const FINAL = ['2026-11-25 12:00:10+00', '=cmd "x",\\y', null, 'final', null];

test('a file for each source, and nothing else', async ({ directory }) => {
  const sources = ['diskstats', 'vmstat', 'meminfo', 'loadavg', 'netdev', 'cpu', 'pressure'];
  const paths = await convert(directory, example());
  assert.equal(
    paths,
    sources.map((source) => path.join(directory, `${source}.parquet`)),
  );
  assert.equal(
    (await readdir(directory)).sort(),
    ['a.json', ...sources.map((name) => `${name}.parquet`)].sort(),
  );
});

test('a list: a row for each device, 64 bits without a sign, null for what was not read', async ({
  directory,
}) => {
  await convert(directory, example());
  const { types, rows } = await table(directory, 'diskstats');
  assert.equal(types, {
    ...FACTS,
    device_name: 'VARCHAR',
    reads_completed: 'UBIGINT',
    sectors_read: 'BIGINT',
    time_reading_ms: 'BIGINT',
    ios_in_progress: 'BIGINT',
  });
  assert.equal(rows, [
    [...FIRST, 'sda', MOST, '18014398509481985', '12345', '3'],
    [...FIRST, 'dm-0', '7', null, null, null],
    [...SECOND, 'sda', '12', '8', '5', '0'],
  ]);
});

test('keys: no column of instances; a key that is called time has a name of its own', async ({
  directory,
}) => {
  await convert(directory, example());
  const { types, rows } = await table(directory, 'vmstat');
  assert.equal(types, { ...FACTS, nr_free_pages: 'BIGINT', pgfault: 'UBIGINT', time_: 'BIGINT' });
  assert.equal(rows, [
    [...FIRST, '5', MOST, null],
    [...SECOND, '-1', '0', null],
    [...FINAL, null, null, '3'],
  ]);
});

test('decimals are decimals, also where all are whole', async ({ directory }) => {
  await convert(directory, example());
  const { types, rows } = await table(directory, 'loadavg');
  assert.equal(types, {
    ...FACTS,
    load_1min: 'DOUBLE',
    load_5min: 'DOUBLE',
    load_15min: 'DOUBLE',
    running_processes: 'BIGINT',
    total_processes: 'BIGINT',
  });
  assert.equal(rows, [[...FIRST, 0.52, 1, 0, '1', '80']]);
});

test('CPUs by name, what belongs to the host without one', async ({ directory }) => {
  await convert(directory, example());
  const { types, rows } = await table(directory, 'cpu');
  assert.equal(types, {
    ...FACTS,
    cpu: 'VARCHAR',
    ctxt: 'BIGINT',
    procs_running: 'BIGINT',
    user: 'BIGINT',
    guest: 'BIGINT',
  });
  assert.equal(rows, [
    [...FIRST, null, '900', '4', null, null],
    [...FIRST, 'total', null, null, '1501', '3'],
    [...FIRST, 'cpu0', null, null, '1500', '3'],
    [...FIRST, 'cpu2', null, null, '1', null],
    [...FINAL, 'cpu0', null, null, '1', null],
  ]);
});

test('pressure by resource', async ({ directory }) => {
  await convert(directory, example());
  const { types, rows } = await table(directory, 'pressure');
  assert.equal(types, { ...FACTS, resource: 'VARCHAR', avg10: 'DOUBLE', total_us: 'BIGINT' });
  assert.equal(rows, [
    [...FIRST, 'cpu.some', 12.34, '5'],
    [...FIRST, 'io.full', 0, '1234567'],
  ]);
});

test('a column that fits neither 64 bits with a sign nor without keeps its digits', async ({ directory }) => {
  const lines = [MOST, '-9223372036854775808', '340282366920938463463374607431768211'].map((value, tick) =>
    sampleLine('node1', tick, `"vmstat":{"a":${value},"b":${tick === 0 ? MOST : -1}}`),
  );
  await convert(directory, seriesText(exampleHeader(), [['node1', lines]]));
  const { types, rows } = await table(directory, 'vmstat');
  assert.equal(types, { ...FACTS, a: 'DECIMAL(38,0)', b: 'DECIMAL(38,0)' });
  assert.equal(
    rows.map((row) => row.slice(-2)),
    [
      [MOST, MOST],
      ['-9223372036854775808', '-1'],
      ['340282366920938463463374607431768211', '-1'],
    ],
  );
});

test('filters, which use what the file says of its row groups, find the extremes', async ({ directory }) => {
  await convert(directory, example());
  const from = `FROM '${directory}/diskstats.parquet' WHERE`;
  const count = async (where: string) => (await queried(`SELECT count(*) ${from} ${where}`)).rows;
  assert.equal(await count(`reads_completed > 18446744073709551614`), [['1']]);
  assert.equal(await count(`reads_completed < 8`), [['1']]);
  assert.equal(await count(`time >= '2026-11-25 12:00:10+00'`), [['1']]);
  assert.equal(await count(`device_name = 'dm-0'`), [['1']]);
});

test('many row groups, each as it was', async ({ directory }) => {
  const samples = 80_000;
  // Above and below what 32 bits hold, up and down.
  const pages = (tick: number) => (tick % 3 === 0 ? 2 ** 40 + tick : -tick);
  const lines = Array.from({ length: samples }, (_, tick) =>
    sampleLine('node1', tick, tick % 7 === 6 ? '' : `"vmstat":{"a":${pages(tick)},"b":${tick}}`),
  );
  await convert(directory, seriesText(exampleHeader(), [['node1', lines]]));
  const file = `'${path.join(directory, 'vmstat.parquet')}'`;
  const wrong = `a <> if(tick % 3 = 0, 1099511627776 + tick, -tick) OR b <> tick OR epoch(time) <> 1795608000 + tick * 10`;
  const { rows } = await queried(
    `SELECT count(*), count(a), count(*) FILTER (${wrong}), max(tick) FROM ${file}`,
  );
  assert.equal(rows, [['68572', '68572', '0', '79999']]);
  const groups = await queried(`SELECT count(DISTINCT row_group_id) FROM parquet_metadata(${file})`);
  assert.equal(groups.rows, [['2']]);
});

test('a source that cannot be the name of a file is an error, and leaves nothing', async ({ directory }) => {
  const line = sampleLine('node1', 0, '"vmstat":{"a":1},"../x":{"a":1}');
  await rejects(
    convert(directory, seriesText(exampleHeader(), [['node1', [line]]])),
    /named after source \.\.\/x/,
  );
  assert.equal(await readdir(directory), ['a.json']);
});

test('a file that is cut off is an error, and leaves nothing', async ({ directory }) => {
  const shapes = await shapesOf(await readSeries(await written(path.join(directory, 'a.json'), example())));
  const text = example();
  const file = await written(path.join(directory, 'a.json'), text.slice(0, text.lastIndexOf(']')));
  const series = await readSeries(file);
  await rejects(writeParquet({ series, shapes, directory, leftovers: new Leftovers() }), /cut off/);
  assert.equal(await readdir(directory), ['a.json']);
});

test.run();
