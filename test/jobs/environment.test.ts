import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SideBySide } from '../benchmark/side-by-side.ts';
import {
  assertAddsUp,
  assertComplete,
  filesIn,
  fileWithJournal,
  onlyFile,
  RANKSTAT,
  Site,
  ticksOf,
} from './site.ts';

const test = suite('jobs with much in their environment');
const site = new Site(test);
const { check } = site;

const NODES = ['node1', 'node2', 'node3'];

/** Writes a file that all nodes see. @returns its path */
async function written(name: string, text: string): Promise<string> {
  const file = path.join(site.cluster.dir, name);
  await writeFile(file, text, { mode: 0o755 });
  return file;
}

check('a heterogeneous job by sbatch: collectors on the nodes of all components', async () => {
  const out = site.newDirectory();
  const run = `PATH=${path.dirname(RANKSTAT)}:$PATH rankstat run --interval 0.5 --results-dir ${out}`;
  const script = `${run} -- srun --het-group=0-1 sh -c 'echo "task $SLURM_PROCID"'`;
  const args = ['-N1', '--ntasks-per-node=2', ':', '-N2', '--ntasks-per-node=1'];
  const { output } = await (await site.cluster.sbatch(script, { args })).finished();
  assert.match(output, /3 of 3 hosts ready/);
  assert.equal(output.match(/task \d/g)?.sort(), ['task 0', 'task 1', 'task 2', 'task 3']);
  const file = await onlyFile(out);
  assertComplete(file, NODES);
  assert.equal(file.hosts_requested, NODES);
});

check('a heterogeneous job by salloc, which says all only by component', async () => {
  const out = site.newDirectory();
  const run = [RANKSTAT, 'run', '--interval', '0.5', '--results-dir', out, '--', 'true'];
  const { code, stderr } = await site.cluster.exec('node0', ['salloc', '-N1', ':', '-N2', ...run]);
  assert.is(code, 0, stderr);
  assert.match(stderr, /3 of 3 hosts ready/);
  assertComplete(await onlyFile(out), NODES);
});

/**
 * What a site or a user may have set for the benchmark's launch. One of SLURM_BCAST, SLURM_TASK_PROLOG, SLURM_EXCLUSIVE,
 * SLURM_CONSTRAINT, SLURM_GRES, SRUN_CPUS_PER_TASK, nine of the parameters of Open MPI, HYDRA_CONFIG_FILE or MPIEXEC_TIMEOUT
 * is enough that one launcher or another starts no collector, not all, or ends them.
 */
const NASTY = (dir: string) => `
  export HOME=${dir}
  export SLURM_BCAST=/tmp/rankstat-copy SLURM_SEND_LIBS=yes SLURM_HOSTFILE=${dir}/hosts SLURM_REMOTE_CWD=/nonexistent
  export SLURM_TASK_PROLOG=/bin/false SLURM_EXPORT_ENV=NONE SLURM_MPI_TYPE=pmix SLURM_LABELIO=1 SRUN_ERROR=${dir}/lost
  export SLURM_EXCLUSIVE=1 SRUN_CPUS_PER_TASK=9 SLURM_MEM_PER_NODE=999999999 SLURM_CONSTRAINT=none SLURM_GRES=gpu:8
  export SLURM_NTASKS=1 SLURM_NTASKS_PER_NODE_HET_GROUP_0=7 SLURM_DISTRIBUTION=plane=2 SLURM_IMMEDIATE=1
  export OMPI_MCA_mca_base_env_list=FOO=env OMPI_MCA_orte_rankfile=${dir}/rankfile OMPI_MCA_orte_fork_agent=/bin/false
  export OMPI_MCA_rmaps_rank_file_path=${dir}/rankfile OMPI_MCA_rmaps_base_bycore=1 OMPI_MCA_orte_max_vm_size=1
  export OMPI_MCA_hwloc_base_cpu_set=77 OMPI_MCA_hwloc_base_cpu_list=77 OMPI_MCA_hwloc_base_binding_policy=core
  export OMPI_MCA_ess_base_forward_signals=none OMPI_MCA_orte_tag_output=1 OMPI_MCA_orte_do_not_launch=1
  export HYDRA_BINDING=core HYDRA_ENV=none HYDRA_DEBUG=1 HYDRA_USE_STRACE=1 HYDRA_CONFIG_FILE=${dir}/hydra
  export MPIEXEC_TIMEOUT=1`;

check('whatever is set for the benchmark’s launch, there is a collector on each node', async () => {
  await written('hosts', 'node3\nnode1\n');
  await written('rankfile', 'rank 0=node1 slot=0\n');
  await written('hydra', '-n 9\n');
  await site.cluster.exec('node0', ['mkdir', '-p', `${site.cluster.dir}/.openmpi`]);
  await written('.openmpi/mca-params.conf', 'mca_base_env_list = FOO=file\n');
  const outs = ['slurm', 'openmpi', 'mpich'].map((launcher) => ({ launcher, out: site.newDirectory() }));
  const runs = outs.map(
    ({ launcher, out }) =>
      `rankstat run --launcher ${launcher} --ready-timeout 10 --interval 0.5 --results-dir ${out} -- sleep 1.5`,
  );
  const job = await site.batch(`${NASTY(site.cluster.dir)}\n${runs.join('\n')}`);
  const { output } = await job.finished();
  assert.is(output.match(/3 of 3 hosts ready/g)?.length, 3, output);
  for (const { out } of outs) assertComplete(await onlyFile(out), NODES);
});

check(
  'mpirun that starts its daemons by ssh gives collectors what they need, beside a list of variables',
  async () => {
    const out = site.newDirectory();
    const hosts = await written('hosts', NODES.join('\n'));
    // As sshd does: nothing of the environment comes along.
    const enter = 'exec env -i PATH="$PATH" ip netns exec rs-$host unshare --uts';
    const ssh = await written(
      'ssh',
      `#!/bin/sh\n[ "$1" = -x ] && shift\nhost=$1; shift\n${enter} sh -c 'hostname "$0"; eval "$@"' $host "$*"\n`,
    );
    const job = await site.batch(`
    for name in $(env | sed -nE 's/^(SLURM[A-Z0-9_]*)=.*/\\1/p'); do unset $name; done
    export OMPI_MCA_mca_base_env_list=FOO=1 RANKSTAT_LAUNCHER_ARGS="--hostfile ${hosts} --mca plm_rsh_agent ${ssh}"
    rankstat run --launcher openmpi --ready-timeout 10 --interval 0.5 --results-dir ${out} -- sleep 1`);
    const { output } = await job.finished();
    assert.match(output, /3 of 3 hosts ready/);
    assertComplete(await onlyFile(out), NODES);
  },
);

check('run behind srun: said once how it is done, and the benchmark runs in each task', async () => {
  const out = site.newDirectory();
  const job = await site.batch(
    `srun -n3 --ntasks-per-node=1 rankstat run --results-dir ${out} -- sh -c 'echo "task $SLURM_PROCID"'; echo "rc=$?"`,
  );
  const { output } = await job.finished();
  assert.is(
    output.match(/rankstat run is itself one of 3 processes of a launch by srun/g)?.length,
    1,
    output,
  );
  assert.equal(output.match(/task \d/g)?.sort(), ['task 0', 'task 1', 'task 2']);
  assert.match(output, /rc=0\n/);
  assert.is((await filesIn(out)).length, 3);
});

check('a node without Node.js: the ledger says why, and the benchmark does not wait for it', async () => {
  const rankstat = await written(
    'no-node-on-node3',
    `#!/bin/sh\n[ "$(hostname)" != node3 ] || export RANKSTAT_NODE=/no/node\nexec ${RANKSTAT} "$@"\n`,
  );
  const outs = ['slurm', 'openmpi', 'mpich'].map((launcher) => ({ launcher, out: site.newDirectory() }));
  const runs = outs.map(
    ({ launcher, out }) =>
      `rankstat run --launcher ${launcher} --ready-timeout 60 --interval 0.25 --results-dir ${out} -- sleep 1.5`,
  );
  const job = await site.batch(`export RANKSTAT_BIN=${rankstat}\n${runs.join('\n')}; echo "rc=$?"`);
  const { output } = await job.finished();
  assert.match(output, /rc=0\n/);
  const told = [
    ...output.matchAll(/2 of 3 hosts ready after (\S+) s; the benchmark starts; node3 did not come/g),
  ];
  assert.is(told.length, 3, output);
  for (const [line, seconds] of told) assert.ok(Number(seconds) < 20, line);
  for (const { launcher, out } of outs) {
    const file = await onlyFile(out);
    assert.equal([file.hosts_requested, file.hosts_collected], [NODES, ['node1', 'node2']], launcher);
    for (const node of file.hosts_collected) assertAddsUp(file, node);
    const { node1, node3 } = file.host_status;
    assert.is(node3?.status, 'missing');
    assert.match(node3?.reason ?? '', /^its collector could not start: no Node\.js found: /, launcher);
    // The first tick did not wait for it either: it would have come after the benchmark.
    assert.ok((node1?.ticks_sampled ?? 0) >= 3, `${launcher}: ${node1?.ticks_sampled}`);
  }
});

const hurt = new SideBySide(['slurm', 'openmpi', 'mpich'], async (launcher) => {
  const out = site.newDirectory();
  const rankstat = await written(
    `not-on-node3-${launcher}`,
    `#!/bin/sh\n[ "$(hostname)" = node3 ] && exit 69\nexec ${RANKSTAT} "$@"\n`,
  );
  // On a busy machine a collector can come later than the ready timeout: there has to be a sample of it.
  const status = `rankstat status --results-dir ${out} 2>/dev/null`;
  const seen = `until ${status} | grep -q 'node2 .* [1-9][0-9]* samples'; do sleep 0.1; done`;
  const job = await site.batch(`
      export RANKSTAT_BIN=${rankstat} OMPI_MCA_odls_base_sigkill_timeout=1
      rankstat run --launcher ${launcher} --interval 0.25 --flush 0.25 --ready-timeout 1 --stop-timeout 1 \
        --results-dir ${out} -- sh -c "${seen}; echo now; sleep 2.5"; echo "rc=$?"`);
  await job.printed(/now/);
  process.kill(site.collectorOn('node2', out), 'SIGKILL');
  const { output } = await job.finished();
  assert.match(output, /rc=0\n/);
  const { host_status, ...file } = await fileWithJournal(out);
  assert.equal([host_status.node2?.status, host_status.node3?.status], ['partial', 'missing']);
  assertAddsUp({ host_status, ...file }, 'node1');
  assert.is(file.samples_by_host.node1?.at(-1)?.kind, 'final');
  const last = (node: string) => ticksOf({ host_status, ...file }, node).at(-1) ?? 0;
  assert.ok(last('node1') >= last('node2') + 4, `${last('node1')}, ${last('node2')}`);
});

for (const launcher of ['slurm', 'openmpi', 'mpich']) {
  check(
    `a node without a collector, and one whose collector is killed, cost no other: ${launcher}`,
    async () => await hurt.get(launcher),
  );
}

test.run();
