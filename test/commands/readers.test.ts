import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PageData } from '../../src/report/page/page-data.ts';
import { RANKSTAT } from '../jobs/site.ts';
import { madeRun } from '../report/made-run.ts';

const FIXTURE = fileURLToPath(
  new URL('../fixtures/mlpstorage/training_20260124_120000_timeseries.json', import.meta.url),
);

const test = suite<{ directory: string }>('readers');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-readers-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** What it prints; it must succeed. */
function rankstat(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(RANKSTAT, args, {
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  assert.is(status, 0, stderr);
  return stdout;
}

function pageOfRun(...args: string[]): PageData['runs'][number] {
  const html = rankstat('report', ...args, '-o', '-');
  const [, json = '{}'] = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(html) ?? [];
  const { runs }: PageData = JSON.parse(json);
  const [run] = runs;
  if (run === undefined) throw new Error('there is no run in the page');
  return run;
}

/** What jq makes of a file; as Python, which every machine of the tests has, and which keeps all digits. */
async function edited(file: string, change: string, target: string): Promise<string> {
  const program = `import json,sys; d=json.load(sys.stdin); ${change}; json.dump(d, sys.stdout, indent=2)`;
  await writeFile(target, execFileSync('python3', ['-c', program], { input: await readFile(file) }));
  return target;
}

test('a file of mlpstorage in the summary: - for what it does not have', () => {
  assert.equal(rankstat('summary', FIXTURE).split('\n'), [
    'time series of mlpstorage',
    ...rankstat('summary', FIXTURE).split('\n').slice(1, 2), // How often it sampled is said elsewhere.
    '4 hosts; how complete they are is not in the file',
    '  node4 is unknown: there is no sample of it',
    '',
    // What happened is what findings are about.
    ...happened(rankstat('summary', FIXTURE).split('\n')),
    '',
    // Of three hosts one writes, and one does not: what is odd comes first, and is marked.
    'mean/max  CPU %  iowait %    mem GiB  read MB/s  write MB/s   rx MB/s  tx MB/s',
    '*node2        -         -  4.00/4.00        0/0         0/0*      0/0      0/0',
    'node1         -         -  4.00/4.00        0/0     102/205   100/100      0/0',
    '  no rates of node3',
    'collectors: what they cost is not known',
    '',
  ]);
});

/** What stands between the first empty line and the next. */
function happened(lines: readonly string[]): readonly string[] {
  const begin = lines.indexOf('') + 1;
  return lines.slice(begin, lines.indexOf('', begin));
}

test('--result takes one file each time, wherever it stands', () => {
  const result = fileURLToPath(new URL('../fixtures/results/fio/fio-3.36.json', import.meta.url));
  const said = (...args: string[]) =>
    rankstat('summary', ...args)
      .split('\n')
      .filter((line) => line.includes(' says: ')).length;
  assert.is(said('--result', result, FIXTURE), 1);
  assert.is(said('--result', result, '--result', result, FIXTURE), 2);
  assert.is(said(FIXTURE, '--result', result), 1);
});

test('a file of mlpstorage in a report', () => {
  const run = pageOfRun(FIXTURE);
  const { benchmark, hosts, totals, limits, differences, phases, samples } = run;
  assert.equal([benchmark.type, benchmark.exit_code, samples], ['time series of mlpstorage', null, 10]);
  assert.equal(
    hosts.map(({ name, status, samples, ticks_expected, ticks_missed, clock_offset_ms, overhead }) => {
      return [name, status, samples, ticks_expected, ticks_missed, clock_offset_ms, overhead];
    }),
    [
      ['node1', 'unknown', 4, null, null, null, null],
      ['node2', 'unknown', 4, null, null, null, null],
      ['node3', 'unknown', 2, null, null, null, null],
      ['node4', 'unknown', 0, null, null, null, null],
    ],
  );
  // 6 600 000 sectors of 512 bytes; 100 MB/s for 33 s.
  const gigabytes = Object.fromEntries(
    totals.map(({ what, gigabytes }) => [what, Number(gigabytes.toFixed(3))]),
  );
  assert.is(gigabytes['written to disks'], 3.379);
  assert.is(gigabytes['received from the network'], 3.3);
  assert.is(gigabytes['read from disks'], 0);
  // No page cache, no CPU, no link speeds.
  assert.not('page cache grew by' in gigabytes);
  assert.equal([limits, differences, phases], [[], [], []]);
});

test('a file of mlpstorage is compared with one of rankstat', async ({ directory }) => {
  const other = path.join(directory, 'run.json');
  await writeFile(other, madeRun({ hosts: 2, ticks: 6 }));
  const text = rankstat('compare', '--all', FIXTURE, other);
  const lines = text.split('\n');
  assert.match(text, /^A: .*_timeseries\.json, 4 hosts\b(?!.*complete)/m);
  assert.match(text, /^B: .*run\.json, 2 of 2 hosts complete/m);
  assert.ok(lines.some((line) => line.startsWith('  Disk write, MB/s ')));
  assert.not(lines.some((line) => line.includes('CPU busy')));
});

test('a file of mlpstorage is converted', () => {
  const csv = rankstat('convert', '--to', 'csv', FIXTURE);
  assert.ok(csv.includes('\n2026-01-24T12:00:11.000Z,node1,diskstats,sda,sectors_written,2200005\n'));
  assert.ok(csv.includes('\n2026-01-24T12:00:11.000Z,node1,vmstat,,pgfault,18446744073709551615\n'));
  const openMetrics = rankstat('convert', '--to', 'openmetrics', FIXTURE);
  const seconds = Date.parse('2026-01-24T12:00:11Z') / 1000;
  assert.ok(
    openMetrics.includes(`{instance="node1",device="sda"} ${2_200_005 * 512} ${seconds}.000\n`),
    'bytes written',
  );
});

test('a file of mlpstorage becomes a table for each source', async ({ directory }) => {
  rankstat('convert', '--to', 'parquet', FIXTURE, '-o', path.join(directory, 'tables'));
  const sources = ['diskstats', 'loadavg', 'meminfo', 'netdev', 'vmstat'];
  assert.equal(
    (await readdir(path.join(directory, 'tables'))).sort(),
    sources.map((source) => `${source}.parquet`),
  );
});

test('validate says which kind a file is', async ({ directory }) => {
  assert.is(rankstat('validate', FIXTURE), `${FIXTURE}: a time-series file of mlpstorage, valid\n`);
  const own = path.join(directory, 'run.json');
  await writeFile(own, madeRun({ hosts: 2, ticks: 6 }));
  assert.is(rankstat('validate', own), `${own}: a series file of rankstat, valid\n`);
  const wrong = await edited(FIXTURE, 'd["num_samples"] = 7', path.join(directory, 'a.json'));
  const { status, stdout } = spawnSync(RANKSTAT, ['validate', wrong], { encoding: 'utf8' });
  assert.is(status, 65);
  assert.is(
    stdout,
    `${wrong}: num_samples is 7, but there are 10\n${wrong}: a time-series file of mlpstorage, not valid\n`,
  );
});

test('hosts that were dropped or renamed before a file was handed on', async ({ directory }) => {
  const own = path.join(directory, 'run.json');
  await writeFile(own, madeRun({ hosts: 3, ticks: 6 }));
  const file = (change: string) => edited(own, change, path.join(directory, 'a.json'));
  const coverage = (of: string) =>
    rankstat('summary', of)
      .split('\n')
      .filter((line) => /complete$|^ {2}\S| is (?:missing|unknown)/.test(line));
  assert.equal(coverage(own), ['3 of 3 hosts complete']);
  const dropped = await file('del d["samples_by_host"]["node003"]');
  assert.equal(coverage(dropped), [
    '2 of 3 hosts complete',
    '  node003 is missing: its 8 samples are no longer in the file',
  ]);
  assert.is(pageOfRun(dropped).hosts[2]?.status, 'missing');
  const renamed = await file('s = d["samples_by_host"]; s["secret"] = s.pop("node002")');
  assert.equal(coverage(renamed), [
    '2 of 4 hosts complete',
    '  node002 is missing: its 8 samples are no longer in the file',
    '  secret is unknown: host_status has nothing of it',
  ]);
  const everywhere = await file(
    'r = lambda k: "secret" if k == "node002" else k\n' +
      'for m in ("samples_by_host", "host_status", "host_info", "overhead"): d[m] = {r(k): v for k, v in d[m].items()}\n' +
      'for m in ("hosts_requested", "hosts_collected"): d[m] = [r(k) for k in d[m]]\nnothing = 0',
  );
  assert.equal(coverage(everywhere), ['3 of 3 hosts complete']);
  for (const one of [dropped, renamed, everywhere]) {
    assert.ok(rankstat('compare', '--all', own, one).includes('Disk write'));
    assert.match(rankstat('convert', '--to', 'csv', one), /,node001,/);
  }
});

test.run();
