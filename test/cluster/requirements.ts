import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * What only some tests need: packages, of which `libpmix-dev` has the PMIx library as Slurm's plugin looks for it; and
 * what no package brings.
 */
export type Extra =
  | 'iptables'
  | 'python3'
  | 'libpmix-dev'
  | 'libopenmpi-dev'
  | 'libmpich-dev'
  | typeof MEMORY_CGROUPS;

/** Memory limits of control groups, mounted as version 1; with version 2 nothing of ours has been tried. */
export const MEMORY_CGROUPS = 'memory cgroups (version 1)';

/** Where daemons and network tools live; not in everyone's `PATH`. */
export const SYSTEM_PATH = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

const PROGRAMS = [
  'slurmctld',
  'slurmd',
  'sbatch',
  'srun',
  'scancel',
  'munged',
  'mpirun.openmpi',
  'mpiexec.openmpi',
  'mpiexec.hydra',
  'ip',
  'tc',
  'nft',
  'unshare',
  'hostname',
  'fio',
];

// `srun --mpi=pmix` opens the name without a version (slurm: src/plugins/mpi/pmix/mpi_pmix.c, _libpmix_open),
// which Debian has in the development package only.
const CPUS = ['x86_64', 'aarch64'];
const PMIX = CPUS.map((cpu) => `/usr/lib/${cpu}-linux-gnu/pmix2/lib/libpmix.so`);

/** What an MPI program is compiled with, where Debian has it. */
const MPI_HEADERS = {
  openmpi: [(cpu: string) => `/usr/lib/${cpu}-linux-gnu/openmpi/include/mpi.h`],
  mpich: [
    (cpu: string) => `/usr/include/${cpu}-linux-gnu/mpich/mpi.h`,
    (cpu: string) => `/usr/lib/${cpu}-linux-gnu/mpich/include/mpi.h`,
  ],
};

/**
 * Names of what this machine lacks for a {@link Cluster}, as a reader would look for them: `root`, a program's
 * name, `network namespaces` (root in a container without CAP_SYS_ADMIN), or an extra that was asked for. Empty
 * when a cluster can be brought up.
 */
export function clusterRequirements(extras: readonly Extra[] = []): string[] {
  const missing = PROGRAMS.filter((program) => findProgram(program) === undefined);
  if (process.getuid?.() !== 0) return ['root', ...missing];
  if (!succeeds(['unshare', '--net', '--uts', '--mount', 'true'])) missing.push('network namespaces');
  if (extras.includes('iptables') && findProgram('iptables-legacy') === undefined) missing.push('iptables');
  if (extras.includes('python3') && findProgram('python3') === undefined) missing.push('python3');
  if (extras.includes(MEMORY_CGROUPS) && !existsSync('/sys/fs/cgroup/memory/memory.limit_in_bytes')) {
    missing.push(MEMORY_CGROUPS);
  }
  if (extras.includes('libpmix-dev') && !PMIX.some((path) => existsSync(path))) missing.push('libpmix-dev');
  for (const mpi of ['openmpi', 'mpich'] as const) {
    const isThere = CPUS.some((cpu) => MPI_HEADERS[mpi].some((path) => existsSync(path(cpu))));
    if (extras.includes(`lib${mpi}-dev`) && !isThere) missing.push(`lib${mpi}-dev`);
  }
  return missing;
}

/** Absolute path of a program in `PATH` or a system folder, or undefined. */
export function findProgram(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_PATH];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function succeeds([program = '', ...args]: string[]): boolean {
  const path = findProgram(program);
  const env = { ...process.env, PATH: SYSTEM_PATH.join(delimiter) };
  return path !== undefined && spawnSync(path, args, { env, stdio: 'ignore' }).status === 0;
}
