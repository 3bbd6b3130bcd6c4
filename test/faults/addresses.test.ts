import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, type ClusterOptions } from '../cluster/cluster.ts';
import { clusterTest } from '../cluster/suite.ts';
import { assertComplete, onlyFile, STARTERS } from '../jobs/site.ts';

const check = clusterTest(test);
const NODES = ['node1', 'node2', 'node3'];
const STARTER_OF = { slurm: 'srun', openmpi: 'openmpi', mpich: 'mpich' } as const;
type Launcher = keyof typeof STARTER_OF;

const CASES: readonly (readonly [string, Omit<ClusterOptions, 'nodes'>, readonly Launcher[]])[] = [
  // MPICH's own processes do not find each other there: hydra looks names up for version 4 only.
  ['hosts that have IPv6 only', { ip: 6 }, ['slurm', 'openmpi']],
  ['a first interface over which no host reaches another', { stray: true }, ['slurm', 'openmpi', 'mpich']],
];

for (const [name, options, launchers] of CASES) {
  check(`${name}: all is recorded, under run and in a direct launch`, async () => {
    const cluster = await Cluster.up({ nodes: 3, ...options });
    try {
      const out = (launcher: Launcher, way: string) => `${cluster.dir}/${launcher}-${way}`;
      const script = launchers.map(
        (launcher) => `(${STARTERS}/../../bin/rankstat run --launcher ${launcher} --interval 0.2 \\
          --results-dir ${out(launcher, 'run')} -- sh -c 'sleep 1; exit 3'; echo "${launcher} rc=$?") &
        (${STARTERS}/${STARTER_OF[launcher]} --interval 0.2 --duration 1 --results-dir ${out(launcher, 'direct')}
          echo "${launcher} direct rc=$?") &`,
      );
      const args = ['--ntasks-per-node=2'];
      const job = await cluster.sbatch(`${script.join('\n')}\nwait`, { nodes: 3, args });
      const { output } = await job.finished();
      // Several launches at once on a busy machine: a rank may wait for its answer longer than it lives.
      for (const launcher of launchers) {
        assert.match(output, new RegExp(`^${launcher} rc=3$`, 'm'));
        assert.match(output, new RegExp(`^${launcher} direct rc=0$`, 'm'));
        assertComplete(await onlyFile(out(launcher, 'run'), 'may be left'), NODES);
        assertComplete(await onlyFile(out(launcher, 'direct'), 'may be left'), NODES);
      }
    } finally {
      await cluster.down();
    }
  });
}

test.run();
