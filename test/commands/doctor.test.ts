import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Installation } from '../benchmark/installation.ts';

const test = suite<{ folder: string }>('rankstat doctor and run --check');
const ROOT = path.dirname(path.dirname(import.meta.dirname));
const RANKSTAT = path.join(ROOT, 'bin/rankstat');

test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-asked-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

/** Runs rankstat outside of any allocation, in a folder. */
function inFolder(folder: string, script: string, env: NodeJS.ProcessEnv = {}) {
  const all = {
    PATH: `${path.dirname(RANKSTAT)}:${process.env.PATH}`,
    HOME: '/nonexistent',
    RANKSTAT_CONFIG: '',
    ...env,
  };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
    encoding: 'utf8',
    env: all,
    cwd: folder,
  });
  return { status, stdout, stderr };
}

/** The lines that are not ok, without what is to be done. */
function troubles(stdout: string): string[] {
  return stdout.split('\n').filter((line) => /^(warning|fault)/.test(line));
}

test('outside of an allocation: this host, and nothing is left', ({ folder }) => {
  const { status, stdout, stderr } = inFolder(folder, 'rankstat doctor --nodes --results-dir a/b');
  assert.equal([status, stderr, troubles(stdout)], [0, '', []]);
  assert.match(
    stdout,
    /^ok +launcher +this host alone would be recorded: this is no allocation of several nodes\n/,
  );
  assert.match(stdout, /\n\nA run would work: 1 host would be recorded\.\n$/);
  assert.equal(readdirSync(folder), []);
});

test('this host alone, in an allocation: for want of a launcher that is a fault, else it is meant', ({
  folder,
}) => {
  const allocation = {
    SLURM_JOB_ID: '1',
    SLURM_JOB_NODELIST: 'n[1-3]',
    SLURM_NTASKS: '3',
    SLURM_STEP_ID: '0',
  };
  const meant = inFolder(folder, 'rankstat doctor --launcher local', allocation);
  assert.equal([meant.status, troubles(meant.stdout)], [0, []]);
  // srun -N 3 rankstat doctor
  const rank = inFolder(folder, 'rankstat doctor', { ...allocation, SLURM_PROCID: '2', SLURM_LOCALID: '0' });
  assert.equal([rank.status, troubles(rank.stdout)], [0, []]);
  const none = inFolder(folder, 'rankstat doctor', {
    SLURM_JOB_ID: '1',
    RANKSTAT_LAUNCHER_PROGRAM: '/missing',
  });
  assert.is(none.status, 75);
  assert.match(troubles(none.stdout)[0] ?? '', /nothing that could start collectors on the nodes of it/);
});

test('what Node.js would be told, and signals that are ignored, are seen though Node.js changes both', ({
  folder,
}) => {
  const { status, stdout } = inFolder(folder, "trap '' USR1; rankstat doctor", {
    NODE_OPTIONS: '--throw-deprecation',
    UV_THREADPOOL_SIZE: '1',
    SSL_CERT_FILE: '/x',
  });
  assert.is(status, 0);
  const [variables = '', signals = '', ...others] = troubles(stdout);
  assert.match(variables, /: NODE_OPTIONS, UV_THREADPOOL_SIZE are set/);
  assert.match(signals, /: SIGUSR1 is blocked or ignored/);
  assert.equal(others, []);
});

test('an addon of another architecture: the fault is told, by run --check, too', ({ folder }) => {
  const made = new Installation(path.join(folder, 'installation'));
  const dist = path.join(folder, 'installation/dist');
  const other = process.arch === 'x64' ? 'arm64' : 'x64';
  const theirs = path.join(
    ROOT,
    `node_modules/zeromq/build/linux/${other}/node/glibc-127-Release/addon.node`,
  );
  for (const name of readdirSync(dist).filter((one) => one.endsWith('.node'))) {
    rmSync(path.join(dist, name));
    cpSync(theirs, path.join(dist, name));
  }
  for (const args of ['doctor', 'run --check -- true']) {
    const { status, stdout, stderr } = inFolder(folder, `${made.rankstat} ${args}`);
    assert.equal([status, stderr], [69, '']);
    const [fault = '', ...others] = troubles(stdout);
    assert.match(fault, /^fault +addon .*does not load in Node\.js .*addon/);
    assert.equal(others, []);
  }
});

test('a file of the installation that is missing', ({ folder }) => {
  const made = new Installation(path.join(folder, 'installation'));
  rmSync(path.join(folder, 'installation/dist/report.html'));
  const { status, stdout } = inFolder(folder, `${made.rankstat} doctor`);
  assert.is(status, 69);
  assert.match(troubles(stdout).join(), /^fault +installation .*: dist\/report\.html$/);
});

test('run --check does not start the command, and says whether it could', ({ folder }) => {
  const check = 'rankstat run --interval 1 --check --results-dir out --';
  const fine = inFolder(folder, `${check} touch ran`);
  assert.equal([fine.status, fine.stderr], [0, '']);
  assert.match(fine.stdout, /ok +command .*the benchmark’s command is there\n/);
  mkdirSync(path.join(folder, 'directory'));
  for (const [command, why] of [
    ['no-such-command', / no-such-command is not in PATH/],
    ['./directory', / \.\/directory cannot be run: it is no file/],
    ['./nothing', / \.\/nothing cannot be run: ENOENT/],
  ] as const) {
    const { status, stdout } = inFolder(folder, `${check} ${command}`);
    assert.is(status, 69);
    assert.match(troubles(stdout).join(), /^fault +command /);
    assert.match(troubles(stdout).join(), why);
  }
  // Of the command itself it is none.
  const own = inFolder(folder, 'rankstat run --quiet --results-dir out -- echo --check');
  assert.equal([own.status, own.stdout], [0, '--check\n']);
  const without = inFolder(folder, 'rankstat run --check');
  assert.equal([without.status, without.stdout.includes('command')], [0, false]);
  assert.not.ok(existsSync(path.join(folder, 'ran')));
});

test('what a user has set is shown, counts, and is a warning if it is wrong', ({ folder }) => {
  const set = inFolder(folder, 'rankstat doctor', {
    RANKSTAT_OPTIONS: '--port-range 25000-25009 --interval 5',
  });
  assert.is(set.status, 0);
  assert.match(
    set.stdout,
    /ok +configuration +port-range = 25000-25009 \(RANKSTAT_OPTIONS\); interval = 5 \(RANKSTAT_OPTIONS\)/,
  );
  // As run has it: one that is given is wrong, and what is set for all runs is left out.
  const given = inFolder(folder, 'rankstat run --check --port-range 25000-25000 -- true');
  assert.is(given.status, 64);
  assert.match(given.stderr, /^rankstat: --port-range 25000-25000 is 1 port, and run needs 2/);
  const left = inFolder(folder, 'rankstat doctor', { RANKSTAT_OPTIONS: '--port-range 25000-25000' });
  assert.is(left.status, 0);
  assert.match(troubles(left.stdout).join(), /^warning +configuration .* is 1 port, and run needs 2/);
  const nothing = inFolder(folder, 'rankstat run --check --skip-timeseries -- true');
  assert.match(
    troubles(nothing.stdout).join(),
    /^warning +configuration .*run starts the command and records nothing/,
  );
  writeFileSync(path.join(folder, 'conf'), 'intervall = 5\n', { mode: 0o644 });
  const wrong = inFolder(folder, 'rankstat doctor', { RANKSTAT_CONFIG: path.join(folder, 'conf') });
  assert.is(wrong.status, 0);
  assert.match(troubles(wrong.stdout).join(), /^warning +configuration +\S+conf:1: .*intervall/);
  const check = inFolder(folder, 'rankstat run --quiet -- echo yes', { RANKSTAT_OPTIONS: '--check' });
  assert.equal([check.status, check.stdout], [0, 'yes\n']);
});

test('JSON has all that was seen', ({ folder }) => {
  const { status, stdout } = inFolder(folder, 'rankstat doctor --json --target /proc');
  assert.is(status, 0);
  const { exit_code, verdict, hosts, lines, launch } = JSON.parse(stdout);
  assert.equal([exit_code, verdict], [0, 'A run would work: 1 host would be recorded.']);
  const [host] = Object.values<{ node: { version: string }; to_asker: unknown[] }>(hosts);
  assert.equal([host?.node.version, host?.to_asker], [process.versions.node, []]);
  assert.ok(lines.every(({ level }: { level: string }) => level === 'ok'));
  assert.is(launch.launcher, 'local');
});

test('the starters’ word for a node is no command for people', ({ folder }) => {
  const { status, stderr } = inFolder(folder, 'rankstat rank --examine');
  assert.is(status, 64);
  assert.match(stderr, /^rankstat: [^\n]+\n$/);
});

test.run();
