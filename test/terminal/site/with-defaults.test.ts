import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { COLLECTING_OPTIONS, collectingOptionsOf } from '../../../src/terminal/collecting-options.ts';
import { plainOptions } from '../../../src/terminal/plain-options.ts';
import { RUN_OPTIONS } from '../../../src/terminal/site/run-options.ts';
import { withSiteDefaults } from '../../../src/terminal/site/with-defaults.ts';

const test = suite<{ directory: string; file: string }>('site defaults of a command line');

test.before.each((context) => {
  context.directory = mkdtempSync(path.join(tmpdir(), 'rankstat-site-'));
  context.file = path.join(context.directory, 'rankstat.conf');
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true }));

async function merged(
  file: string,
  text: string,
  variable: string,
  args: readonly string[],
  options = RUN_OPTIONS,
) {
  writeFileSync(file, text);
  chmodSync(file, 0o644);
  const end = args.indexOf('--');
  const argv: Readonly<Record<string, unknown>> =
    plainOptions(options, end < 0 ? args : args.slice(0, end)) ?? {};
  const env = { RANKSTAT_OPTIONS: variable };
  return await withSiteDefaults(
    { argv, args, options, check: collectingOptionsOf },
    { env, systemFile: file },
  );
}

test('the command line wins over the variable, that over the file, that over what is built in', async ({
  file,
}) => {
  const text = 'interval = 5\nflush = 1\ngzip = true\n';
  const { argv, taken, faults } = await merged(file, text, '--interval 2 --flush 2', [
    '--interval=1',
    '--',
    'x',
  ]);
  assert.equal([argv.interval, argv.flush, argv.gzip, argv.stopTimeout], [1, 2, true, 10]);
  assert.equal(
    taken.map(({ name, where }) => `${name} ${where.replace(file, 'FILE')}`),
    ['flush RANKSTAT_OPTIONS', 'gzip FILE:3'],
  );
  assert.equal(faults, []);
});

test('options of the benchmark behind -- are none of ours', async ({ file }) => {
  const { argv } = await merged(file, 'interval = 5\n', '', ['--', 'bench', '--interval', '7']);
  assert.is(argv.interval, 5);
});

test('a level of speech that is asked for replaces the other', async ({ file }) => {
  const { argv } = await merged(file, 'quiet = true\n', '', ['--verbose', '--', 'x']);
  assert.equal([argv.verbose, argv.quiet], [true, undefined]);
});

test('what does not go with the command line is left out, and no more than that', async ({ file }) => {
  const text = 'exclude-sources = cpu\n';
  const { argv, taken, faults } = await merged(file, text, '--flush 2', ['--sources=cpu', '--', 'x']);
  assert.equal([argv.excludeSources, argv.flush], [undefined, 2]);
  assert.equal(
    taken.map(({ name }) => name),
    ['flush'],
  );
  const why = `no source is left to read: see --sources`;
  assert.equal(faults, [
    `${file} does not go with what else is given (${why}): nothing is taken from ${file}`,
  ]);
});

test('values of a list add up', async ({ file }) => {
  const { argv } = await merged(file, '', '--target /a --target /b', ['--', 'x']);
  assert.equal(argv.target, ['/a', '/b']);
});

test('an option that the command does not have is passed over', async ({ file }) => {
  const { argv, faults } = await merged(
    file,
    'launcher = slurm\ninterval = 5\n',
    '',
    ['--', 'x'],
    COLLECTING_OPTIONS,
  );
  assert.equal([argv.launcher, argv.interval, faults], [undefined, 5, []]);
});

test('with a wrong command line nothing else is told of', async ({ file }) => {
  const { argv, taken } = await merged(file, 'interval = 5\n', '', ['--flush=9', '--', 'x']);
  assert.equal([argv.interval, argv.flush, taken], [10, 9, []]);
});

test.run();
