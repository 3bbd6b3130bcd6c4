import { execFileSync } from 'node:child_process';
import { mkdtemp, open, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askFor } from '../../../src/run/targets/ask.ts';
import { targetsOfRun } from '../../../src/run/targets/run-targets.ts';

const test = suite<{ folder: string }>('targets of a run');
const ask = askFor(10_000);

test.before.each(async (context) => {
  context.folder = await realpath(await mkdtemp(path.join(tmpdir(), 'rankstat-targets-')));
});
test.after.each(async ({ folder }) => {
  await rm(folder, { recursive: true });
});

test('what was named counts, and the command line only if nothing was', async () => {
  const command = ['fio', '--directory=/mnt/x', '--name=a'];
  assert.equal(await targetsOfRun(['/mnt/y'], command, ask), { paths: ['/mnt/y'], isGuess: false });
  assert.equal(await targetsOfRun([], command, ask), { paths: ['/mnt/x'], isGuess: true });
  assert.equal(await targetsOfRun([], ['sleep', '1'], ask), { paths: [], isGuess: false });
});

test('links are followed, also to what is not there yet', async ({ folder }) => {
  await symlink('/dev/shm/scratch', path.join(folder, 'link'));
  const { paths } = await targetsOfRun([path.join(folder, 'link/new/x')], [], ask);
  assert.equal(paths, ['/dev/shm/scratch/new/x']);
});

test('where nobody answers in time, a path is what its name says', async ({ folder }) => {
  await symlink('/dev/shm', path.join(folder, 'link'));
  const named = path.join(folder, 'link/x');
  assert.equal((await targetsOfRun([named], [], async () => undefined)).paths, [named]);
  assert.equal((await targetsOfRun(['a/../b'], [], async () => undefined)).paths, [path.resolve('b')]);
  // An answer that is none.
  assert.equal((await targetsOfRun([named], [], async () => 'realpath: ?')).paths, [named]);
});

test('job files are read; what is not clear is no guess', async ({ folder }) => {
  const job = path.join(folder, 'a.fio');
  await writeFile(job, '[a]\ndirectory=/mnt/x\n[b]\ndirectory=/mnt/z\n');
  assert.equal((await targetsOfRun([], ['fio', job], ask)).paths, ['/mnt/x', '/mnt/z']);
  await writeFile(job, '[a]\ndirectory=$HOME\n');
  assert.equal((await targetsOfRun([], ['fio', job], ask)).paths, []);
  assert.equal((await targetsOfRun([], ['fio', path.join(folder, 'none.fio')], ask)).paths, []);
  assert.equal((await targetsOfRun([], ['srun', '--chdir=/x', 'ior', '-o', 'f'], ask)).paths, []);
  assert.equal((await targetsOfRun([], ['ior', '-o', 'f'], ask)).paths, [path.resolve('f')]);
});

test('a file that never ends its answer is waited for so long and no longer', async ({ folder }) => {
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  assert.is(await askFor(100)(['cat', pipe]), undefined);
  assert.is(await ask(['echo', 'a']), 'a\n');
  assert.is(await ask(['false']), undefined);
  assert.is(await ask(['/nowhere/at/all']), undefined);
  assert.is(await ask(['yes']), undefined);
  // No process can be given a word of 200 KB.
  assert.is(await ask(['echo', 'a'.repeat(200_000)]), undefined);
});

test('job files that come by a pipe are left to the benchmark', async ({ folder }) => {
  const pipe = path.join(folder, 'jobs');
  execFileSync('mkfifo', [pipe]);
  // Open for both, so that nobody waits.
  const handle = await open(pipe, 'r+');
  await handle.write('[a]\nfilename=/mnt/x/f\n');
  assert.equal((await targetsOfRun([], ['fio', pipe], ask)).paths, []);
  const { bytesRead } = await handle.read(Buffer.alloc(100), 0, 100);
  assert.is(bytesRead, 22);
  await handle.close();
});

test('what stands in a file that is no job file cannot hold up or stop anything', async ({ folder }) => {
  const job = path.join(folder, 'a.fio');
  for (const value of ['a\0b', `/${'a'.repeat(5000)}`, `/${'a'.repeat(200_000)}`]) {
    await writeFile(job, `[a]\nfilename=${value}\n`);
    assert.equal((await targetsOfRun([], ['fio', job], ask)).paths, []);
  }
  let asked = 0;
  const counted = async () => {
    asked++;
    return undefined;
  };
  const copied = ['tar', 'cf', 'x', 'fio', ...Array.from({ length: 1000 }, (_, nth) => `file${nth}`)];
  assert.equal([(await targetsOfRun([], copied, counted)).paths, asked], [[], 0]);
});

test.run();
