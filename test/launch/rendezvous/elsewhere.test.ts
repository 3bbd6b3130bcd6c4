import { chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { COLLECTOR, directoriesInUse } from '../../../src/launch/rendezvous/elsewhere.ts';

const test = suite<{
  proc: string;
  run: (pid: number | string, cwd: string, argv: string[]) => Promise<void>;
}>('where else jobs are');

test.before.each(async (context) => {
  context.proc = await mkdtemp(path.join(tmpdir(), 'rankstat-proc-'));
  context.run = async (pid, cwd, argv) => {
    const directory = path.join(context.proc, String(pid));
    await mkdir(directory);
    await writeFile(path.join(directory, 'cmdline'), argv.map((word) => `${word}\0`).join(''));
    await symlink(cwd, path.join(directory, 'cwd'));
  };
});
test.after.each(async ({ proc }) => await rm(proc, { recursive: true }));

const NODE = ['node', '--no-warnings', '/opt/rankstat/dist/rankstat.cjs'];

test('where what this user runs writes to, from its own working directory', async ({ proc, run }) => {
  await run(10, '/home/a', [...NODE, 'rank', '--results-dir=/scratch/x', '--interval=1']);
  await run(11, '/home/a', [
    ...NODE,
    'run',
    '--results-dir',
    'out',
    '--',
    './benchmark',
    '--results-dir=its',
  ]);
  await run(12, '/home/b', [...NODE, 'run', '--', './benchmark', '--results-dir', 'its']);
  await run(13, '/home/c', ['/opt/rankstat/bin/rankstat', 'rank']);
  assert.equal(await directoriesInUse(undefined, proc), ['/home/a/out', '/home/b', '/home/c', '/scratch/x']);
  assert.equal(await directoriesInUse(COLLECTOR, proc), ['/home/c', '/scratch/x']);
});

test('without a directory it is the working directory, as with another option of a like name', async ({
  proc,
  run,
}) => {
  await run(10, '/home/a', [...NODE, 'rank', '--results-dir=']);
  await run(11, '/home/b', [...NODE, 'rank', '--interval=1', '--results-dir']);
  await run(12, '/home/c', [...NODE, 'rank', '--results-directory=/x']);
  await run(13, '/home/d', [...NODE, 'rank', '/x', '--results-dir', '../y']);
  assert.equal(await directoriesInUse(undefined, proc), ['/home/a', '/home/b', '/home/c', '/home/y']);
});

test('nothing else counts', async ({ proc, run }) => {
  await run(10, '/home/a', [...NODE, 'status', '--results-dir', '/x']);
  await run(11, '/home/a', ['vi', 'rankstat.cjs', 'notes']);
  await run(12, '/home/a', []);
  for (const [nth, program] of ['/opt/xrankstat', '/opt/rankstat.cjs.old', '/opt/rankstatxcjs'].entries())
    await run(20 + nth, '/home/a', ['node', program, 'rank']);
  await run(30, '/home/a', [...NODE]);
  await run(31, '/home/a', ['run', '--results-dir=/x']);
  if (process.geteuid?.() === 0) {
    await run(32, '/home/a', [...NODE, 'rank']);
    await chown(path.join(proc, '32'), 12345, 12345);
  }
  await run('x1', '/home/a', [...NODE, 'rank']);
  await run('1x', '/home/a', [...NODE, 'rank']);
  await mkdir(path.join(proc, '13'), { recursive: true });
  await mkdir(path.join(proc, 'self'));
  assert.equal(await directoriesInUse(undefined, proc), []);
  assert.equal(await directoriesInUse(undefined, path.join(proc, 'none')), []);
});

test.run();
