import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exampleHeader, noonPlus, sampleLine, seriesText, twoHosts, written } from '../series/example.ts';

const test = suite<{ directory: string; scratch: string }>('convert');
const RANKSTAT = path.join(path.dirname(path.dirname(import.meta.dirname)), 'bin/rankstat');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-convert-'));
  context.scratch = path.join(context.directory, 'scratch');
  await mkdir(context.scratch);
  await writeFile(path.join(context.directory, 'a.json'), twoHosts());
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

const CSV = `time,host,source,instance,metric,value
${noonPlus(0)},node1,vmstat,,pgfault,1
${noonPlus(10)},node1,vmstat,,pgfault,18446744073709551615
${noonPlus(0)},node2,vmstat,,pgfault,2
`;
const OPENMETRICS = `# TYPE node_vmstat_pgfault unknown
# HELP node_vmstat_pgfault /proc/vmstat information field pgfault.
node_vmstat_pgfault{instance="node1"} 1 1795608000.000
node_vmstat_pgfault{instance="node1"} 18446744073709551615 1795608010.000
node_vmstat_pgfault{instance="node2"} 2 1795608000.000
# EOF
`;

function environment(directory: string) {
  return { PATH: process.env.PATH, TMPDIR: path.join(directory, 'scratch') };
}

function convert(directory: string, ...args: string[]) {
  const env = environment(directory);
  const options = { encoding: 'utf8', env, cwd: directory } as const;
  const { status, stdout, stderr } = spawnSync(RANKSTAT, ['convert', ...args], options);
  return { status, stdout, stderr };
}

async function files(directory: string): Promise<string[]> {
  const all = await readdir(directory, { recursive: true });
  return all.filter((name) => name !== 'scratch' && name !== 'a.json').sort();
}

for (const [format, text] of [
  ['csv', CSV],
  ['openmetrics', OPENMETRICS],
] as const) {
  test(`${format}: to stdout, to a file, compressed`, async ({ directory }) => {
    assert.equal(convert(directory, '--to', format, 'a.json'), { status: 0, stdout: text, stderr: '' });
    assert.is(convert(directory, '--to', format, '-o', '-', 'a.json').stdout, text);
    for (const output of ['out', 'out.gz']) {
      const result = convert(directory, 'a.json', '--to', format, '-o', output);
      assert.equal(result, { status: 0, stdout: '', stderr: '' });
    }
    assert.is(await readFile(path.join(directory, 'out'), 'utf8'), text);
    assert.is(gunzipSync(await readFile(path.join(directory, 'out.gz'))).toString(), text);
    assert.equal(await files(directory), ['out', 'out.gz']);
  });
}

test('csv of several files has the header once', ({ directory }) => {
  const { stdout } = convert(directory, '--to', 'csv', 'a.json', 'a.json');
  assert.is(stdout, CSV + CSV.slice(CSV.indexOf('\n') + 1));
});

test('parquet: a directory beside the series file, or where it is told', async ({ directory }) => {
  assert.equal(convert(directory, '--to', 'parquet', 'a.json'), {
    status: 0,
    stdout: '',
    stderr: 'rankstat: a: vmstat.parquet\n',
  });
  assert.is(convert(directory, '--to', 'parquet', 'a.json', '-o', 'deep/er').status, 0);
  assert.equal(await files(directory), [
    'a',
    'a/vmstat.parquet',
    'deep',
    'deep/er',
    'deep/er/vmstat.parquet',
  ]);
});

test('parquet with files of so many hosts: a data set', async ({ directory }) => {
  const dataSet = ['--to', 'parquet', '--hosts-per-file', '1', 'a.json'];
  assert.equal(convert(directory, ...dataSet), {
    status: 0,
    stdout: '',
    stderr: 'rankstat: a: hosts, vmstat\n',
  });
  const all = await files(directory);
  assert.equal(
    all.filter((name) => name.includes('.')),
    [
      'a/_rankstat.json',
      'a/hosts/part-00000.parquet',
      'a/vmstat/part-00000.parquet',
      'a/vmstat/part-00001.parquet',
    ],
  );
  assert.equal(
    [convert(directory, ...dataSet).status, convert(directory, ...dataSet).stderr],
    [73, 'rankstat: a is already there: give another -o, or --force\n'],
  );
  assert.is(convert(directory, ...dataSet, '--force').status, 0);
  // Somebody's own: all that is there would be replaced.
  for (const name of ['vmstat/notes.txt', 'mine.parquet', 'vmstat/part-00000.parquet.old']) {
    await writeFile(path.join(directory, 'a', name), '');
    assert.equal(
      [convert(directory, ...dataSet, '--force').status, convert(directory, ...dataSet, '--force').stderr],
      [73, `rankstat: a is there, and has other files than those of a data set (${name}): give another -o\n`],
    );
    await rm(path.join(directory, 'a', name));
  }
  await writeFile(path.join(directory, 'mine'), '');
  assert.equal(
    [
      convert(directory, ...dataSet, '--force', '-o', '.').status,
      convert(directory, ...dataSet, '-o', '.').stderr,
    ],
    [73, 'rankstat: . is there, and has other files than those of a data set (a): give another -o\n'],
  );
  assert.is(
    convert(directory, ...dataSet, '-o', 'mine').stderr,
    'rankstat: mine is no directory: give another -o\n',
  );
});

test('what is there is not replaced unless told to', async ({ directory }) => {
  await writeFile(path.join(directory, 'out'), 'mine');
  const csv = ['a.json', '--to', 'csv', '-o', 'out'];
  assert.equal(convert(directory, ...csv), {
    status: 73,
    stdout: '',
    stderr: 'rankstat: out is already there: give another -o, or --force\n',
  });
  assert.is(await readFile(path.join(directory, 'out'), 'utf8'), 'mine');
  assert.is(convert(directory, ...csv, '--force').status, 0);
  assert.is(await readFile(path.join(directory, 'out'), 'utf8'), CSV);
  const parquet = ['a.json', '--to', 'parquet'];
  assert.is(convert(directory, ...parquet).status, 0);
  const { status, stderr } = convert(directory, ...parquet);
  assert.is(status, 73);
  assert.is(stderr, 'rankstat: a already has .parquet files: give another -o, or --force\n');
  assert.is(convert(directory, ...parquet, '--force').status, 0);
});

const CUT = twoHosts().slice(0, twoHosts().indexOf('"node2": [\n'));
const WRONG: Record<string, [args: string[], code: number, line: RegExp]> = {
  'no format': [['a.json'], 64, /argument: to/],
  'an unknown format': [
    ['a.json', '--to', 'xls'],
    64,
    /Argument: to, Given: "xls", Choices: "csv", "parquet"/,
  ],
  'two formats': [['a.json', '--to', 'csv', '--to', 'parquet'], 64, /--to is given more than once/],
  'no file': [['--to', 'csv'], 64, /arguments are missing: rankstat convert FILE/],
  'two files for openmetrics': [['a.json', 'a.json', '--to', 'openmetrics'], 64, /takes one file, not 2/],
  'two files for parquet': [['a.json', 'a.json', '--to', 'parquet'], 64, /takes one file, not 2/],
  'files of no hosts': [
    ['a.json', '--to', 'parquet', '--hosts-per-file', '0'],
    64,
    /--hosts-per-file "0" is not right: it takes a whole number of hosts, from 1/,
  ],
  'files of hosts that are no number': [
    ['a.json', '--to', 'parquet', '--hosts-per-file', 'some'],
    64,
    /--hosts-per-file is not a number/,
  ],
  'a data set of csv': [['a.json', '--to', 'csv', '--hosts-per-file', '9'], 64, /is for --to parquet/],
  'a data set of a file that is cut off': [
    ['cut.json', '--to', 'parquet', '--hosts-per-file', '9'],
    65,
    /cut\.json: .*cut off/,
  ],
  'a file that is not there': [['b.json', '--to', 'csv', '-o', 'out'], 66, /b\.json is not there/],
  'a file that is cut off, as csv': [['cut.json', '--to', 'csv', '-o', 'out'], 65, /cut\.json: .*cut off/],
  'a file that is cut off, as openmetrics': [
    ['cut.json', '--to', 'openmetrics', '-o', 'out'],
    65,
    /cut\.json: .*cut off/,
  ],
  'a file that is cut off, as parquet': [['cut.json', '--to', 'parquet'], 65, /cut\.json: .*cut off/],
  'a directory that is not there': [
    ['a.json', '--to', 'csv', '-o', 'gone/out'],
    73,
    /cannot write gone\/out: ENOENT.*give another -o/,
  ],
  'a directory that is a file': [
    ['a.json', '--to', 'parquet', '-o', 'a.json'],
    73,
    /cannot write a\.json: ENOTDIR.*give another -o/,
  ],
};
for (const [name, [args, code, line]] of Object.entries(WRONG)) {
  test(`wrong: ${name}: one line, and nothing is left`, async ({ directory }) => {
    await written(path.join(directory, 'cut.json'), CUT);
    const { status, stdout, stderr } = convert(directory, ...args);
    assert.is(status, code, stderr);
    assert.is(stdout, '');
    assert.match(stderr, /^rankstat: [^\n]*\n$/);
    assert.match(stderr, line);
    assert.equal(await files(directory), ['cut.json']);
  });
}

test('wrong: a pipe as the output, which would be a file then, and what is read itself', async ({
  directory,
}) => {
  spawnSync('mkfifo', [path.join(directory, 'pipe')]);
  const onto = (output: string) => convert(directory, 'a.json', '--to', 'csv', '--force', '-o', output);
  assert.equal(
    [onto('pipe').status, onto('pipe').stderr],
    [73, 'rankstat: pipe is no regular file: give another -o\n'],
  );
  assert.equal(
    [onto('./a.json').status, onto('./a.json').stderr],
    [64, 'rankstat: ./a.json is what is read: give another -o\n'],
  );
});

test('samples that have no place in openmetrics are said', async ({ directory }) => {
  const line = sampleLine('node1', 0, '"vmstat":{"pgfault":1}');
  await written(path.join(directory, 'b.json'), seriesText(exampleHeader(), [['node1', [line, line]]]));
  const { status, stderr } = convert(directory, 'b.json', '--to', 'openmetrics');
  assert.is(status, 0);
  assert.is(stderr, 'rankstat: 1 samples are left out: not later than the one before of their host\n');
});

/** A conversion to stdout whose reader has read a little; more waits than a pipe holds. */
async function halfRead(directory: string): Promise<ChildProcess> {
  const lines = Array.from({ length: 20_000 }, (_, tick) =>
    sampleLine('node1', tick, '"vmstat":{"pgfault":1}'),
  );
  await written(path.join(directory, 'b.json'), seriesText(exampleHeader(), [['node1', lines]]));
  const child = spawn(RANKSTAT, ['convert', 'b.json', '--to', 'openmetrics'], {
    cwd: directory,
    env: environment(directory),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'readable');
  assert.is((await readdir(path.join(directory, 'scratch'))).length, 1);
  return child;
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} leaves no temporary files`, async ({ directory, scratch }) => {
    const child = await halfRead(directory);
    child.kill(signal);
    const [code] = await once(child, 'exit');
    assert.is(code, { SIGTERM: 143, SIGINT: 130, SIGHUP: 129 }[signal]);
    assert.equal(await readdir(scratch), []);
  });
}

test('a reader that goes, as head does, is no error, and leaves no temporary files', async ({
  directory,
  scratch,
}) => {
  const child = await halfRead(directory);
  child.stdout?.destroy();
  const [code] = await once(child, 'exit');
  assert.is(code, 0);
  assert.equal(await readdir(scratch), []);
});

test.run();
