import { randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONTROL_HOST, type Host } from './network.ts';

/** Where the parts of a cluster lie, in its folder. */
export interface Layout {
  readonly dir: string;
  readonly slurmConf: string;
  readonly mungeSocket: string;
  readonly mungeKey: string;
  /** Batch scripts' output, and a file `ID.ended` for each job that has ended. */
  readonly jobs: string;
  readonly logs: string;
  readonly tmp: string;
  /** Folders for `PATH` in which `mpirun` and `mpiexec` are those of one MPI, like environment modules. */
  readonly openmpi: string;
  readonly mpich: string;
}

export function layoutOf(dir: string): Layout {
  return {
    dir,
    slurmConf: join(dir, 'slurm/slurm.conf'),
    mungeSocket: join(dir, 'munge/socket'),
    mungeKey: join(dir, 'munge/key'),
    jobs: join(dir, 'jobs'),
    logs: join(dir, 'logs'),
    tmp: join(dir, 'tmp'),
    openmpi: join(dir, 'openmpi/bin'),
    mpich: join(dir, 'mpich/bin'),
  };
}

/** Writes all files that the daemons and launchers read. */
export async function writeFiles(layout: Layout, hosts: readonly Host[]): Promise<void> {
  const { dir, slurmConf, mungeSocket, mungeKey, jobs, logs, tmp, openmpi, mpich } = layout;
  // munged refuses a socket that others cannot reach, and its log in a folder that others can write.
  await chmod(dir, 0o755);
  const spools = hosts.flatMap(({ name }) => [join(dir, 'spool', name), join(tmp, name)]);
  const folders = [jobs, logs, tmp, openmpi, mpich, join(dir, 'slurm'), join(mungeSocket, '..'), ...spools];
  for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o755 });
  await writeFile(mungeKey, randomBytes(128), { mode: 0o400 });
  await writeFile(slurmConf, slurmConfText(layout, hosts));
  await writeFile(join(dir, 'slurm/cgroup.conf'), CGROUP_CONF);
  await program(epilog(layout), `: >"${jobs}/$SLURM_JOB_ID.ended"`);
  // Not links: Open MPI takes its installation folder from the path that it was started by.
  await program(join(openmpi, 'mpirun'), 'exec mpirun.openmpi "$@"');
  await program(join(openmpi, 'mpiexec'), 'exec mpiexec.openmpi "$@"');
  await program(join(mpich, 'mpirun'), 'exec mpiexec.hydra "$@"');
  await program(join(mpich, 'mpiexec'), 'exec mpiexec.hydra "$@"');
}

const epilog = ({ dir }: Layout): string => join(dir, 'slurm/epilog');

// `ip netns exec` mounts a bare /sys, without cgroups: slurmd must not look for any.
const CGROUP_CONF = `CgroupPlugin=cgroup/v1
ConstrainCores=no
ConstrainDevices=no
ConstrainRAMSpace=no
ConstrainSwapSpace=no
`;

// 16 CPUs are claimed per node, whatever the machine has, so that several jobs share the nodes.
// KillWait is short because tests wait for it; MinJobAge keeps ended jobs for `scontrol show job`.
function slurmConfText(layout: Layout, hosts: readonly Host[]): string {
  const { dir, logs, tmp, mungeSocket } = layout;
  const compute = hosts.filter(({ name }) => name !== CONTROL_HOST);
  const control = hosts.find(({ name }) => name === CONTROL_HOST);
  const nodes = compute.map(
    ({ name, address }) => `NodeName=${name} NodeAddr=${address} CPUs=16 State=UNKNOWN`,
  );
  return `ClusterName=rankstat
SlurmctldHost=${CONTROL_HOST}(${control?.address ?? CONTROL_HOST})
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=${mungeSocket}
StateSaveLocation=${dir}/spool/${CONTROL_HOST}
SlurmctldPidFile=${dir}/spool/${CONTROL_HOST}/slurmctld.pid
SlurmctldLogFile=${logs}/slurmctld.log
SlurmdSpoolDir=${dir}/spool/%n
SlurmdPidFile=${dir}/spool/%n/slurmd.pid
SlurmdLogFile=${logs}/slurmd-%n.log
SlurmdParameters=config_overrides
TmpFS=${tmp}/%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
EpilogSlurmctld=${epilog(layout)}
ReturnToService=2
KillWait=5
MinJobAge=3600
${hosts.some(({ ip }) => ip === 6) ? 'CommunicationParameters=EnableIPv6,DisableIPv4' : ''}
${nodes.join('\n')}
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}

async function program(path: string, script: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
