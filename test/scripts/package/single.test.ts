import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT, SingleExecutable, singleRequirements } from './single-executable.ts';

const test = suite<{ folder: string }>('the single executable');
const missing = singleRequirements();
let single: SingleExecutable;

test.before(() => {
  if (missing.length === 0) single = new SingleExecutable();
});
test.after(() => single?.remove());
test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-one-'));
});
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true });
});

function it(name: string, body: (context: { folder: string }) => void): void {
  // In CI nothing that can be installed may be missing: there the test runs, and fails.
  if (missing.length === 0 || process.env.RANKSTAT_TEST_COMPLETE !== undefined) return void test(name, body);
  process.stderr.write(`skipped: ${name} (missing: ${missing.join(', ')})\n`); // uvu only counts them
  test.skip(`${name} (missing: ${missing.join(', ')})`, body);
}

/** All that would change what a Node.js does, or keep it from beginning. */
const HOSTILE = {
  NODE_OPTIONS: '--require /nonexistent.js --bad-option',
  NODE_DEBUG: 'net,timer',
  NODE_EXTRA_CA_CERTS: '/nonexistent',
  NODE_ICU_DATA: '/nonexistent',
  NODE_V8_COVERAGE: '/nonexistent',
  OPENSSL_CONF: '/nonexistent',
};

function outcome(folder: string, words: readonly string[], more: Record<string, string> = {}) {
  const [file = '', ...args] = words;
  const env = { PATH: '/usr/bin:/bin', ...more };
  const { status, signal, stdout, stderr, error } = spawnSync(file, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return { status, signal, stdout, stderr };
}

const RUN = ['run', '--launcher', 'local', '--interval', '0.2', '--results-dir', 'results'];

it('has all commands, and needs no Node.js, nor what the environment says of one', ({ folder }) => {
  const rankstat = (...args: string[]) => {
    const { status, stdout, stderr } = outcome(folder, [single.file, ...args], HOSTILE);
    assert.is(status, 0, stderr);
    assert.not.match(stderr, /[Ww]arning|NODE_|^(NET|TIMER) /m);
    return stdout;
  };
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  assert.is(rankstat('--version'), `${version}\n`);
  assert.ok(JSON.parse(rankstat('sample')).vmstat.pgpgin > 0);
  assert.match(rankstat(...RUN, '--report', '--output', 'json,parquet', '--', 'sleep', '0.6'), /^$/);
  const made = readdirSync(path.join(folder, 'results'));
  const series = made.find((name) => name.endsWith('_timeseries.json')) ?? '';
  assert.ok(made.includes(series.replace(/\.json$/, '')), made.join());
  assert.ok(
    made.some((name) => name.endsWith('.html')),
    made.join(),
  );
  const file = path.join('results', series);
  assert.is(rankstat('validate', file), `${file}: a series file of rankstat, valid\n`);
  rankstat('convert', '--to', 'parquet', '-o', 'tables', file);
  assert.match(rankstat('notices'), /Apache License[\s\S]*zeromq/);
  const toHead = spawnSync('bash', ['-c', '"$1" notices | head -n 1; echo "$PIPESTATUS"', '-', single.file], {
    encoding: 'utf8',
  });
  assert.match(toHead.stdout, /\n0\n$/);
  assert.is(toHead.stderr, '');
  assert.ok(existsSync(path.join(folder, 'tables/vmstat.parquet')));
});

it('runs a command as if it were not there: exit code, streams, environment, ignored signals, limits', ({
  folder,
}) => {
  const text =
    'echo "$NODE_OPTIONS|$OPENSSL_CONF|$(ulimit -S -n)"; echo err >&2; kill -HUP $$; echo "after HUP"; cat <&7; exit 3';
  const shell = `ulimit -S -n 100; trap '' HUP; echo seven >seven; exec 7<seven; exec "$@"`;
  const words = ['sh', '-c', shell, 'sh', single.file, ...RUN, '--quiet', '--', 'sh', '-c', text];
  const { status, stdout, stderr } = outcome(folder, words, HOSTILE);
  assert.is(stdout, `${HOSTILE.NODE_OPTIONS}|/nonexistent|100\nafter HUP\nseven\n`);
  assert.is(stderr, 'err\n');
  assert.is(status, 3);
  assert.ok(readdirSync(path.join(folder, 'results')).some((name) => name.endsWith('_timeseries.json')));
});

it('wraps a process of a launch', ({ folder }) => {
  const env = { RANKSTAT_RANK: '0', RANKSTAT_SIZE: '1', RANKSTAT_LOCAL_RANK: '0', ...HOSTILE };
  const wrap = [single.file, 'wrap', '--interval', '0.2', '--results-dir', 'results', '--'];
  const { status, stdout, stderr } = outcome(
    folder,
    [...wrap, 'sh', '-c', 'echo $NODE_DEBUG; sleep 0.6; exit 3'],
    env,
  );
  assert.is(stdout, 'net,timer\n', stderr);
  assert.is(status, 3);
  assert.ok(
    readdirSync(path.join(folder, 'results')).some((name) => name.endsWith('_timeseries.json')),
    stderr,
  );
});

it('ends as the command by a signal', ({ folder }) => {
  const { signal } = outcome(folder, [single.file, ...RUN, '--quiet', '--', 'sh', '-c', 'kill -TERM $$']);
  assert.is(signal, 'SIGTERM');
});

it('where nothing has room beside a command, the command runs all the same', ({ folder }) => {
  const most = Array.from({ length: 15 }, () => 'x'.repeat(131_000));
  const fits = (bytes: number) =>
    spawnSync('/bin/true', [...most, 'x'.repeat(bytes)], { env: {} }).error === undefined;
  let [least, tooMany] = [0, 131_000];
  assert.ok(fits(least), 'this machine has less room than 2 MiB for arguments');
  while (tooMany - least > 100) {
    const middle = Math.floor((least + tooMany) / 2);
    if (fits(middle)) least = middle;
    else tooMany = middle;
  }
  const last = 'x'.repeat(least - 2000);
  const words = [single.file, ...RUN, '--', 'sh', '-c', 'echo $#; exit 3', ...most, last];
  const { status, stdout, stderr } = outcome(folder, words);
  assert.is(status, 3, stderr);
  assert.is(stdout, '15\n');
  assert.match(
    stderr,
    /^rankstat: nothing is recorded, the benchmark runs all the same: there is no room for/,
  );
});

test.run();
