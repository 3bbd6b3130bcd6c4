import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FIXTURES } from '../procfs/parse.ts';

const test = suite<{ directory: string }>('command line');
const GOLDEN = path.join(FIXTURES, 'golden');
const RANKSTAT = path.join(path.dirname(path.dirname(import.meta.dirname)), 'bin/rankstat');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-cli-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

/** Runs rankstat outside of any allocation. */
function rankstat(args: readonly string[], more: { cwd?: string; input?: string } = {}) {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent' };
  const { status, stdout, stderr } = spawnSync(RANKSTAT, args, { encoding: 'utf8', env, ...more });
  return { status, stdout, stderr };
}

/** Fails unless stderr is one line that matches. */
function assertOneLine(stderr: string, expected: RegExp): void {
  assert.match(stderr, /^rankstat: [^\n]*\n$/);
  assert.match(stderr, expected);
}

const WRONG: Record<string, [args: string[], code: number, line: RegExp]> = {
  'no command': [[], 64, /a command is missing/],
  'an unknown command': [['sumary'], 64, /there is no command "sumary"; did you mean rankstat summary\?/],
  'help for an unknown command': [['help', 'sumary'], 64, /did you mean rankstat summary\?/],
  'an unknown option': [
    ['run', '--intervall', '1', '--', 'true'],
    64,
    /there is no option "--intervall"; did you mean --interval\? \(see rankstat run --help\)/,
  ],
  'a command of run without its dashes': [
    ['run', '--interval', '1', 'srun', '-n', '2', 'x'],
    64,
    /did you mean rankstat run --interval 1 -- srun -n 2 x /,
  ],
  'no file': [['compare', 'a.json'], 64, /arguments are missing: rankstat compare BEFORE AFTER… /],
  'a column that there is not': [
    ['summary', '--sort', 'waiting', 'a.json'],
    64,
    /--sort takes oddness, name, CPU, iowait, .*; not "waiting"/,
  ],
  'run without a command': [['run'], 64, /no command to run/],
  'a file that is a dash': [['validate', '-'], 64, /"-" is not taken/],
  'a dash among files': [['summary', 'a.json', '-'], 64, /"-" is not taken/],
  'a mark that is a dash': [['mark', '-'], 64, /"-" is not taken/],
  'an option without its value': [
    ['run', '--flush', '--', 'true'],
    64,
    /--flush has no value: what follows it is the --/,
  ],
  'an option with nothing': [['run', '--flush', '', '--', 'true'], 64, /--flush has an empty value/],
  'an option with nothing behind its sign': [['sample', '--sources='], 64, /--sources has an empty value/],
  'an interval of zero': [['run', '--interval', '0', '--', 'true'], 64, /--interval/],
  'an interval that is no number': [['run', '--interval', 'abc', '--', 'true'], 64, /--interval/],
  'an option given twice': [
    ['run', '--interval', '1', '--interval', '2', '--', 'true'],
    64,
    /--interval.*more than once/,
  ],
  'an unknown source': [['sample', '--sources', 'disks'], 64, /no source "disks"; there are diskstats,/],
  'a port range the wrong way round': [['run', '--port-range', '9-5', '--', 'true'], 64, /--port-range/],
  'too few ports for run': [
    ['run', '--port-range', '20000-20000', '--', 'true'],
    64,
    /--port-range 20000-20000 is 1 port, and run needs 2: one for itself and one for rank 0/,
  ],
  'a CPU that is no number': [
    ['run', '--pin', '1-3', '--', 'true'],
    64,
    /--pin "1-3" is not right: it takes the number/,
  ],
  'verbose and quiet': [['run', '--verbose', '--quiet', '--', 'true'], 64, /verbose and quiet/],
  'a journal that is not there': [
    ['recover', '/nonexistent.journal'],
    66,
    /nonexistent\.journal is not there/,
  ],
  'a file that is not there': [['summary', '/nonexistent.json'], 66, /nonexistent\.json is not there/],
  'a name that is nearly that of a file': [
    ['summary', path.join(GOLDEN, 'gzp.json.gz')],
    66,
    /gzp\.json\.gz is not there; there is \S+\/golden\/gzip\.json\.gz\n/,
  ],
  'a file of a directory that is not there': [
    ['summary', '/nonexistent/x.json'],
    66,
    /x\.json is not there: there is no directory \/nonexistent\n/,
  ],
  'a series file as a journal': [
    ['recover', '-o', '/nonexistent/x', path.join(GOLDEN, 'three-hosts.json')],
    65,
    /three-hosts\.json is a series file, .*: see rankstat summary, report or validate/,
  ],
  'a compressed series file as a journal': [
    ['recover', '-o', '/nonexistent/x', path.join(GOLDEN, 'gzip.json.gz')],
    65,
    /gzip\.json\.gz is a series file, /,
  ],
  'a journal as a result': [
    ['summary', path.join(GOLDEN, 'three-hosts.json'), '--result', path.join(GOLDEN, 'gzip.journal')],
    65,
    /gzip\.journal is a journal of rankstat, and no benchmark's result: name it as the FILE of summary/,
  ],
  'a journal as phases': [
    [
      'report',
      '-o',
      '-',
      path.join(GOLDEN, 'three-hosts.json'),
      '--phases',
      path.join(GOLDEN, 'gzip.journal'),
    ],
    65,
    /gzip\.journal is a journal of rankstat, and no file of phases: /,
  ],
  'a file that is none of ours': [['summary', RANKSTAT], 65, /not a series file of rankstat/],
  'a broker without the secret': [['rank', '--rendezvous', 'tcp://127.0.0.1:9'], 64, /RANKSTAT_SECRET/],
  'a rendezvous that makes no sense': [['rank', '--rendezvous', 'somewhere'], 64, /"somewhere" is not right/],
  'an output given twice': [
    ['recover', '-o', 'a', '-o', 'b', 'x.journal'],
    64,
    /--output is given more than once/,
  ],
  'an output without a name': [
    ['report', '-o', '', 'x.json'],
    64,
    /--output "" is not right: it takes the path of a file/,
  ],
  'a reason that no journal takes': [
    ['stop', '--reason', 'x'.repeat(1001)],
    64,
    /--reason .* at most 1000 characters/,
  ],
  'stop without a job': [['stop', '--results-dir', '/nonexistent'], 69, /no running job in \/nonexistent/],
  'a results directory that is a file, where all is to be recorded': [
    ['run', '--strict', '--results-dir', '/dev/null/x', '--', 'true'],
    73,
    /cannot write to \/dev\/null\/x.*nothing was started/,
  ],
};
for (const [name, [args, code, line]] of Object.entries(WRONG)) {
  test(`wrong: ${name}`, () => {
    const { status, stdout, stderr } = rankstat(args);
    assert.is(status, code, stderr);
    assert.is(stdout, '');
    assertOneLine(stderr, line);
  });
}

test('data that cannot be written is told, with its own exit code', () => {
  const sh = (line: string) => spawnSync('sh', ['-c', line], { encoding: 'utf8' });
  for (const command of ['schema', 'sample', '--help']) {
    const { status, stderr } = sh(`${RANKSTAT} ${command} >/dev/full`);
    assert.is(status, 74, command);
    assertOneLine(stderr, /cannot write to stdout: ENOSPC/);
  }
});

test('help and version', () => {
  const { status, stdout } = rankstat(['--help']);
  assert.is(status, 0);
  assert.match(stdout, 'rankstat run');
  for (const command of [
    'run',
    'rank',
    'stop',
    'status',
    'top',
    'mark',
    'sample',
    'recover',
    'summary',
    'convert',
    'validate',
    'schema',
  ]) {
    const help = rankstat([command, '--help']);
    assert.is(help.status, 0, command);
    assert.match(help.stdout, /Examples:|Options:/);
    assert.ok(help.stdout.split('\n').every((line) => line.length <= 100));
  }
  assert.match(rankstat(['--version']).stdout, /^\d+\.\d+\.\d+\n$/);
  assert.is(rankstat(['-V']).stdout, rankstat(['--version']).stdout);
  assert.is(rankstat(['help']).stdout, stdout);
  assert.is(rankstat(['help', 'stop']).stdout, rankstat(['stop', '--help']).stdout);
});

/** What is in a directory but the journal, which stays if the host is not complete, as when its machine is busy. */
async function withoutJournal(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => !name.endsWith('_timeseries.journal'));
}

test('run on one host: the exit code of the command, its stdout untouched, the file valid', async ({
  directory,
}) => {
  const args = ['run', '--interval', '0.2', '--results-dir', directory, '--benchmark', '../odd name', '--'];
  const { status, stdout, stderr } = rankstat([...args, 'sh', '-c', 'cat; sleep 0.7; exit 7'], {
    input: 'to stdin',
  });
  assert.is(status, 7);
  assert.is(stdout, 'to stdin');
  assert.match(stderr, /[01] of 1 hosts complete/);
  const [name = '', ...rest] = await withoutJournal(directory);
  assert.equal(rest, []);
  assert.match(name, /^_\._odd_name_\d{8}_\d{6}_timeseries\.json$/);
  const file = path.join(directory, name);
  const series = JSON.parse(await readFile(file, 'utf8'));
  assert.is(series.collection_method, 'local');
  assert.is(series.benchmark.exit_code, 7);
  assert.equal(rankstat(['validate', file]), {
    status: 0,
    stdout: `${file}: a series file of rankstat, valid\n`,
    stderr: '',
  });
  assert.match(rankstat(['summary', file]).stdout, 'mean/max');
});

test('--gzip: the file is compressed, and read as any other', async ({ directory }) => {
  const { status } = rankstat([
    'run',
    '--gzip',
    '--interval',
    '0.1',
    '--results-dir',
    directory,
    '--',
    'sleep',
    '0.4',
  ]);
  assert.is(status, 0);
  const [name = '', ...rest] = await withoutJournal(directory);
  assert.equal(rest, []);
  assert.match(name, /^benchmark_\d{8}_\d{6}_timeseries\.json\.gz$/);
  const file = path.join(directory, name);
  const series = JSON.parse(gunzipSync(await readFile(file)).toString());
  assert.is(series.collection_method, 'local');
  assert.equal(rankstat(['validate', file]), {
    status: 0,
    stdout: `${file}: a series file of rankstat, valid\n`,
    stderr: '',
  });
  assert.match(rankstat(['summary', file]).stdout, 'mean/max');
});

test('--pin: Node.js starts on that CPU only; one that is not there is a warning', async ({ directory }) => {
  const node = path.join(directory, 'node');
  await writeFile(node, '#!/bin/sh\nsed -n "s/^Cpus_allowed_list:[[:space:]]*//p" /proc/self/status\n', {
    mode: 0o755,
  });
  const env = { PATH: process.env.PATH, RANKSTAT_NODE: node };
  const pinned = (...args: string[]) => {
    const { stdout, stderr } = spawnSync(RANKSTAT, args, { encoding: 'utf8', env });
    return { stdout: stdout.trim(), stderr: stderr.replace(/\[[^\]]*\]/, '[host]') };
  };
  const all = pinned('rank').stdout;
  const last = all.split(/[,-]/).at(-1);
  const first = all.split(/[,-]/)[0] ?? '';
  assert.equal(pinned('rank', '--pin', 'last', '--quiet'), { stdout: last, stderr: '' });
  assert.equal(pinned('rank', '--quiet', `--pin=${first}`), { stdout: first, stderr: '' });
  const affinity = ['sed', '-n', 's/^Cpus_allowed_list:[[:space:]]*//p', '/proc/self/status'];
  const run = ['run', '--quiet', '--pin', 'last', '--results-dir', directory, '--', ...affinity];
  assert.equal(rankstat(run), { status: 0, stdout: `${all}\n`, stderr: '' });
  const warning = 'rankstat[host]: cannot be pinned to CPU 99999 (taskset fails): goes on unpinned\n';
  assert.equal(pinned('rank', '--pin', '99999'), { stdout: all, stderr: warning });
});

test('run of a command that is not there exits with 127', ({ directory }) => {
  const { status, stderr } = rankstat(['run', '--results-dir', directory, '--', 'no-such-command']);
  assert.is(status, 127);
  assert.match(stderr, /no-such-command/);
});

test('--skip-timeseries runs the command and leaves nothing', async ({ directory }) => {
  const args = ['run', '--skip-timeseries', '--results-dir', directory, '--', 'sh', '-c', 'exit 3'];
  assert.equal(rankstat(args), { status: 3, stdout: '', stderr: '' });
  assert.equal(await readdir(directory), []);
});

test('sample reads another root, every digit of it', () => {
  const { status, stdout } = rankstat([
    'sample',
    '--procfs',
    path.join(FIXTURES, 'kernel-6.18/proc'),
    '--sources',
    'loadavg,diskstats',
  ]);
  assert.is(status, 0);
  const sample = JSON.parse(stdout);
  assert.equal(sample.loadavg, {
    load_1min: 0.72,
    load_5min: 0.47,
    load_15min: 0.19,
    running_processes: 1,
    total_processes: 166,
  });
  assert.equal(Object.keys(sample), ['timestamp', 'hostname', 'tick', 'diskstats', 'loadavg']);
});

test('rank alone with --duration writes its file', async ({ directory }) => {
  const { status } = rankstat(['rank', '--interval', '0.1', '--duration', '0.5', '--results-dir', directory]);
  assert.is(status, 0);
  assert.match((await withoutJournal(directory)).join(), /^benchmark_\d{8}_\d{6}_timeseries\.json$/);
});

test('recover does not replace a file unless told to', async ({ directory }) => {
  const args = [
    'run',
    '--interval',
    '0.1',
    '--keep-journal',
    '--results-dir',
    directory,
    '--',
    'sleep',
    '0.3',
  ];
  assert.is(rankstat(args).status, 0);
  const journal = (await readdir(directory)).find((name) => name.endsWith('.journal')) ?? '';
  const refused = rankstat(['recover', journal], { cwd: directory });
  assert.is(refused.status, 73);
  assertOneLine(refused.stderr, /is already there/);
  assert.is(rankstat(['recover', '--force', journal], { cwd: directory }).status, 0);
  await writeFile(path.join(directory, 'x.journal'), 'nonsense');
  assert.is(rankstat(['recover', 'x.journal'], { cwd: directory }).status, 65);
});

test.run();
