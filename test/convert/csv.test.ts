import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CsvWriter } from '../../src/convert/csv.ts';
import { csvField } from '../../src/convert/csv-field.ts';
import { readSeries } from '../../src/series/reader.ts';
import { noonPlus, twoHosts, written } from '../series/example.ts';
import { example } from './example.ts';

const PROGRAM = fileURLToPath(new URL('read_csv.py', import.meta.url));
const HEADER = 'time,host,source,instance,metric,value';

const test = suite<{ directory: string }>('csv');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-csv-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

async function csvOf(directory: string, ...texts: string[]): Promise<string> {
  let csv = '';
  const writer = new CsvWriter({
    async write(bytes) {
      csv += Buffer.from(bytes).toString();
    },
  });
  for (const text of texts)
    await writer.add(await readSeries(await written(path.join(directory, 'a.json'), text)));
  await writer.end();
  return csv;
}

test('a line for each number, as Python reads it', async ({ directory }) => {
  const file = await written(path.join(directory, 'a.csv'), await csvOf(directory, example()));
  const most = '18446744073709551615';
  const first = [noonPlus(0), 'node1'];
  const second = [noonPlus(10), 'node1'];
  // The second host's name looks like a formula.
  const final = [noonPlus(10), '\'=cmd "x",\\y'];
  assert.equal(JSON.parse(execFileSync('python3', [PROGRAM, file], { encoding: 'utf8' })), [
    HEADER.split(','),
    [...first, 'diskstats', 'sda', 'reads_completed', most],
    [...first, 'diskstats', 'sda', 'sectors_read', '18014398509481985'],
    [...first, 'diskstats', 'sda', 'time_reading_ms', '12345'],
    [...first, 'diskstats', 'sda', 'ios_in_progress', '3'],
    [...first, 'diskstats', 'dm-0', 'reads_completed', '7'],
    [...first, 'vmstat', '', 'nr_free_pages', '5'],
    [...first, 'vmstat', '', 'pgfault', most],
    [...first, 'meminfo', '', 'MemTotal', '18014398503714728'],
    [...first, 'meminfo', '', 'Active(anon)', '1024'],
    [...first, 'meminfo', '', 'HugePages_Total', '16'],
    [...first, 'loadavg', '', 'load_1min', '0.52'],
    [...first, 'loadavg', '', 'load_5min', '1'],
    [...first, 'loadavg', '', 'load_15min', '0'],
    [...first, 'loadavg', '', 'running_processes', '1'],
    [...first, 'loadavg', '', 'total_processes', '80'],
    [...first, 'netdev', 'bond0.100', 'rx_bytes', '9007199254740993'],
    [...first, 'netdev', 'bond0.100', 'rx_errors', '1'],
    [...first, 'netdev', 'bond0.100', 'tx_collisions', '2'],
    [...first, 'cpu', '', 'ctxt', '900'],
    [...first, 'cpu', '', 'procs_running', '4'],
    [...first, 'cpu', 'total', 'user', '1501'],
    [...first, 'cpu', 'total', 'guest', '3'],
    [...first, 'cpu', 'cpu0', 'user', '1500'],
    [...first, 'cpu', 'cpu0', 'guest', '3'],
    [...first, 'cpu', 'cpu2', 'user', '1'],
    [...first, 'pressure', 'cpu.some', 'avg10', '12.34'],
    [...first, 'pressure', 'cpu.some', 'total_us', '5'],
    [...first, 'pressure', 'io.full', 'avg10', '0'],
    [...first, 'pressure', 'io.full', 'total_us', '1234567'],
    [...second, 'diskstats', 'sda', 'reads_completed', '12'],
    [...second, 'diskstats', 'sda', 'sectors_read', '8'],
    [...second, 'diskstats', 'sda', 'time_reading_ms', '5'],
    [...second, 'diskstats', 'sda', 'ios_in_progress', '0'],
    [...second, 'vmstat', '', 'nr_free_pages', '-1'],
    [...second, 'vmstat', '', 'pgfault', '0'],
    [...final, 'vmstat', '', 'time', '3'],
    [...final, 'meminfo', '', 'MemTotal', '2'],
    [...final, 'cpu', 'cpu0', 'user', '1'],
  ]);
});

test('several series: their lines one after the other, the header once', async ({ directory }) => {
  const one = [
    `${noonPlus(0)},node1,vmstat,,pgfault,1`,
    `${noonPlus(10)},node1,vmstat,,pgfault,18446744073709551615`,
    `${noonPlus(0)},node2,vmstat,,pgfault,2`,
  ];
  assert.is(await csvOf(directory, twoHosts(), twoHosts()), `${[HEADER, ...one, ...one].join('\n')}\n`);
});

test('fields after RFC 4180', () => {
  assert.is(csvField('bond0.100'), 'bond0.100');
  assert.is(csvField('a,b'), '"a,b"');
  assert.is(csvField('a"b'), '"a""b"');
  assert.is(csvField('a\nb'), '"a\nb"');
  assert.is(csvField('Knoten ä'), 'Knoten ä');
});

test('what a spreadsheet would compute is text', () => {
  for (const start of ['=', '+', '-', '@', '\t']) assert.is(csvField(`${start}1`), `'${start}1`);
  assert.is(csvField('=1,"2"'), `"'=1,""2"""`);
});

test.run();
