import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { limitIn, signalsIn } from '../../../src/benchmark/kernel-lines.ts';
import { allocationOf } from '../../../src/doctor/look/allocation.ts';
import { directoryAnswers, procfsAnswers } from '../../../src/doctor/look/answers.ts';
import { lookAtDirectory } from '../../../src/doctor/look/directory.ts';
import { lookAtInstallation } from '../../../src/doctor/look/installation.ts';
import { readLimits } from '../../../src/doctor/look/limits.ts';
import { toldByShell } from '../../../src/doctor/look/shell.ts';
import { shownIn } from '../../../src/doctor/look/starter.ts';
import { layToken } from '../../../src/doctor/look/token.ts';
import { systemClock } from '../../../src/system/clock.ts';

const test = suite<{ directory: string }>('what doctor looks at');
const clock = systemClock();

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-look-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** As proc(5) has it. */
const LIMITS = `Limit                     Soft Limit           Hard Limit           Units     
Max file size             unlimited            unlimited            bytes     
Max processes             4096                 unlimited            processes 
Max open files            64                   524288               files     
Max address space         1024000000           unlimited            bytes     
`;

test('limits: the soft one, the hard one, none', async ({ directory }) => {
  assert.is(limitIn(LIMITS, 'Max open files', 'hard'), 524_288);
  assert.is(limitIn(LIMITS, 'Max open files', 'soft'), 64);
  assert.is(limitIn(LIMITS, 'Max file size', 'soft'), null);
  assert.is(limitIn(LIMITS, 'Max things', 'soft'), null);
  await mkdir(path.join(directory, 'self'));
  await writeFile(path.join(directory, 'self/limits'), LIMITS);
  for (const [pid, user, threads] of [
    [7, 1000, 3],
    [8, 1000, 1],
    [9, 0, 50],
  ]) {
    await mkdir(path.join(directory, `${pid}`));
    await writeFile(
      path.join(directory, `${pid}/status`),
      `Name:\tx\nUid:\t${user}\t0\t0\t0\nThreads:\t${threads}\n`,
    );
  }
  assert.equal(readLimits(directory, 1000), {
    open_files: 524_288,
    address_space_bytes: 1_024_000_000,
    file_size_bytes: null,
    processes: 4096,
    running: 4,
  });
  assert.is(readLimits(directory, 0).running, null);
});

test('what the shell tells: signals by their numbers, variables that are kept from Node.js', () => {
  assert.equal(signalsIn('0000000000010201'), [1, 10, 17]);
  assert.equal(signalsIn('none'), []);
  const told = toldByShell('0000000000000200 0000000000001000 NODE_OPTIONS SSL_OTHER NODE_PATH ', {});
  assert.equal(told.variables, ['NODE_OPTIONS', 'NODE_PATH']);
  assert.equal(told.signals, { blocked: [constants.signals.SIGUSR1], ignored: [constants.signals.SIGPIPE] });
  assert.equal(toldByShell(undefined, { NODE_DEBUG: 'x', HOME: '/' }).variables, ['NODE_DEBUG']);
});

test('a directory: shared, another one, not there, made and taken away again', async ({ directory }) => {
  const out = path.join(directory, 'deep/out');
  const { token, remove } = await layToken(out, clock);
  assert.ok(token);
  const look = async (where: string, ifMissing: 'make it' | 'say so' = 'say so') =>
    await lookAtDirectory(where, { clock, procfs: '/proc', token, ifMissing });
  const here = await look(out);
  assert.equal([here.shared, here.problem], [true, null]);
  assert.ok((here.free_bytes ?? 0) > 0 && here.type !== null);
  const other = await look(directory);
  assert.equal([other.shared, other.problem], [false, null]);
  const gone = await look(path.join(directory, 'gone'));
  assert.equal([gone.shared, gone.problem], [false, 'it is not there']);
  assert.is((await look(path.join(directory, 'a/b'), 'make it')).problem, null);
  const file = path.join(directory, 'file');
  await writeFile(file, '');
  assert.match((await look(file)).problem ?? '', /ENOTDIR|EEXIST/);
  await remove();
  assert.equal(await readdir(directory), ['file']);
});

test('a /proc of another program that has stopped, and a file system', async ({ directory }) => {
  const ms = 300;
  assert.ok(await procfsAnswers('/proc'));
  assert.ok(await procfsAnswers(directory, ms), 'what is not there answers, too');
  assert.ok(await directoryAnswers(path.join(directory, 'not/there'), ms));
  execFileSync('mkfifo', [path.join(directory, 'diskstats')]); // Nobody writes to it.
  const start = clock.mono();
  assert.not.ok(await procfsAnswers(directory, ms));
  assert.ok(clock.mono() - start < 3000);
});

test('an installation that is whole, and one of which a file is empty, one cannot be run, and others are missing', async ({
  directory,
}) => {
  for (const folder of ['bin', 'dist', 'scripts/mpirun'])
    await mkdir(path.join(directory, folder), { recursive: true });
  const write = async (file: string, text = 'x', mode = 0o755) => {
    await writeFile(path.join(directory, file), text, { mode });
  };
  for (const file of [
    'bin/rankstat',
    'scripts/mpirun/srun',
    'scripts/mpirun/mpich',
    'scripts/mpirun/slurm-settings',
    'scripts/mpirun/flux',
    'scripts/mpirun/show-launch',
  ])
    await write(file);
  for (const file of ['bcast', 'remote-shells']) await write(`scripts/mpirun/${file}`, 'x', 0o644);
  for (const file of ['benchmark.cjs', 'collector.pack', 'hyparquet-writer.cjs', 'rankstat.cjs'])
    await write(`dist/${file}`);
  await write('dist/commands.cjs', '');
  await chmod(path.join(directory, 'bin/rankstat'), 0o644);
  const { root, wrong } = lookAtInstallation(path.join(directory, 'dist'));
  assert.is(root, directory);
  assert.equal(wrong, [
    'bin/rankstat',
    'dist/commands.cjs',
    'dist/index.mjs',
    'dist/report.html',
    ...['pals', 'pbs', 'openmpi', 'lsf'].map((name) => `scripts/mpirun/${name}`),
  ]);
  assert.equal(lookAtInstallation('/').root, null);
});

test('what a starter would run, and what it takes from the environment', () => {
  const text = ['3', '-n', '', 'two words', 'PATH=/bin', 'SLURM_OVERLAP=1', 'SHLVL=2', ''].join('\0');
  const env = { PATH: '/bin', SLURM_NTASKS: '6', SHLVL: '1' };
  assert.equal(shownIn(text, '/usr/bin/srun', env), {
    argv: ['/usr/bin/srun', '-n', '', 'two words'],
    removed: ['SLURM_NTASKS'],
  });
  assert.is(shownIn('rankstat: no Slurm allocation', 'srun', env), null);
});

test('the nodes of an allocation, by each batch system', async ({ directory }) => {
  const file = path.join(directory, 'nodes');
  await writeFile(file, 'a\na\nb\n');
  const slurm = { SLURM_JOB_ID: '1', SLURM_JOB_NODELIST: 'n[08-10]' };
  assert.equal(allocationOf(slurm), { allocation: 'SLURM_JOB_ID', nodes: 3, names: ['n08', 'n09', 'n10'] });
  assert.equal(allocationOf({ PBS_NODEFILE: file }).names, ['a', 'b']);
  assert.equal(allocationOf({ LSB_HOSTS: 'x x y' }).names, ['x', 'y']);
  assert.is(allocationOf({ PBS_NODEFILE: '/nowhere' }).names, null);
  // Whoever names hosts knows better.
  assert.is(allocationOf({ ...slurm, RANKSTAT_NODES: '2' }).nodes, null);
  assert.equal(allocationOf({}), { allocation: null, nodes: null, names: null });
});

test.run();
