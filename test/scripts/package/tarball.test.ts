// Long: 60 s
// The portable tarball, unpacked as people do, with no node in PATH.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { programsWithoutNode } from '../../benchmark/installation.ts';
import { madeTarball, ROOT, unpacked } from './made-tarball.ts';

interface Context {
  folder: string;
  tarball: string;
  again: string;
  path: string;
}

const test = suite<Context>('portable tarball');
const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
/** Nobody that this machine knows. */
const [USER, OTHER_USER] = ['61001', '61002'];

test.before(async (context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-tarball-'));
  chmodSync(context.folder, 0o755);
  const places = ['one', 'two'].map((name) => path.join(context.folder, name));
  for (const place of places) mkdirSync(place);
  context.tarball = await madeTarball('x64', places[0]!);
  const umask = process.umask(0o077);
  context.again = await madeTarball('x64', places[1]!);
  process.umask(umask);
  context.path = programsWithoutNode(path.join(context.folder, 'programs'));
});
test.after(({ folder }) => {
  rmSync(folder, { recursive: true });
});

/** Runs a shell command with no node in PATH, as a user. @returns what it printed; it must work */
function shell(context: Context, user: string | undefined, cwd: string, command: string): string {
  const as =
    user === undefined ? [] : ['/usr/bin/setpriv', '--reuid', user, '--regid', user, '--clear-groups'];
  const words = [...as, '/bin/sh', '-c', command];
  const env = { PATH: context.path, HOME: cwd };
  const { status, stdout, stderr } = spawnSync(words[0]!, words.slice(1), { cwd, env, encoding: 'utf8' });
  assert.is(status, 0, `${command}: ${stderr}${stdout}`);
  return stdout;
}

/** A new folder that a user owns. */
function place({ folder }: Context, name: string, user?: string): string {
  const at = path.join(folder, name);
  mkdirSync(at);
  if (user !== undefined) execFileSync('chown', [`${user}:${user}`, at]);
  return at;
}

/** Samples, records a benchmark and makes a report of it. */
function works(context: Context, rankstat: string, user?: string, before = ''): void {
  const results = mkdtempSync(path.join(context.folder, 'results-'));
  if (user !== undefined) execFileSync('chown', [user, results]);
  const run = (command: string) => shell(context, user, results, `${before}${command}`);
  assert.match(run(`'${rankstat}' sample`), '"loadavg"');
  run(`'${rankstat}' run --launcher local --interval 0.1 --results-dir . -- sleep 0.3`);
  const file = readdirSync(results).find((name) => name.endsWith('.json'));
  assert.match(run(`'${rankstat}' summary ${file}`), /\n1 of 1 hosts complete\n/);
  run(`'${rankstat}' report ${file} -o report.html`);
  assert.match(readFileSync(path.join(results, 'report.html'), 'utf8'), /^<!doctype html>/i);
}

test('made twice it is the same, but for what V8 has compiled', async ({ folder, tarball, again }) => {
  const listed = (file: string) => execFileSync('tar', ['--full-time', '-tvzf', file], { encoding: 'utf8' });
  const lines = listed(tarball).split('\n');
  const isPack = (line: string) => line.endsWith('/dist/collector.pack');
  assert.equal(
    lines.filter((line) => !isPack(line)),
    listed(again)
      .split('\n')
      .filter((line) => !isPack(line)),
  );
  assert.is(lines.filter(isPack).length, 1);
  assert.is(
    lines.every((line) => line === '' || /^(-rwxr-xr-x|-rw-r--r--|drwxr-xr-x) root\/root /.test(line)),
    true,
  );
  const [one, two] = ['unpacked', 'unpacked again'].map((name) => path.join(folder, name));
  mkdirSync(one!);
  mkdirSync(two!);
  const first = unpacked(tarball, one!);
  const second = unpacked(again, two!);
  const { stdout } = spawnSync('diff', ['-rq', first, second], { encoding: 'utf8' });
  assert.ok(/^(Files \S+\/dist\/collector\.pack and [^\n]+ differ\n)?$/.test(stdout), stdout);
  const { contentOf } = await import('../../../scripts/build/pack.mjs');
  const packs = [first, second].map((at) => contentOf(path.join(at, 'dist/collector.pack')));
  assert.ok(packs[0]!.source.equals(packs[1]!.source));
  rmSync(two!, { recursive: true });
});

test('it has what an installation is, and says what it needs', ({ folder, tarball }) => {
  const at = path.join(folder, 'unpacked', path.basename(tarball, '.tar.gz'));
  assert.is(path.basename(at), `rankstat-${version}-linux-x64`);
  for (const name of [
    'bin/rankstat',
    'dist/addon-x64-glibc.node',
    'dist/THIRD_PARTY.txt',
    'docs/file-format.md',
    'examples/run.ipynb',
    'examples/data/training_20261125_231002_timeseries.json.gz',
    'libexec/node',
    'scripts/mpirun/srun',
    'share/bash-completion/completions/rankstat',
    'share/man/man1/rankstat-run.1',
    'share/zsh/site-functions/_rankstat',
    `share/modulefiles/rankstat/${version}`,
    `share/modulefiles/rankstat/${version}.lua`,
    'README.md',
    'LICENSE',
  ]) {
    assert.ok(existsSync(path.join(at, name)), name);
  }
  assert.equal(readdirSync(path.join(at, 'dist')).filter((name) => name.endsWith('.node')).length, 1);
  const needs = readFileSync(path.join(at, 'NEEDS.txt'), 'utf8');
  assert.match(
    needs,
    'glibc 2.28 or later (Node.js 2.28, the ZeroMQ addon 2.25), with its loader /lib64/ld-linux-x86-64.so.2\n',
  );
  const [sum] = execFileSync('sha256sum', [path.join(at, 'libexec/node')], { encoding: 'utf8' }).split(' ');
  assert.ok(needs.includes(`\n  ${sum}\n`));
  const starter = readFileSync(path.join(at, 'bin/rankstat'), 'utf8');
  assert.match(starter, "\nneeded='x64 /lib64/ld-linux-x86-64.so.2 2.28'\n");
  assert.match(readFileSync(path.join(at, 'libexec/LICENSE'), 'utf8'), 'Copyright Node.js contributors');
  const notices = readFileSync(path.join(at, 'dist/THIRD_PARTY.txt'), 'utf8');
  assert.match(notices, /\nNode\.js 24\.\d+\.\d+ \(MIT\), libexec\/node\n/);
});

test('its Node.js takes what is compiled in the pack of ranks', ({ folder, tarball }) => {
  const at = path.join(folder, 'unpacked', path.basename(tarball, '.tar.gz'));
  const program = `
    import { Script } from 'node:vm';
    import { contentOf } from '${ROOT}/scripts/build/pack.mjs';
    const { source, code } = contentOf('${at}/dist/collector.pack');
    const { cachedDataRejected } = new Script(source.toString('latin1'), { cachedData: code });
    console.log(cachedDataRejected, code.length > 500_000);`;
  const args = ['--v8-pool-size=1', '--input-type=module', '-e', program];
  assert.is(execFileSync(path.join(at, 'libexec/node'), args, { encoding: 'utf8' }), 'false true\n');
});

test('at a path with spaces, moved after it was unpacked', (context) => {
  const first = unpacked(context.tarball, place(context, 'first'));
  const moved = path.join(place(context, 'a place with spaces'), 'rank stat');
  renameSync(first, moved);
  works(context, path.join(moved, 'bin/rankstat'));
});

test('from a file system that is mounted read-only, as another user than the one who unpacked it', (context) => {
  const at = unpacked(context.tarball, place(context, 'read-only'));
  execFileSync('mount', ['--bind', at, at]);
  try {
    execFileSync('mount', ['-o', 'remount,bind,ro', at]);
    assert.throws(() => mkdirSync(path.join(at, 'dist/new')), /EROFS/);
    works(context, path.join(at, 'bin/rankstat'));
    works(context, path.join(at, 'bin/rankstat'), USER);
  } finally {
    execFileSync('umount', [at]);
  }
});

test('unpacked by a user whose umask is 077, and run by that user with the same', (context) => {
  const at = place(context, 'private', USER);
  shell(context, USER, at, `umask 077; /usr/bin/env PATH=/usr/bin:/bin tar -xzf '${context.tarball}'`);
  const [name = ''] = readdirSync(at);
  works(context, path.join(at, name, 'bin/rankstat'), USER, 'umask 077; ');
});

test('unpacked with umask 077 and `tar -p`, it is for all', (context) => {
  const at = place(context, 'public', USER);
  shell(context, USER, at, `umask 077; /usr/bin/env PATH=/usr/bin:/bin tar -xpzf '${context.tarball}'`);
  const [name = ''] = readdirSync(at);
  works(context, path.join(at, name, 'bin/rankstat'), OTHER_USER, 'umask 077; ');
});

test('by links from elsewhere: to the command, and to the folder', (context) => {
  const at = path.join(context.folder, 'unpacked', path.basename(context.tarball, '.tar.gz'));
  const links = place(context, 'links');
  symlinkSync(path.join(at, 'bin/rankstat'), path.join(links, 'rankstat'));
  symlinkSync('rankstat', path.join(links, 'rs'));
  symlinkSync(path.relative(links, at), path.join(links, 'current'));
  works(context, path.join(links, 'rs'));
  works(context, path.join(links, 'current/bin/rankstat'));
  works(context, 'rankstat', undefined, `PATH="${links}:$PATH"; `);
});

/** As `scripts/node-versions.mjs` gets them, and where. */
const VERSIONS = ['20.19', '22', '24', '26'];
const FOLDER = process.env.RANKSTAT_NODE_VERSIONS ?? path.join(ROOT, 'node_modules/.cache/node-versions');

for (const one of VERSIONS) {
  const node = path.join(FOLDER, one, 'node');
  const title = `with Node ${one} instead of its own`;
  if (!existsSync(node) && process.env.RANKSTAT_TEST_COMPLETE === undefined) {
    process.stderr.write(`skipped: ${title} (missing: node scripts/node-versions.mjs)\n`);
    test.skip(title);
    continue;
  }
  test(title, (context) => {
    const at = path.join(context.folder, 'unpacked', path.basename(context.tarball, '.tar.gz'));
    works(context, path.join(at, 'bin/rankstat'), undefined, `export RANKSTAT_NODE='${node}'; `);
  });
}

test.run();
