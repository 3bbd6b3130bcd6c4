import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseLauncher, type Starter, starterCommand } from '../../../src/launch/start/launcher.ts';
import { LAUNCHERS, STARTERS } from '../../../src/launch/start/starters.ts';
import { rejects } from '../../rejects.ts';
import { hydraRank2, ompi4Rank0, sbatch, srunRank3 } from '../environments.ts';

const OPEN_MPI = 'mpirun (Open MPI) 4.1.4\n\nReport bugs to http://www.open-mpi.org/community/help/\n';
const HYDRA = 'HYDRA build details:\n    Version:                                 4.0.2\n';
const INTEL = 'Intel(R) MPI Library for Linux* OS, Version 2021.11 Build 20231005 (id: 74c4a23)\n';

/** Where only these programs are installed. */
function having(installed: Record<string, string>) {
  return {
    locate: async (name: string) => (name in installed ? `/usr/bin/${name}` : null),
    version: async (program: string) => installed[program.replace('/usr/bin/', '')] ?? '',
  };
}

async function chosen(
  env: NodeJS.ProcessEnv,
  installed: Record<string, string>,
  requested: Starter | 'auto' = 'auto',
) {
  const { launcher, program } = await chooseLauncher({ env, programs: having(installed), requested });
  return `${launcher} ${program}`;
}

const ALL = { srun: '', mpirun: OPEN_MPI, mpiexec: OPEN_MPI, 'mpiexec.hydra': HYDRA };

test('a program is one launcher’s, or nobody’s, by what it says of itself', () => {
  const owners = (version: string) => STARTERS.filter((s) => s.version.test(version)).map(({ name }) => name);
  assert.equal(owners('slurm-wlm 22.05.8'), ['slurm']);
  assert.equal(owners(OPEN_MPI), ['openmpi']);
  assert.equal(owners('prterun (PRRTE) 3.0.8'), ['openmpi']);
  assert.equal(owners(HYDRA), ['mpich']);
  assert.equal(owners(INTEL), ['mpich']);
  assert.equal(owners('mpiexec version 1.2.12 revision a1b2c3'), ['pals']);
  assert.equal(owners('aprun version 1.4.0'), ['pals']);
  assert.equal(owners('commands:    \t\t0.88.0\nlibflux-core:\t\t0.88.0\n'), ['flux']);
  assert.equal(owners('pbs_version = 23.06.06'), ['pbs']);
  assert.equal(owners('IBM Spectrum LSF Standard 10.1.0.13, Jul 28 2022'), ['lsf']);
  assert.equal(owners(''), []);
  assert.equal(owners('mpirun (OpenMPI) 1.6'), ['openmpi']);
  assert.equal(owners('mpirun 1.0, built with Slurm'), []);
});

test('--launcher takes auto, what the table has, and local', () => {
  assert.equal(LAUNCHERS, [...['auto', 'slurm', 'flux', 'pals', 'pbs', 'openmpi', 'mpich', 'lsf', 'local']]);
});

test('srun in a Slurm allocation, in a shell step of it, too; mpirun where srun is missing', async () => {
  assert.is(await chosen(sbatch, ALL), 'slurm /usr/bin/srun');
  const shell = { ...sbatch, SLURM_STEP_ID: '4294967290', SLURM_STEP_NUM_TASKS: '1' };
  assert.is(await chosen(shell, ALL), 'slurm /usr/bin/srun');
  assert.is(await chosen(sbatch, { mpirun: OPEN_MPI }), 'openmpi /usr/bin/mpirun');
});

test('one of several ranks starts collectors on its own host only', async () => {
  for (const env of [ompi4Rank0, hydraRank2, srunRank3]) assert.is(await chosen(env, ALL), 'local null');
});

test('the wrapper behind the launcher: the first of its processes says how it is done, the others are silent', async () => {
  const warning = async (env: NodeJS.ProcessEnv) =>
    (await chooseLauncher({ env, programs: having(ALL), requested: 'auto' })).warning;
  const said = (size: number, program: string) =>
    `rankstat run is itself one of ${size} processes of a launch by ${program}: each of them records its own host ` +
    `only, in a file of its own; for one file of all hosts: rankstat run -- ${program} … COMMAND`;
  assert.is(await warning({ ...srunRank3, SLURM_PROCID: '0' }), said(4, 'srun'));
  assert.is(await warning(ompi4Rank0), said(3, 'mpirun'));
  assert.is(await warning({ ...hydraRank2, PMI_RANK: '0' }), said(3, 'mpiexec'));
  const started = { RANKSTAT_RANK: '0', RANKSTAT_SIZE: '2' };
  assert.is(await warning({ ...started, RANKSTAT_LAUNCH: 'pbs:1' }), said(2, 'pbsdsh'));
  assert.is(await warning({ ...started, RANKSTAT_LAUNCH: 'lsf:1' }), said(2, 'blaunch'));
  assert.is(await warning({ FLUX_TASK_RANK: '0', FLUX_JOB_SIZE: '2' }), said(2, 'flux run'));
  const unsized = { PMIX_RANK: '0', PMIX_NAMESPACE: 'p' };
  assert.match(
    (await warning(unsized)) ?? '',
    /^rankstat run is itself one of several processes of a launch by mpiexec:/,
  );
  for (const env of [srunRank3, hydraRank2, sbatch, {}]) assert.is(await warning(env), undefined);
});

test('mpirun in another allocation or with hosts named; the host alone without either', async () => {
  assert.is(await chosen({}, ALL), 'local null');
  assert.is(await chosen({ PBS_NODEFILE: '/var/spool/nodes' }, ALL), 'openmpi /usr/bin/mpirun');
  assert.is(await chosen({ LSB_HOSTS: 'a b' }, { mpirun: HYDRA }), 'mpich /usr/bin/mpirun');
  assert.is(await chosen({ FLUX_URI: 'local:///x' }, { mpiexec: INTEL }), 'mpich /usr/bin/mpiexec');
  assert.is(
    await chosen({ RANKSTAT_LAUNCHER_ARGS: '-f hosts' }, { 'mpiexec.hydra': HYDRA }),
    'mpich /usr/bin/mpiexec.hydra',
  );
  assert.is(await chosen({ PBS_NODEFILE: '/var/spool/nodes' }, { mpirun: 'unknown 1.0' }), 'local null');
});

test('each batch system shows its allocation, and Open MPI is known under each name that it has', async () => {
  for (const shown of ['PBS_NODEFILE', 'LSB_MCPU_HOSTS', 'LSB_HOSTS', 'PE_HOSTFILE', 'FLUX_URI']) {
    assert.is(await chosen({ [shown]: 'x' }, ALL), 'openmpi /usr/bin/mpirun', shown);
  }
  for (const program of ['mpirun', 'mpiexec', 'mpirun.openmpi', 'prterun']) {
    assert.is(await chosen({ FLUX_URI: 'x' }, { [program]: OPEN_MPI }), `openmpi /usr/bin/${program}`);
  }
});

test('what the system itself has comes before any MPI, but for blaunch, which nobody has tried', async () => {
  const pbs = { PBS_NODEFILE: '/var/spool/nodes' };
  const PBS = { pbsdsh: '', pbs_tmrsh: '' };
  assert.is(await chosen(pbs, { ...ALL, ...PBS }), 'pbs /usr/bin/pbsdsh');
  assert.is(await chosen({ ...sbatch, ...pbs }, { ...ALL, ...PBS }), 'slurm /usr/bin/srun');
  assert.is(await chosen(pbs, { pbs_tmrsh: '' }), 'pbs /usr/bin/pbs_tmrsh');
  assert.is(await chosen({}, PBS), 'local null');
  for (const shown of ['LSB_DJOB_HOSTFILE', 'LSB_MCPU_HOSTS', 'LSB_HOSTS']) {
    assert.is(await chosen({ [shown]: 'x' }, { ...ALL, blaunch: '' }), 'openmpi /usr/bin/mpirun', shown);
    assert.is(await chosen({ [shown]: 'x' }, { blaunch: '', ...PBS }), 'lsf /usr/bin/blaunch', shown);
  }
  assert.is(await chosen({ FLUX_URI: 'local:///x' }, { ...ALL, flux: '' }), 'flux /usr/bin/flux');
  assert.is(await chosen(pbs, { ...ALL, flux: '' }), 'openmpi /usr/bin/mpirun');
  const cray = { mpirun: OPEN_MPI, mpiexec: 'mpiexec version 1.4.0 revision x\n', pbsdsh: '' };
  assert.is(await chosen(pbs, cray), 'pals /usr/bin/mpiexec');
  assert.is(await chosen(pbs, { aprun: 'aprun version 1.4.0\n' }), 'pals /usr/bin/aprun');
});

test('--launcher wins, and finds the right one of several MPIs', async () => {
  assert.is(await chosen(sbatch, ALL, 'local'), 'local null');
  assert.is(await chosen(sbatch, ALL, 'openmpi'), 'openmpi /usr/bin/mpirun');
  assert.is(await chosen(sbatch, ALL, 'mpich'), 'mpich /usr/bin/mpiexec.hydra');
  assert.is(await chosen({}, ALL, 'slurm'), 'slurm /usr/bin/srun');
});

test('RANKSTAT_LAUNCHER_PROGRAM is the only program that is looked at, for srun, too', async () => {
  const named = { RANKSTAT_LAUNCHER_PROGRAM: 'mpirun.intel' };
  const installed = { ...ALL, 'mpirun.intel': INTEL, 'site-srun': 'slurm 24.05.1', other: 'other 1.0' };
  assert.is(await chosen(named, installed, 'mpich'), 'mpich /usr/bin/mpirun.intel');
  assert.is(await chosen({ ...sbatch, ...named }, installed), 'mpich /usr/bin/mpirun.intel');
  const wrapped = { ...sbatch, RANKSTAT_LAUNCHER_PROGRAM: 'site-srun' };
  assert.is(await chosen(wrapped, installed), 'slurm /usr/bin/site-srun');
  assert.is(await chosen(wrapped, installed, 'slurm'), 'slurm /usr/bin/site-srun');
  const strange = { ...sbatch, RANKSTAT_LAUNCHER_PROGRAM: 'other' };
  assert.is(await chosen(strange, installed), 'local null');
  await rejects(
    chosen(strange, installed, 'openmpi'),
    /^--launcher openmpi: RANKSTAT_LAUNCHER_PROGRAM=other is not there, or is no mpirun of Open MPI; set it/,
  );
});

test('why it was chosen', async () => {
  const why = async (env: NodeJS.ProcessEnv, installed: Record<string, string>) =>
    (await chooseLauncher({ env, programs: having(installed), requested: 'auto' })).why;
  assert.is(await why(sbatch, ALL), 'SLURM_JOB_ID is set and /usr/bin/srun is there');
  assert.is(await why({}, ALL), 'this is no allocation of several nodes');
  assert.is(await why(srunRank3, ALL), 'this is rank 3 of a launch by slurm');
  const stated = { RANKSTAT_RANK: '0', RANKSTAT_SIZE: '2' };
  assert.is(await why(stated, ALL), 'this is no allocation of several nodes', 'no launcher has started it');
  for (const requested of ['local', 'mpich'] as const) {
    const chosen = await chooseLauncher({ env: {}, programs: having(ALL), requested });
    assert.is(chosen.why, '--launcher says so');
  }
  const pbs = { PBS_NODEFILE: '/var/spool/nodes' };
  assert.is(await why(pbs, {}), 'PBS_NODEFILE is set, but no known launcher is in PATH');
  const named = { ...pbs, RANKSTAT_LAUNCHER_PROGRAM: 'gone' };
  assert.is(await why(named, ALL), 'PBS_NODEFILE is set, but RANKSTAT_LAUNCHER_PROGRAM=gone is none');
});

test('what is requested but missing is an error that says what to do', async () => {
  for (const [requested, what] of [
    ['slurm', 'srun'],
    ['openmpi', 'mpirun of Open MPI'],
    ['mpich', 'mpiexec of MPICH or Intel MPI'],
    ['flux', 'flux'],
    ['pals', 'mpiexec of PALS'],
    ['pbs', 'pbsdsh or pbs_tmrsh'],
    ['lsf', 'blaunch'],
  ] as const) {
    const message = await chosen({}, {}, requested).catch((error: Error) => error.message);
    assert.is(
      message,
      `--launcher ${requested}: no ${what} in PATH; load its module or set RANKSTAT_LAUNCHER_PROGRAM`,
    );
  }
});

test('the command lines', () => {
  const options = { env: {}, root: '/opt/rankstat', rankArguments: ['--interval=5'] };
  const command = (launcher: Starter, program: string | null, env = {}) =>
    starterCommand({ launcher, program, why: '' }, { ...options, env }).join(' ');
  assert.is(
    command('slurm', '/usr/bin/srun'),
    'env RANKSTAT_LAUNCHER_PROGRAM=/usr/bin/srun /opt/rankstat/scripts/mpirun/srun rank --interval=5',
  );
  assert.is(
    command('mpich', '/usr/bin/mpiexec'),
    'env RANKSTAT_LAUNCHER_PROGRAM=/usr/bin/mpiexec /opt/rankstat/scripts/mpirun/mpich rank --interval=5',
  );
  const local = 'env RANKSTAT_RANK=0 RANKSTAT_SIZE=1';
  assert.is(command('local', null), `${local} /opt/rankstat/bin/rankstat rank --interval=5`);
  assert.is(
    command('local', null, { RANKSTAT_BIN: '/x/rankstat' }),
    `${local} /x/rankstat rank --interval=5`,
  );
});

test.run();
