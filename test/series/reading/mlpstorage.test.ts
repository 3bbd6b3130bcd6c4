import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sourceNamed } from '../../../src/procfs/registry.ts';
import { readSeries } from '../../../src/series/reader.ts';
import type { ReadSample } from '../../../src/series/reading/series.ts';
import { validated, validateSeries } from '../../../src/series/validate.ts';
import { rejects } from '../../rejects.ts';
import { written } from '../example.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/mlpstorage/', import.meta.url));
const FILE = path.join(FIXTURES, 'training_20260124_120000_timeseries.json');

const test = suite<{ directory: string }>('mlpstorage');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-mlpstorage-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

async function readAll(file: string): Promise<ReadSample[]> {
  const all: ReadSample[] = [];
  for await (const read of (await readSeries(file)).samples) all.push(read);
  return all;
}

/** The fixture with something changed that is in it. */
async function changed(directory: string, ...changes: (readonly [string, string])[]): Promise<string> {
  let text = await readFile(FILE, 'utf8');
  for (const [from, to] of changes) {
    assert.ok(text.includes(from), from);
    text = text.replace(from, to);
  }
  return await written(path.join(directory, 'a.json'), text);
}

test('the file is what a program with the data classes of mlpstorage writes', async () => {
  assert.is(
    await readFile(FILE, 'utf8'),
    execFileSync('python3', [path.join(FIXTURES, 'make.py')], { encoding: 'utf8' }),
  );
});

test('its header: what it does not have is absent', async () => {
  const { kind, header, samples } = await readSeries(FILE);
  for await (const _ of samples) break;
  assert.is(kind, 'mlpstorage');
  const { collection_interval_seconds, start_time, end_time, num_samples, hosts_requested, hosts_collected } =
    header;
  assert.equal(
    { collection_interval_seconds, start_time, end_time, num_samples, hosts_requested, hosts_collected },
    {
      collection_interval_seconds: 10,
      start_time: '2026-01-24T12:00:00.000Z',
      end_time: '2026-01-24T12:00:40.000Z',
      num_samples: 10,
      hosts_requested: ['node1', 'node2', 'node3', 'node4'],
      hosts_collected: ['node1', 'node2', 'node3'],
    },
  );
  assert.equal(header.benchmark, {
    type: 'time series of mlpstorage',
    command: null,
    start_time: null,
    end_time: null,
    exit_code: null,
    launcher: 'mlpstorage over ssh',
    job_id: null,
    step_id: null,
  });
  const empty = [header.host_status, header.host_info, header.overhead].map((one) => Object.keys(one));
  assert.equal([...empty, header.marks], [[], [], [], []]);
});

test('its samples: every field of its data classes, every digit', async () => {
  const all = await readAll(FILE);
  assert.equal(
    all.map(({ host }) => host),
    [...Array<string>(4).fill('node1'), ...Array<string>(4).fill('node2'), 'node3', 'node3'],
  );
  const [first, second] = all;
  assert.is(second?.sample.timestamp, '2026-01-24T12:00:11.000Z');
  assert.is(second?.sample.hostname, 'node1.cluster');
  assert.is(second?.sample.tick, null);
  assert.is(
    second?.where,
    `line ${await lineOf('"timestamp": "2026-01-24T12:00:11Z"')}, byte ${await byteOf('"timestamp": "2026-01-24T12:00:11Z"')}, sample 2 of node1`,
  );
  assert.equal(first?.sample.vmstat, { pgpgin: 1, pgfault: 18446744073709551615n });
  assert.equal(first?.sample.loadavg, {
    load_1min: 0.5,
    load_5min: 0.25,
    load_15min: 0,
    running_processes: 1,
    total_processes: 80,
  });
  assert.is(Object.keys(first?.sample.diskstats?.[1] ?? {}).length, 12);
  assert.equal(all[5]?.sample.errors, { vmstat: "[Errno 13] Permission denied: '/proc/vmstat'" });
  assert.not('vmstat' in (all[5]?.sample ?? {}));
  assert.equal(all[8]?.sample, {
    timestamp: '2026-01-24T12:00:00.000Z',
    hostname: 'node3',
    errors: { ssh: 'Timeout after 30s' },
    tick: null,
  });
});

/** The line on which the sample begins in which this stands first, and its byte. */
async function lineOf(part: string): Promise<number> {
  const text = await readFile(FILE, 'utf8');
  return text.slice(0, text.indexOf(part)).split('\n').length - 1;
}
async function byteOf(part: string): Promise<number> {
  const text = await readFile(FILE, 'utf8');
  return text.lastIndexOf('{', text.indexOf(part));
}

test('its data classes have the fields that a sample of rankstat has', async () => {
  const [first] = await readAll(FILE);
  const namesOf = (source: string) =>
    sourceNamed(source)
      ?.fields('')
      .map(({ name }) => name) ?? [];
  const { diskstats, netdev, loadavg } = first?.sample ?? {};
  assert.equal(Object.keys(diskstats?.[0] ?? {}), ['device_name', ...namesOf('diskstats')]);
  assert.equal(Object.keys(netdev?.[0] ?? {}), ['interface_name', ...namesOf('netdev')]);
  assert.equal(Object.keys(loadavg ?? {}), namesOf('loadavg'));
});

test('times as Python writes them', async ({ directory }) => {
  for (const [written, read] of [
    ['2026-01-24T12:00:11', '2026-01-24T12:00:11.000Z'],
    ['2026-01-24T12:00:11.123456', '2026-01-24T12:00:11.123Z'],
    ['2026-01-24 12:00:11.5', '2026-01-24T12:00:11.500Z'],
    ['2026-01-24T14:00:11.123456+02:00', '2026-01-24T12:00:11.123Z'],
    ['2026-01-24T07:00:11-0500', '2026-01-24T12:00:11.000Z'],
  ] as const) {
    const file = await changed(directory, ['2026-01-24T12:00:11Z', written]);
    assert.is((await readAll(file))[1]?.sample.timestamp, read);
    assert.equal(await validateSeries(file), []);
  }
  for (const wrong of ['2026-01-24', '2026-13-24T12:00:11Z', 'yesterday']) {
    const file = await changed(directory, ['2026-01-24T12:00:11Z', wrong]);
    await rejects(readAll(file), /sample 2 of node1: timestamp: no time such as 2026-11-25T12:00:00Z$/);
  }
});

test('a collector that was not stopped has no end: then the last sample is', async ({ directory }) => {
  const file = await changed(
    directory,
    ['"start_time": "2026-01-24T12:00:00Z"', '"start_time": ""'],
    ['"end_time": "2026-01-24T12:00:40Z"', '"end_time": ""'],
  );
  const { header, samples } = await readSeries(file);
  for await (const _ of samples) break;
  assert.equal(
    [header.start_time, header.end_time],
    ['2026-01-24T12:00:00.000Z', '2026-01-24T12:00:33.000Z'],
  );
});

test('None that was written is as absent as what was not', async ({ directory }) => {
  const file = await changed(directory, ['"loadavg": {', '"errors": null, "loadavg": {']);
  const [first] = await readAll(file);
  assert.not('errors' in (first?.sample ?? {}));
});

test('what is wrong with it is told', async ({ directory }) => {
  assert.equal(await validated(FILE), { kind: 'mlpstorage', problems: [] });
  for (const [from, to, expected] of [
    ['"num_samples": 10', '"num_samples": 11', 'num_samples is 11, but there are 10'],
    ['2026-01-24T12:00:40Z', '2026-01-24T11:00:40Z', 'end_time is before start_time'],
    [
      '2026-01-24T12:00:11Z',
      '2026-01-24T12:00:23Z',
      /^line \d+, byte \d+, sample 3 of node1: it is earlier than/,
    ],
    ['18446744073709551615', '18446744073709551616', /sample 1 of node1: vmstat\.pgfault: /],
    [
      '"node4": []',
      '"node5": [{"timestamp": "2026-01-24T12:00:00Z", "hostname": "a"}]',
      'num_samples is 10, but there are 11',
    ],
    ['"collection_method": "ssh"', '"collection_method": 7', /^line \d+, byte \d+: collection_method: /],
    ['"hosts_requested"', '"hosts_desired"', /^hosts_requested: /],
    ['"hostname": "node1.cluster"', '"host": "node1"', /sample 1 of node1: hostname: /],
    ['"sectors_written": 5', '"sectors_written": [5]', /sample 1 of node1: diskstats\.0\.sectors_written: /],
  ] as const) {
    const [problem = ''] = await validateSeries(await changed(directory, [from, to]));
    if (typeof expected === 'string') assert.is(problem, expected);
    else assert.match(problem, expected);
  }
});

test('hosts that are there and not named, and named and not there', async ({ directory }) => {
  const file = await changed(
    directory,
    ['"num_samples": 10', '"num_samples": 11'],
    ['"node4": []', '"node5": [{"timestamp": "2026-01-24T12:00:00Z", "hostname": "a"}]'],
    ['"hosts_collected": [', '"hosts_collected": ["node4",'],
  );
  assert.equal(await validateSeries(file), [
    'hosts_collected has node4, of which there is no sample',
    'hosts_collected has not node5, which has samples',
    'hosts_requested has not node5, which has samples',
  ]);
});

test.run();
