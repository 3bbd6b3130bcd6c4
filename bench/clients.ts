import { execFileSync } from 'node:child_process';
import path from 'node:path';
import {
  benchmarkProcesses,
  copiedTree,
  lustreTargets,
  nfsMounts,
  rdmaPorts,
  writeTree,
} from './lib/client-trees.ts';
import { heldAgainst, PROMISES } from './lib/promises.ts';
import type { Family } from './lib/section.ts';
import { median, spreadText } from './lib/statistics.ts';
import { bundle, NODE_SETTINGS, SCRATCH } from './lib/workshop.ts';

const ROUNDS = 11;
const READINGS = 4000;

/** What the sources of clients of storage and networks cost where there are some, from trees in memory. */
export const clients: Family = {
  name: 'clients',
  title: 'Clients of storage',
  about:
    `CPU time of one reading with its parsing, ${READINGS} times without a pause, of a made-up tree: what the kernel takes to ` +
    `print its files is not in it. Medians, lowest and highest of ${ROUNDS} rounds.`,
  async run() {
    const program = await bundle('source');
    const cases = [
      { source: 'nfs', what: '4 NFS mounts', files: nfsMounts(4), promised: PROMISES.clients.nfs },
      { source: 'rdma', what: '4 RDMA ports', files: rdmaPorts(4), promised: PROMISES.clients.rdma },
      {
        source: 'cgroup',
        what: "a job's cgroup, v2",
        files: 'slurm-v2-jobid',
        promised: PROMISES.clients.cgroup,
      },
      {
        source: 'lustre',
        what: '64 OSTs of Lustre, once in ten seconds',
        files: lustreTargets(64),
        promised: PROMISES.clients.lustre,
      },
      {
        source: 'processes',
        what: '64 processes of the benchmark',
        files: benchmarkProcesses(64),
        promised: PROMISES.clients.processes,
      },
      { source: 'cgroup', what: "a job's cgroups, v1", files: 'slurm-v1', promised: PROMISES.clients.cgroup },
      { source: 'tcp', what: 'TCP and UDP', files: 'tcp-page', promised: PROMISES.clients.tcp },
      { source: 'softnet', what: 'softnet', files: 'softnet-15', promised: PROMISES.clients.softnet },
      { source: 'numa', what: 'NUMA nodes', files: 'numa-gaps', promised: PROMISES.clients.numa },
    ];
    const measured = cases.map(({ source, what, files, promised }) => {
      const folder = path.join(SCRATCH, source);
      const { procfs, sysfs } =
        typeof files === 'string' ? copiedTree(folder, files) : writeTree(folder, files);
      const args = [...NODE_SETTINGS, program, source, String(READINGS), procfs, sysfs];
      const us = Array.from({ length: ROUNDS }, () => Number(execFileSync(process.execPath, args)));
      return { what, us, promised };
    });
    return {
      findings: measured.map(
        ({ what, us, promised }) =>
          `${what}: ${median(us).toFixed(1)} µs a reading ${heldAgainst(promised, median(us))}.`,
      ),
      tables: [
        {
          title: 'CPU time of a reading',
          columns: ['what', 'µs'],
          rows: measured.map(({ what, us }) => [what, spreadText(us, 1)]),
        },
      ],
      chart: {
        kind: 'bars',
        title: 'CPU time of a reading',
        unit: 'µs',
        categories: measured.map(({ what }) => what),
        series: [{ name: 'µs', values: measured.map(({ us }) => Math.round(median(us))) }],
      },
    };
  },
};
