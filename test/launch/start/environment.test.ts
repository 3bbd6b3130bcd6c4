import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { installationRoot } from '../../../src/system/installation.ts';
import { runProgram } from './programs.ts';
import { FLUX, HYDRA, OPEN_MPI, PALS, SLURM } from './settings.ts';

const STARTERS = {
  srun: [SLURM],
  openmpi: [SLURM, OPEN_MPI],
  mpich: [SLURM, HYDRA],
  flux: [FLUX],
  pals: [PALS],
} as const;

let scratch = '';
test.before(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), 'rankstat-environment-'));
});
test.after(async () => {
  await rm(scratch, { recursive: true, force: true });
});

/** What the launcher of a starter finds in its environment, and its command line. */
async function launched(starter: string, env: NodeJS.ProcessEnv) {
  const launcher = path.join(scratch, 'launcher');
  await writeFile(launcher, '#!/bin/sh\necho "argv=$*"\nenv\n');
  await chmod(launcher, 0o755);
  const script = path.join(installationRoot(), 'scripts', 'mpirun', starter);
  const { code, stdout, stderr } = await runProgram(script, ['rank'], {
    RANKSTAT_BIN: 'rankstat',
    RANKSTAT_LAUNCHER_PROGRAM: launcher,
    SLURM_JOB_NUM_NODES: '3',
    FLUX_URI: 'local:///run/flux/local',
    ...env,
  });
  assert.is(code, 0, stderr);
  const lines = stdout.trimEnd().split('\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

const valued = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'theirs']));

for (const [starter, settings] of Object.entries(STARTERS)) {
  for (const { unset, kept, set } of settings) {
    test(`${starter}: what is meant for the benchmark's launch is taken away, for each reason`, async () => {
      const names = Object.values(unset).flat();
      const env = await launched(starter, valued([...names, ...kept, ...Object.keys(set)]));
      for (const [reason, taken] of Object.entries(unset)) {
        assert.equal(
          taken.filter((name) => env.has(name)),
          [],
          reason,
        );
      }
      assert.equal(
        kept.filter((name) => env.get(name) !== 'theirs'),
        [],
      );
      for (const [name, value] of Object.entries(set)) assert.is(env.get(name), value, name);
    });
  }
}

test('a heterogeneous job: one step on all components, each with its own number of nodes', async () => {
  const job = {
    SLURM_JOB_ID: '7',
    SLURM_HET_SIZE: '2',
    SLURM_JOB_ID_HET_GROUP_0: '7',
    SLURM_JOB_ID_HET_GROUP_1: '8',
    SLURM_JOB_NUM_NODES_HET_GROUP_0: '1',
    SLURM_JOB_NUM_NODES_HET_GROUP_1: '2',
    SLURM_NTASKS_HET_GROUP_0: '16',
    SLURM_NTASKS_HET_GROUP_1: '4',
    SLURM_NTASKS_PER_NODE_HET_GROUP_1: '2',
    RANKSTAT_RENDEZVOUS: 'tcp://198.18.0.11:4000',
  };
  // As sbatch sets them, and as salloc does.
  for (const SLURM_JOB_NUM_NODES of ['1', undefined]) {
    const env = await launched('srun', { ...job, SLURM_JOB_NUM_NODES });
    assert.match(env.get('argv') ?? '', /^--het-group=0-1 --ntasks-per-node=1 -c 1 /);
    assert.is(env.get('SLURM_NTASKS_HET_GROUP_0'), '1');
    assert.is(env.get('SLURM_NTASKS_HET_GROUP_1'), '2');
    assert.not.ok(env.has('SLURM_NTASKS_PER_NODE_HET_GROUP_1'));
  }
  // A job that was submitted by that one has inherited all of it.
  const other = await launched('srun', { ...job, SLURM_JOB_ID: '9' });
  assert.match(other.get('argv') ?? '', /^-N 3 -n 3 --ntasks-per-node=1 -c 1 /);
});

test('the variables of a job are named to mpirun, in the list that there is already', async () => {
  const job = { RANKSTAT_RENDEZVOUS: 'tcp://198.18.0.11:4000', RANKSTAT_SECRET: 'hush' };
  const list = async (env: NodeJS.ProcessEnv) => {
    const found = await launched('openmpi', { ...job, ...env });
    assert.not.match(found.get('argv') ?? '', /hush/);
    return [found.get('OMPI_MCA_mca_base_env_list'), / -x RANKSTAT_/.test(found.get('argv') ?? '')];
  };
  assert.equal(await list({}), ['RANKSTAT_RENDEZVOUS;RANKSTAT_SECRET', false]);
  const theirs = { OMPI_MCA_mca_base_env_list: 'FOO=1' };
  assert.equal(await list(theirs), ['FOO=1;RANKSTAT_RENDEZVOUS;RANKSTAT_SECRET', false]);
  const comma = { ...theirs, OMPI_MCA_mca_base_env_list_delimiter: ',' };
  assert.equal(await list(comma), ['FOO=1,RANKSTAT_RENDEZVOUS,RANKSTAT_SECRET', false]);
  assert.equal(await list({ ...theirs, RANKSTAT_LAUNCHER_ARGS: '-x FOO' }), [undefined, true]);
});

test('mpiexec is told to let the others live when one is killed, if it knows how and they need no PMI of its', async () => {
  const argv = async (help: string, version: string, more: NodeJS.ProcessEnv = {}) => {
    const launcher = path.join(scratch, 'hydra');
    const says = `-help) echo "${help}" ;; --version) echo "    Version:         ${version}" ;; *) echo "$*" ;;`;
    await writeFile(launcher, `#!/bin/sh\ncase $1 in ${says} esac\n`);
    await chmod(launcher, 0o755);
    const script = path.join(installationRoot(), 'scripts', 'mpirun', 'mpich');
    const env = {
      RANKSTAT_BIN: 'rankstat',
      RANKSTAT_LAUNCHER_PROGRAM: launcher,
      RANKSTAT_NODES: '2',
      ...more,
    };
    return (await runProgram(script, [], env)).stdout;
  };
  const help = "    -disable-auto-cleanup            don't cleanup processes on error";
  const [with_, without] = [
    '-ppn 1 -n 2 -disable-auto-cleanup rankstat rank\n',
    '-ppn 1 -n 2 rankstat rank\n',
  ];
  for (const version of ['3.4.3', '4.0.2', '4.0']) assert.is(await argv(help, version), with_, version);
  for (const version of ['4.1', '4.2.1', '4.10', '5.0.0', '10.1']) {
    assert.is(await argv(help, version), without, version);
    assert.is(await argv(help, version, { RANKSTAT_RENDEZVOUS: 'tcp://198.18.0.11:4000' }), with_, version);
  }
  assert.is(await argv('-ppn', '4.0.2'), without);
});

test.run();
