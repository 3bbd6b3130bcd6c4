import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PageData } from '../../src/report/page/page-data.ts';
import { RANKSTAT } from '../jobs/site.ts';
import { madeRun } from '../report/made-run.ts';
import { noonPlus } from '../series/example.ts';

const test = suite<{ directory: string }>('report and compare');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-report-'));
  await writeFile(path.join(context.directory, 'run.json'), madeRun({ hosts: 2, ticks: 6 }));
  await writeFile(path.join(context.directory, 'other.json'), madeRun({ hosts: 3, ticks: 6, slow: 2 }));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

function rankstat(directory: string, args: readonly string[]) {
  const env = { PATH: process.env.PATH };
  return spawnSync(RANKSTAT, args, { encoding: 'utf8', env, cwd: directory, maxBuffer: 2 ** 26 });
}

/** What a page shows, read from the page itself. */
function dataOf(html: string): PageData {
  const [, json = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(html) ?? [];
  return JSON.parse(json);
}

/** Local time of the made hosts, which are an hour ahead of UTC. */
const io500 = (from: number, to: number) => {
  const local = (seconds: number) =>
    noonPlus(3600 + seconds)
      .slice(0, 19)
      .replace('T', ' ');
  return `[ior-easy-write]\nt_start = ${local(from)}\nt_end = ${local(to)}\n`;
};

test('a report is written as a whole, and says where', async ({ directory }) => {
  const { status, stdout, stderr } = rankstat(directory, ['report', 'run.json']);
  assert.equal([status, stdout, stderr], [0, '', 'rankstat: run_report.html: open it in a browser\n']);
  assert.equal((await readdir(directory)).sort(), ['other.json', 'run.json', 'run_report.html']);
  const { runs } = dataOf(await readFile(path.join(directory, 'run_report.html'), 'utf8'));
  assert.equal(
    runs.map(({ name }) => name),
    ['run.json'],
  );
});

test('a report of ours is replaced without being asked to, another file only by -o', async ({
  directory,
}) => {
  const args = ['report', 'run.json', 'other.json'];
  const name = 'run_and_1_more_report.html';
  for (const _ of ['first', 'again']) assert.is(rankstat(directory, args).status, 0);
  await writeFile(path.join(directory, name), 'mine');
  const { status, stderr } = rankstat(directory, args);
  const refused = `rankstat: ${name} is there and is no report of rankstat: give another -o\n`;
  assert.equal([status, stderr], [73, refused]);
  assert.is(await readFile(path.join(directory, name), 'utf8'), 'mine');
  assert.is(rankstat(directory, [...args, '-o', name]).status, 0);
});

test('--json is what the page says, with the names that a summary has', async ({ directory }) => {
  const { status, stdout, stderr } = rankstat(directory, ['report', 'run.json', 'other.json', '--json']);
  assert.equal([status, stderr], [0, '']);
  const { runs } = JSON.parse(stdout);
  const page = dataOf(rankstat(directory, ['report', 'run.json', 'other.json', '-o', '-']).stdout);
  const summaries = rankstat(directory, ['summary', 'run.json', 'other.json', '--json']).stdout.split('\n');
  assert.is(runs.length, 2);
  for (const [nth, run] of runs.entries()) {
    const { hosts, ...summary } = JSON.parse(summaries[nth] ?? '');
    for (const [name, value] of Object.entries(summary)) assert.equal(run[name], value, name);
    const shown = page.runs[nth];
    assert.equal(run.findings, shown?.findings.findings);
    assert.equal([run.phases, run.stragglers], [shown?.phaseTable, shown?.stragglers]);
    assert.equal([run.totals, run.shares_of_time], [shown?.totals, shown?.limits]);
    assert.equal(
      run.hosts.map(({ host }: { host: string }) => host),
      hosts.map(({ host }: { host: string }) => host),
    );
  }
  const file = rankstat(directory, ['report', 'run.json', '--json', '-o', 'run.report.json']);
  assert.equal([file.status, file.stdout, file.stderr], [0, '', '']);
  assert.is(JSON.parse(await readFile(path.join(directory, 'run.report.json'), 'utf8')).runs.length, 1);
});

test('where no browser is found the page is there, and a line says how to print it', async ({
  directory,
}) => {
  const env = { PATH: process.env.PATH, CHROME_PATH: path.join(directory, 'chrome') };
  const { status, stderr } = spawnSync(RANKSTAT, ['report', 'run.json', '-o', 'a.html', '--pdf'], {
    encoding: 'utf8',
    env,
    cwd: directory,
  });
  assert.is(status, 69);
  assert.is(
    stderr,
    'rankstat: a.html: open it in a browser\n' +
      `rankstat: cannot make a.pdf: CHROME_PATH names no program: ${directory}/chrome; open a.html and print it there\n`,
  );
  assert.equal((await readdir(directory)).sort(), ['a.html', 'other.json', 'run.json']);
});

test('a PDF is over no file that is read, and not of a page on stdout', async ({ directory }) => {
  const told = (...args: string[]) => {
    const { status, stderr } = rankstat(directory, ['report', ...args]);
    return `${status} ${stderr.split('\n')[0]}`;
  };
  assert.match(
    told('other.json', '--pdf', 'run.json'),
    /^64 rankstat: --pdf run\.json: a PDF has a name that/,
  );
  assert.match(told('run.json', '-o', '-', '--pdf'), /^64 rankstat: --pdf prints a page that is a file/);
  assert.equal((await readdir(directory)).sort(), ['other.json', 'run.json']);
});

test('several runs are in one page; - is stdout', ({ directory }) => {
  const { status, stdout, stderr } = rankstat(directory, ['report', 'run.json', 'other.json', '-o', '-']);
  assert.equal([status, stderr], [0, '']);
  assert.equal(
    dataOf(stdout).runs.map(({ name, hosts }) => [name, hosts.length]),
    [
      ['run.json', 2],
      ['other.json', 3],
    ],
  );
});

test('phases of a file are in local time of the host that is rank 0, or of the zone that is given', async ({
  directory,
}) => {
  await writeFile(path.join(directory, 'result.txt'), io500(10, 40));
  const args = ['report', 'run.json', '-o', '-', '--phases', 'result.txt'];
  const phases = (more: string[]) => dataOf(rankstat(directory, [...args, ...more]).stdout).runs[0]?.phases;
  const expected = [
    { label: 'ior-easy-write', start: Date.parse(noonPlus(10)), end: Date.parse(noonPlus(40)) },
  ];
  assert.equal(phases([]), expected);
  assert.equal(phases(['--phases-utc-offset', '+01:00']), expected);
  const { status, stderr } = rankstat(directory, [...args, '--phases-utc-offset=-05:00']);
  assert.is(status, 65);
  assert.match(stderr, /^rankstat: result\.txt: its phases begin at 2026-11-25T18:00:10.*another zone.*\n$/);
});

test('phases of what the benchmark says, where there are no marks and no --phases; the page says from which file', async ({
  directory,
}) => {
  const noon = Date.parse(noonPlus(0));
  const write = { io_bytes: 5_000_000, io_kbytes: 4882, runtime: 20_000, total_ios: 1 };
  const jobs = [{ jobname: '</script>w', job_start: noon + 10_000, write }];
  const fio = { 'fio version': 'fio-3.36', timestamp_ms: noon + 30_000, jobs };
  await writeFile(path.join(directory, 'fio.json'), JSON.stringify(fio));
  await writeFile(
    path.join(directory, 'marked.json'),
    madeRun({ hosts: 2, ticks: 6, marks: [{ label: 'mine', tick: 1 }] }),
  );
  const runOf = (...args: string[]) => {
    const { status, stdout, stderr } = rankstat(directory, ['report', ...args, '-o', '-']);
    assert.equal([status, stderr], [0, '']);
    return dataOf(stdout).runs[0];
  };
  const run = runOf('run.json', '--result', 'fio.json');
  assert.equal(
    run?.phases.map(({ label, start, end }) => [label, start - noon, end - noon]),
    [['</script>w', 10_000, 30_000]],
  );
  assert.is(run?.phasesFrom, 'fio.json');
  assert.equal(
    run?.storage.map((line) => line.replace(/disks .*/, '…')),
    ['fio 3.36 says: 5.00 MB written', 'hosts have seen: …', '</script>w: benchmark 0.25 MB/s written; …'],
  );
  const marked = runOf('marked.json', '--result', 'fio.json');
  assert.equal([marked?.phases.map(({ label }) => label), marked?.phasesFrom], [['mine'], null]);
  const { stdout } = rankstat(directory, [
    'compare',
    'run.json',
    'other.json',
    '--result',
    'fio.json',
    '--result',
    'fio.json',
  ]);
  assert.match(stdout, /A: run\.json, .*, phases from fio\.json\n/);
  assert.match(stdout, /\n<\/script>w +0:20 +0:20 +±0 %\n/);
  const summary = rankstat(directory, ['summary', 'run.json', '--result', 'fio.json']).stdout;
  // 5 MB in 20 s
  assert.match(summary, /\n {2}<\/script>w: benchmark 0\.25 MB\/s written; disks \S+\n/);
});

test('a comparison goes to stdout, and into a page if one is wanted', async ({ directory }) => {
  const { status, stdout } = rankstat(directory, ['compare', 'run.json', 'other.json', '-o', 'both.html']);
  assert.is(status, 0);
  assert.match(
    stdout,
    /A: run\.json, 2 of 2 hosts complete, means over benchmark\nB: other\.json, 3 of 3 hosts complete, means/,
  );
  assert.match(stdout, /\n {2}disks written, MB\/s /);
  const { runs, comparisons } = dataOf(await readFile(path.join(directory, 'both.html'), 'utf8'));
  assert.equal(
    [runs.length, comparisons.map(({ after }) => after)],
    [2, [{ hosts: 3, sampled: 3, complete: 3, window: 'benchmark', phasesFrom: null, exitCode: 0 }]],
  );
});

for (const [name, args, code, line] of [
  ['a file that is not there', ['report', 'nothing.json'], 66, /nothing\.json is not there/],
  ['a file that is none of ours', ['compare', 'run.json', RANKSTAT], 65, /not a series file of rankstat/],
  [
    'phases that are none',
    ['report', 'run.json', '--phases', 'run.json'],
    65,
    /run\.json: .*per_epoch_stats\.json/,
  ],
  ['phases that are not there', ['report', 'run.json', '--phases', 'none.txt'], 66, /none\.txt is not there/],
  [
    'more phases than runs',
    ['report', 'run.json', '--phases', 'a', '--phases', 'b'],
    64,
    /2 times for 1 series/,
  ],
  [
    'a zone that is none',
    ['report', 'run.json', '--phases', 'run.json', '--phases-utc-offset', '2'],
    64,
    /\+02:00/,
  ],
  [
    'a page that cannot be written',
    ['report', 'run.json', '-o', 'no/where.html'],
    73,
    /cannot write no\/where\.html/,
  ],
  ['a page over what is read', ['report', 'run.json', '-o', './run.json'], 64, /run\.json is what is read/],
  [
    'a table and a page on stdout',
    ['compare', 'run.json', 'other.json', '-o', '-'],
    64,
    /the comparison goes to stdout/,
  ],
  [
    'one run to compare',
    ['compare', 'run.json'],
    64,
    /arguments are missing: rankstat compare BEFORE AFTER… /,
  ],
] as const) {
  test(`wrong: ${name}`, async ({ directory }) => {
    const { status, stdout, stderr } = rankstat(directory, args);
    assert.equal([status, stdout], [code, '']);
    assert.match(stderr, /^rankstat: [^\n]*\n$/);
    assert.match(stderr, line);
    assert.equal((await readdir(directory)).sort(), ['other.json', 'run.json']);
  });
}

test('wrong: a page over a pipe, which would be a file then', async ({ directory }) => {
  spawnSync('mkfifo', [path.join(directory, 'pipe')]);
  const { status, stderr } = rankstat(directory, ['report', 'run.json', '-o', 'pipe']);
  assert.equal([status, stderr], [73, 'rankstat: pipe is no regular file: give another -o\n']);
  assert.ok((await stat(path.join(directory, 'pipe'))).isFIFO());
});

test('phases: a pipe that nobody writes into is refused, one that a shell has made is read', async ({
  directory,
}) => {
  await writeFile(path.join(directory, 'result.txt'), io500(10, 40));
  spawnSync('mkfifo', [path.join(directory, 'pipe')]);
  const { status, stderr } = rankstat(directory, ['report', 'run.json', '--phases', 'pipe']);
  assert.equal([status, stderr], [65, 'rankstat: pipe: a pipe, not a file\n']);
  const script = `'${RANKSTAT}' report run.json -o - --phases <(cat result.txt)`;
  const { stdout } = spawnSync('bash', ['-c', script], {
    encoding: 'utf8',
    cwd: directory,
    maxBuffer: 2 ** 26,
  });
  assert.is(dataOf(stdout).runs[0]?.phases.length, 1);
});

test('a result.txt of IO500 without times: that is said, and the page is made', async ({ directory }) => {
  const published = path.resolve('test/fixtures/cases/14-io500-without-times/result.txt');
  const { status, stderr } = rankstat(directory, ['report', 'run.json', '--phases', published]);
  assert.equal(
    [status, stderr],
    [
      0,
      `rankstat: ${published}: IO500's result.txt, but its sections have no t_start and t_end: no phases are shown\n` +
        'rankstat: run_report.html: open it in a browser\n',
    ],
  );
  const page = dataOf(await readFile(path.join(directory, 'run_report.html'), 'utf8'));
  assert.equal(page.runs[0]?.phases, []);
});

test('phases of a directory are those of all ranks of DLIO in it', async ({ directory }) => {
  const local = (seconds: number) =>
    new Date(Date.parse(noonPlus(3600 + seconds))).toISOString().slice(0, 23);
  const block = (start: number, end: number) =>
    JSON.stringify({ 1: { start: local(0), block1: { start: local(start), end: local(end) } } });
  const results = path.join(directory, 'dlio');
  await mkdir(results);
  const none = rankstat(directory, ['report', 'run.json', '-o', '-', '--phases', 'dlio']);
  assert.equal(
    [none.status, none.stderr],
    [65, 'rankstat: dlio: no N_per_epoch_stats.json of DLIO is in it\n'],
  );
  await writeFile(path.join(results, '0_per_epoch_stats.json'), block(10, 40));
  await writeFile(path.join(results, '11_per_epoch_stats.json'), block(9, 39));
  await writeFile(path.join(results, '0_output.json'), '?');
  const { stdout } = rankstat(directory, ['report', 'run.json', '-o', '-', '--phases', 'dlio']);
  assert.equal(dataOf(stdout).runs[0]?.phases, [
    { label: 'epoch 1 block1', start: Date.parse(noonPlus(9)), end: Date.parse(noonPlus(40)) },
  ]);
});

test('of very many phases the first thousand within the run are shown, and that is said', async ({
  directory,
}) => {
  const local = (ms: number) => new Date(Date.parse(noonPlus(3600)) + ms).toISOString().slice(0, 23);
  const epochs = Array.from({ length: 3000 }, (_, nth) => [
    nth,
    { start: local(nth * 40), end: local(nth * 40 + 40) },
  ]);
  await writeFile(path.join(directory, 'epochs.json'), JSON.stringify(Object.fromEntries(epochs)));
  const { stdout, stderr } = rankstat(directory, [
    'report',
    'run.json',
    '-o',
    '-',
    '--phases',
    'epochs.json',
  ]);
  assert.is(dataOf(stdout).runs[0]?.phases.length, 1000); // The run lasts 60 s: 1500 of them.
  assert.is(stderr, 'rankstat: epochs.json: 1500 phases lie in the run; the first 1000 are shown\n');
});

test('a stdout that cannot be written is told', ({ directory }) => {
  const { status, stderr } = spawnSync('sh', ['-c', `'${RANKSTAT}' report run.json -o - >/dev/full`], {
    encoding: 'utf8',
    cwd: directory,
  });
  assert.is(status, 74);
  assert.match(stderr, /^rankstat: cannot write to stdout: ENOSPC[^\n]*\n$/);
});

test.run();
