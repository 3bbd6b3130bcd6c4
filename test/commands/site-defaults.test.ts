import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RANKSTAT } from '../jobs/site.ts';

const test = suite<{ directory: string }>('run with site defaults');

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-defaults-'));
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true }));

function run(directory: string, config: string, options: string, ...args: string[]) {
  const file = path.join(directory, 'site.conf');
  writeFileSync(file, config);
  chmodSync(file, 0o644);
  const env = { PATH: process.env.PATH, RANKSTAT_CONFIG: file, RANKSTAT_OPTIONS: options };
  const command = ['sh', '-c', 'sleep 0.5; exit 7'];
  const { status, stderr } = spawnSync(RANKSTAT, ['run', ...args, '--', ...command], {
    encoding: 'utf8',
    cwd: directory,
    env,
  });
  return { status, stderr, lines: stderr.split('\n'), file };
}

test('they are what the collectors get, and --verbose says where each is from', ({ directory }) => {
  const config = 'interval = 0.2\nlauncher = local\nbenchmark = site\nflush = 1\n';
  const options = `--results-dir 'my results' --flush 2`;
  const { status, lines, stderr, file } = run(directory, config, options, '--verbose', '--benchmark=own');
  assert.is(status, 7);
  for (const line of [
    'results-dir = my results, set by RANKSTAT_OPTIONS',
    'flush = 2, set by RANKSTAT_OPTIONS',
    `interval = 0.2, set by ${file}:1`,
    `launcher = local, set by ${file}:2`,
  ])
    assert.ok(lines.includes(`rankstat: ${line}`), stderr);
  const [series = '', ...others] = readdirSync(path.join(directory, 'my results'));
  assert.equal(others, []);
  assert.match(series, /^own_.*_timeseries\.json$/);
  const text = readFileSync(path.join(directory, 'my results', series), 'utf8');
  assert.match(text, /"collection_interval_seconds": ?0\.2\b/);
});

test('what is wrong with them is told in a line each, and the benchmark runs, with --strict, too', ({
  directory,
}) => {
  const args = ['--launcher=local', '--interval=0.2', '--strict'];
  const { status, lines, stderr, file } = run(
    directory,
    'interval = 5\nresults-dir = /\n',
    '--intervall 1',
    ...args,
  );
  assert.is(status, 7);
  const why = 'it says where files are written): give it to run, or in RANKSTAT_OPTIONS';
  for (const line of [
    'RANKSTAT_OPTIONS: run has no option "intervall"; did you mean interval?; nothing is taken from RANKSTAT_OPTIONS',
    `${file}:2: results-dir cannot be set in a file (${why}; nothing is taken from ${file}`,
  ])
    assert.ok(lines.includes(`rankstat: ${line}`), stderr);
  assert.is(readdirSync(directory).filter((name) => name.endsWith('_timeseries.json')).length, 1, stderr);
});

test('what run itself does not take is left out, too: one port is too few, and a folder has to be absolute', ({
  directory,
}) => {
  const { status, stderr } = run(
    directory,
    'port-range = 20000-20000\n',
    '--bcast=nodes',
    '--launcher=local',
  );
  assert.is(status, 7);
  assert.match(
    stderr,
    /site\.conf does not go with what else is given \(--port-range 20000-20000 is 1 port, .*\): nothing/,
  );
  assert.match(
    stderr,
    /RANKSTAT_OPTIONS: --bcast "nodes" is not right: .*; nothing is taken from RANKSTAT_OPTIONS/,
  );
});

test.run();
