// What `npm pack` makes, installed without a network into an empty folder.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

interface Context {
  folder: string;
  archive: string;
}

const test = suite<Context>('npm package');
const ROOT = path.dirname(path.dirname(import.meta.dirname));

/** Runs a command that must work. @returns what it printed */
function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  assert.is(status, 0, `${command} ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

test.before((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), 'rankstat-npm-'));
  // Packing makes dist anew, which other tests are using.
  const checkout = path.join(context.folder, 'checkout');
  const listed = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], ROOT);
  const parts = new Set(listed.split('\0').map((file) => file.split('/')[0] ?? ''));
  for (const part of parts) {
    const left = ['', 'test', 'bench', '.ci', '.git', 'node_modules'];
    if (left.includes(part)) continue;
    cpSync(path.join(ROOT, part), path.join(checkout, part), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(checkout, 'node_modules'));
  const packed = run('npm', ['pack', '--silent', '--pack-destination', context.folder], checkout);
  context.archive = path.join(context.folder, packed.trim().split('\n').at(-1) ?? '');
  // What lies there for the checkout itself is for its own machine again.
  const dist = readdirSync(path.join(checkout, 'dist'));
  assert.is(dist.filter((name) => name.endsWith('.node')).length, 1);
  rmSync(checkout, { recursive: true });
});
test.after(({ folder }) => {
  rmSync(folder, { recursive: true });
});

test('it has 3.5 MB at most, four addons, and nothing that serves one machine alone', ({
  folder,
  archive,
}) => {
  const { size } = statSync(archive);
  assert.ok(size <= 3_500_000, `${size} bytes`);
  run('tar', ['-xzf', archive], folder);
  const at = path.join(folder, 'package');
  assert.equal(
    readdirSync(path.join(at, 'dist')).sort(),
    [
      'THIRD_PARTY.txt',
      'addon-arm64-glibc.node',
      'addon-arm64-musl.node',
      'addon-x64-glibc.node',
      'addon-x64-musl.node',
      'benchmark.cjs',
      'collector.pack',
      'commands.cjs',
      'hyparquet-writer.cjs',
      'index.d.ts',
      'index.mjs',
      'rankstat.cjs',
      'report.html',
    ],
    'what lies in dist',
  );
  // Its head: bytes and sum of the program, and of no code.
  const head = readFileSync(path.join(at, 'dist/collector.pack')).toString('latin1', 0, 256);
  assert.match(head, /^rankstat pack [1-9]\d+ \d+ 0 0 /);
  const about = JSON.parse(readFileSync(path.join(at, 'package.json'), 'utf8'));
  assert.equal(
    [about.dependencies, about.optionalDependencies, about.peerDependencies],
    [undefined, undefined, undefined],
  );
});

test('installed without a network, a cache or other packages, all that it has runs', ({
  folder,
  archive,
}) => {
  const [prefix, home] = [path.join(folder, 'prefix'), path.join(folder, 'home')];
  mkdirSync(home);
  const PATH = process.env.PATH ?? '';
  const bare = { PATH, HOME: home, npm_config_cache: path.join(folder, 'cache') };
  run(
    'npm',
    ['install', '--offline', '--global', '--prefix', prefix, '--no-audit', '--no-fund', archive],
    home,
    bare,
  );
  assert.equal(readdirSync(path.join(prefix, 'lib/node_modules')), ['rankstat']);
  assert.is(readdirSync(path.join(prefix, 'lib/node_modules/rankstat')).includes('node_modules'), false);
  const rankstat = (...args: string[]) =>
    run(path.join(prefix, 'bin/rankstat'), args, home, { PATH, HOME: home });
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  assert.is(rankstat('--version').trim(), version);
  assert.match(rankstat('sample'), '"loadavg"');
  const options = ['--launcher', 'local', '--interval', '0.1', '--results-dir', '.', '--keep-journal'];
  rankstat('run', ...options, '--', 'sleep', '0.5');
  const only = (end: string) => readdirSync(home).find((name) => name.endsWith(end)) ?? '';
  const file = only('_timeseries.json');
  assert.is(rankstat('validate', file), `${file}: a series file of rankstat, valid\n`);
  assert.match(rankstat('summary', file), /\n1 of 1 hosts complete\n/);
  rankstat('recover', only('.journal'), '-o', 'recovered.json');
  assert.is(
    readFileSync(path.join(home, 'recovered.json'), 'utf8'),
    readFileSync(path.join(home, file), 'utf8'),
  );
  rankstat('report', file, '-o', 'report.html');
  assert.match(readFileSync(path.join(home, 'report.html'), 'utf8'), /^<!doctype html>/i);
  assert.match(rankstat('convert', file, '--to', 'csv'), /,loadavg,,load_1min,\d/);
  rankstat('convert', file, '--to', 'parquet', '-o', 'tables');
  assert.is(readFileSync(path.join(home, 'tables/loadavg.parquet')).toString('latin1', 0, 4), 'PAR1');
  const wrong = spawnSync(path.join(prefix, 'bin/rankstat'), ['run', '--no-such-option', '--', 'true'], {
    cwd: home,
    env: { PATH, HOME: home },
    encoding: 'utf8',
  });
  assert.is(wrong.status, 64, wrong.stderr);
  assert.match(wrong.stderr, /^rankstat: there is no option "--no-such-option"/);
});

test.run();
