// npm run demo: sets a clone up and records a small I/O workload, under what launcher this machine has.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, setUp } from './setup.mjs';

const SECONDS = 8;

setUp();
const results = path.join(root, 'results');
mkdirSync(results, { recursive: true });
const scratch = mkdtempSync(path.join(tmpdir(), 'rankstat-demo-'));
try {
  const launcher = chooseLauncher();
  const { name, command } = workload();
  say(`recording ${name} for ${SECONDS} s, every second, collectors started by ${launcher.name}`);
  const options = ['--interval', '1', '--benchmark', 'demo', '--results-dir', results, '--strict'];
  const args = ['run', ...options, '--launcher', launcher.option, '--', ...command];
  const env = { ...process.env, ...launcher.env };
  const { status } = spawnSync(path.join(root, 'bin/rankstat'), args, { stdio: 'inherit', env });
  if (status === 0) say('a page of it: bin/rankstat report FILE; what else there is: bin/rankstat --help');
  process.exitCode = status ?? 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** In an allocation what that has; else mpirun on this host; else this host alone. */
function chooseLauncher() {
  if (process.env.SLURM_JOB_ID !== undefined && found('srun')) {
    return { name: 'srun in this allocation', option: 'slurm', env: {} };
  }
  const version = spawnSync('mpirun', ['--version'], { encoding: 'utf8' }).stdout ?? '';
  if (version.includes('Open MPI')) {
    // Open MPI does not run as root unless told so; containers have nobody else.
    const env = { OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' };
    return { name: 'mpirun (Open MPI)', option: 'openmpi', env: process.getuid?.() === 0 ? env : {} };
  }
  if (version.includes('HYDRA') || found('mpiexec.hydra')) {
    return { name: 'mpiexec (MPICH)', option: 'mpich', env: {} };
  }
  return { name: 'rankstat itself: no mpirun here', option: 'local', env: {} };
}

function workload() {
  if (!found('fio')) {
    const script = path.join(root, 'scripts/demo-workload.mjs');
    return { name: 'a workload in Node.js', command: [process.execPath, script, scratch, String(SECONDS)] };
  }
  const job = ['--name=demo', '--rw=randrw', '--bs=64k', '--size=64m', '--ioengine=psync', '--fsync=32'];
  const time = ['--time_based', `--runtime=${SECONDS}`, '--minimal', '--output=/dev/null'];
  return { name: 'fio', command: ['fio', ...job, ...time, `--directory=${scratch}`] };
}

function found(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((directory) => {
    try {
      accessSync(path.join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function say(text) {
  process.stderr.write(`demo: ${text}\n`);
}
