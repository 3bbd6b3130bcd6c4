import type { HostSeen, LaunchSeen, Seen } from '../../src/doctor/seen.ts';

/** A host with which nothing is wrong. */
export function healthy(hostname: string, rank = 0, more: Partial<HostSeen> = {}): HostSeen {
  const directory = { path: '/shared/out', problem: null, type: 'nfs4', free_bytes: 1e12, free_files: 1e6 };
  return {
    hostname,
    rank,
    size: 3,
    version: '0.2.0',
    node: { version: '24.1.0', architecture: 'x64', libc: 'glibc 2.34', path: '/opt/node' },
    addon_problem: null,
    installation: { root: '/opt/rankstat', wrong: [] },
    limits: {
      open_files: 1_048_576,
      address_space_bytes: null,
      file_size_bytes: null,
      processes: 4096,
      running: 20,
    },
    variables: [],
    signals: { blocked: [], ignored: [] },
    hidepid: null,
    sources: [
      { name: 'diskstats', outcome: 'ok' },
      { name: 'nfs', outcome: 'absent' },
    ],
    blind_mounts: [],
    results: { ...directory, shared: true },
    journal: null,
    addresses: ['198.18.0.11'],
    clock: { offset_ms: 0.1, error_ms: 0.2 },
    to_asker: [{ host: '198.18.0.11', port: 25_000, problem: null }],
    to_rank0: rank === 0 ? [] : [{ host: '198.18.0.11', port: 25_001, problem: null }],
    ...more,
  };
}

/** A launch of three hosts in which nothing is wrong. */
export const LAUNCH: LaunchSeen = {
  launcher: 'slurm',
  why: 'SLURM_JOB_ID is set and /usr/bin/srun is there',
  warning: null,
  lacksLauncher: false,
  allocation: 'SLURM_JOB_ID',
  nodes: 3,
  command: ['/usr/bin/srun', '-N', '3', '/opt/rankstat/bin/rankstat', 'rank'],
  removed: ['SLURM_NTASKS'],
  tried: 'doctor',
  end: null,
  wentWell: true,
  answered: 3,
  said: [],
  absent: [],
  silent: [],
  silentCount: 0,
  patienceSeconds: 30,
};

/** A site with which nothing is wrong, but for what is given. */
export function site(more: Partial<Seen> = {}, of3: Partial<HostSeen> = {}): Seen {
  return {
    here: healthy('node1'),
    hosts: [healthy('node1'), healthy('node2', 1), healthy('node3', 2, of3)],
    launch: LAUNCH,
    ports: 'TCP ports 25000-25009',
    portsProblem: null,
    configuration: null,
    ...more,
  };
}
