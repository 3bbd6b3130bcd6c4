import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RANKSTAT } from './golden-files.ts';

const test = suite<{ directory: string }>('versions of Node.js');
const ROOT = path.dirname(path.dirname(RANKSTAT));

/** As `scripts/node-versions.mjs` gets them, and where. */
const VERSIONS = ['20.19', '22', '24', '26'];
const FOLDER = process.env.RANKSTAT_NODE_VERSIONS ?? path.join(ROOT, 'node_modules/.cache/node-versions');

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-node-'));
});
test.after.each(({ directory }) => {
  rmSync(directory, { recursive: true });
});

/** Runs rankstat with a version of Node.js, and gives what it printed. */
function runner(node: string, directory: string) {
  return (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(RANKSTAT, args, {
      cwd: directory,
      encoding: 'utf8',
      env: { ...process.env, RANKSTAT_NODE: node },
    });
    assert.is(status, 0, `rankstat ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
}

function only(directory: string, end: string): string {
  const found = readdirSync(directory).filter((name) => name.endsWith(end));
  assert.is(found.length, 1, found.join());
  return path.join(directory, found[0] ?? '');
}

for (const version of VERSIONS) {
  const node = path.join(FOLDER, version, 'node');
  const title = `Node ${version}: records, recovers, reports, converts`;
  // In CI nothing that can be installed may be missing: there the test runs, and fails.
  if (!existsSync(node) && process.env.RANKSTAT_TEST_COMPLETE === undefined) {
    const skipped = `${title} (missing: node scripts/node-versions.mjs)`;
    process.stderr.write(`skipped: ${skipped}\n`); // uvu only counts them
    test.skip(skipped);
    continue;
  }
  test(title, ({ directory }) => {
    const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
    assert.ok(stdout?.startsWith(`v${version}.`), `${node} is ${stdout ?? 'not there'}`);
    const at = (name: string) => path.join(directory, name);
    const rankstat = runner(node, directory);
    const run = ['run', '--launcher', 'local', '--interval', '0.1', '--results-dir', '.', '--keep-journal'];
    rankstat(...run, '--', 'sleep', '0.5');
    const file = only(directory, '_timeseries.json');
    assert.is(rankstat('validate', file), `${file}: a series file of rankstat, valid\n`);
    assert.match(rankstat('summary', file), /\n1 of 1 hosts complete\n/);
    rankstat('recover', only(directory, '.journal'), '-o', 'recovered.json');
    assert.is(readFileSync(at('recovered.json'), 'utf8'), readFileSync(file, 'utf8'));
    rankstat('report', file, '-o', 'report.html');
    assert.match(readFileSync(at('report.html'), 'utf8'), /^<!doctype html>/i);
    assert.match(rankstat('convert', file, '--to', 'csv'), /,loadavg,,load_1min,\d/);
    assert.match(rankstat('convert', file, '--to', 'openmetrics'), /\n# EOF\n$/);
    rankstat('convert', file, '--to', 'parquet', '-o', 'tables');
    assert.is(readFileSync(at('tables/loadavg.parquet')).toString('latin1', 0, 4), 'PAR1');
  });
}

test.run();
