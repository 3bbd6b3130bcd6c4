import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { programsOf } from '../../../src/launch/start/programs.ts';

const test = suite<{ directory: string }>('programs of a host', { directory: '' });

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(os.tmpdir(), 'rankstat-programs-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

async function program(file: string, script: string, mode = 0o755): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, mode);
  return file;
}

test('a program is the first of its name in PATH that can be run', async ({ directory }) => {
  const at = (...names: string[]) => path.join(directory, ...names);
  await mkdir(at('a', 'mpirun'), { recursive: true });
  await program(at('b', 'mpirun'), '', 0o644);
  const right = await program(at('c', 'mpirun'), '');
  await program(at('d', 'mpirun'), '');
  const { locate } = programsOf({ PATH: ['a', 'none', 'b', 'c', 'd'].map((name) => at(name)).join(':') });
  assert.is(await locate('mpirun'), right);
  assert.is(await locate('mpiexec'), null);
  assert.is(await programsOf({ PATH: at('a') }).locate('mpirun'), null);
});

test('a name with a slash is a path, whatever PATH says', async ({ directory }) => {
  const file = await program(path.join(directory, 'mpirun'), '');
  const { locate } = programsOf({ PATH: '/usr/bin' });
  assert.is(await locate(file), file);
  assert.is(await locate(path.relative(process.cwd(), file)), file);
  assert.is(await locate(path.join(directory, 'none')), null);
  assert.is(await programsOf({}).locate('no-such-program'), null);
});

test('what it says of itself, on stdout and on stderr, in the environment that was given', async ({
  directory,
}) => {
  const file = await program(path.join(directory, 'mpirun'), 'echo "$1 $SITE"; echo 4.1 >&2');
  assert.is(await programsOf({ SITE: 'ours' }).version(file), '--version ours\n4.1\n');
  const fails = await program(path.join(directory, 'mpiexec'), 'echo 4.1; exit 1');
  assert.is(await programsOf({}).version(fails), '');
  assert.is(await programsOf({}).version(path.join(directory, 'none')), '');
});

test.run();
