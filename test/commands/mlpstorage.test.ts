import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RANKSTAT } from '../jobs/site.ts';

const FIXTURES = path.join(import.meta.dirname, '../fixtures/mlpstorage');

const test = suite<{ directory: string }>('run --mlpstorage');

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-mlpstorage-'));
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true }));

/** As docs/guides/mlpstorage.md has it, on this host alone. */
function recorded(directory: string) {
  const options = [
    '--mlpstorage',
    'results',
    '--benchmark',
    'training',
    '--results-dir',
    'rankstat',
    '--target',
    '.',
  ];
  const benchmark = ['python3', path.join(FIXTURES, 'run.py'), 'results', '0.5'];
  const args = ['run', '--launcher', 'local', '--interval', '0.2', ...options, '--', ...benchmark];
  return spawnSync(RANKSTAT, args, { cwd: directory, encoding: 'utf8', env: { PATH: process.env.PATH } });
}

function checked(directory: string) {
  const check = ['check.py', path.join(directory, 'results')];
  const { stdout, stderr } = spawnSync('python3', check, { cwd: FIXTURES, encoding: 'utf8' });
  assert.is(stderr, '');
  return JSON.parse(stdout);
}

test('the series file is in the directory of the run, with the name and the fields of its own time series', ({
  directory,
}) => {
  for (const runs of [1, 2]) {
    const { status, stderr } = recorded(directory);
    assert.is(status, 0, stderr);
    assert.equal(checked(directory), { runs, faults: [] });
    assert.equal(readdirSync(path.join(directory, 'rankstat')), []);
    // What is told last is where it is.
    const [, file = ''] = /^rankstat: (\S+); for a page/m.exec(stderr) ?? [];
    const header = readFileSync(file, 'utf8');
    assert.match(header, /"command": ?\["python3",/);
    assert.match(file, /\/run\/(\d{8}_\d{6})\/training_\1_timeseries\.json$/);
  }
});

test.run();
