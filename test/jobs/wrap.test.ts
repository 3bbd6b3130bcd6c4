// Long: 80 s
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterTest } from '../cluster/suite.ts';
import { assertComplete, filesIn, onlyFile, RANKSTAT, Site, seriesFile } from './site.ts';

const test = suite('rankstat wrap');
const site = new Site(test);
const { check } = site;
const mpiCheck = clusterTest(test, ['libopenmpi-dev', 'libmpich-dev']);

const NODES = ['node1', 'node2', 'node3'];
const WRAP = `${RANKSTAT} wrap --interval 1`;
const RING = path.join(import.meta.dirname, 'native/ring.c');
/** What six ranks print: each has the number of the one before it, and 0 to 5 is 15. */
const RING_SAYS = [5, 0, 1, 2, 3, 4].map((from, rank) => `rank ${rank} of 6: from ${from}, sum 15`);

/** The MPI program, compiled once for each MPI. */
function ring(mpi: 'openmpi' | 'mpich'): string {
  const program = path.join(site.cluster.dir, `ring-${mpi}`);
  execFileSync(`mpicc.${mpi}`, ['-O1', '-o', program, RING]);
  return program;
}

/** The lines of an output that the benchmark has written, in order. */
function linesLike(output: string, pattern: RegExp): string[] {
  return output
    .split('\n')
    .filter((line) => pattern.test(line))
    .sort();
}

const MPI_LAUNCHES = [
  ['mpirun of Open MPI', 'openmpi', 'mpirun -np 6 --map-by ppr:2:node --bind-to none --mca btl tcp,self'],
  ['mpiexec of MPICH', 'mpich', 'mpiexec.hydra -ppn 2 -n 6'],
  ['srun --mpi=pmi2', 'mpich', 'srun -N3 -n6 --mpi=pmi2'],
] as const;
for (const [name, mpi, launch] of MPI_LAUNCHES) {
  mpiCheck(
    `${name}: an MPI program runs as without us, its exit code, too, and all hosts are recorded`,
    async () => {
      const out = site.newDirectory();
      const program = ring(mpi);
      const job = await site.batch(`
      export RING_SECONDS=2
      ${launch} ${program}; echo "alone=$?"
      ${launch} ${WRAP} --results-dir ${out} -- ${program}; echo "wrapped=$?"
      export RING_SECONDS=0 RING_FAILS=1
      ${launch} ${program} >/dev/null 2>&1; echo "alone=$?"
      ${launch} ${WRAP} --results-dir ${out}-3 -- ${program} >/dev/null 2>&1; echo "wrapped=$?"`);
      const { output } = await job.finished();
      assert.equal(linesLike(output, /^rank \d of/), [...RING_SAYS, ...RING_SAYS].sort(), output);
      assert.match(output, /alone=0\n[\s\S]*wrapped=0\n[\s\S]*alone=3\nwrapped=3\n/);
      assert.match(output, /^rankstat\[node1\]: 3 hosts; \S+_timeseries\.json$/m);
      assert.is(linesLike(output, /^rankstat/).length, 1, output);
      const file = await onlyFile(out);
      assert.equal(file.hosts_collected, NODES);
      assert.equal([file.benchmark.command, file.benchmark.exit_code], [[program], 0]);
      assert.equal(
        Object.values(file.host_status).map(({ rank }) => rank),
        [0, 2, 4],
      );
    },
  );
}

check('srun: what each process is, and that exit codes of others than the first pass through', async () => {
  const out = site.newDirectory();
  const body = [
    'sleep 2',
    'echo "$SLURM_PROCID by $(cat /proc/$PPID/comm) has $(cd /proc/self/fd && echo *) $(ulimit -n) $(env | grep -c RANKSTAT)"',
    'exit $((SLURM_PROCID == 3 ? 3 : 0))',
  ].join('; ');
  const launch = 'srun -N3 -n6 --mpi=pmi2';
  const job = await site.batch(`
    ${launch} sh -c '${body}' | sed 's/^/alone /'; echo "alone=\${PIPESTATUS[0]}"
    ${launch} ${WRAP} --results-dir ${out} -- sh -c '${body}' | sed 's/^/wrapped /'; echo "wrapped=\${PIPESTATUS[0]}"`);
  const { output } = await job.finished();
  assert.match(output, /alone=3\n[\s\S]*wrapped=3\n/);
  const alone = linesLike(output, /^alone \d/).map((line) => line.replace('alone', 'wrapped'));
  const wrapped = linesLike(output, /^wrapped \d/);
  assert.is(alone.length, 6, output);
  // The first of each node has us in between, and nothing else is different; the others have become it.
  const asAlone = wrapped.map((line) => line.replace(/^(wrapped [024] by) \w+/, '$1 slurmstepd'));
  assert.equal(asAlone, alone);
  assert.equal(
    wrapped.map((line) => line.split(' ')[3]),
    ['node', 'slurmstepd', 'node', 'slurmstepd', 'node', 'slurmstepd'],
  );
  assertComplete(await onlyFile(out), NODES);
});

check(
  'a launch whose rank 0 ends last, and one whose rank 0 ends first: all is recorded to the end of each node',
  async () => {
    const [late, early] = [site.newDirectory(), site.newDirectory()];
    const sleeps = (longest: string) =>
      `sh -c '[ $SLURM_NODEID = ${longest} ] && exec sleep 4; exec sleep 1'`;
    const job = await site.batch(`
    srun -N3 -n3 --ntasks-per-node=1 --mpi=none ${WRAP} --results-dir ${late} -- ${sleeps('0')}; echo "rc=$?"
    srun -N3 -n3 --ntasks-per-node=1 --mpi=none ${WRAP} --results-dir ${early} -- ${sleeps('2')}; echo "rc=$?"`);
    const { output } = await job.finished();
    assert.is(output.match(/rc=0\n/g)?.length, 2, output);
    const seconds = async (directory: string) => {
      const [name = ''] = (await filesIn(directory)).filter((one) => one.endsWith('.json'));
      const file = await seriesFile(path.join(directory, name));
      return NODES.map((node) => {
        const times = (file.samples_by_host[node] ?? []).map(({ timestamp }) => Date.parse(timestamp));
        return Math.round((Math.max(...times) - Math.min(...times)) / 1000);
      });
    };
    const [first = [], second = []] = [await seconds(late), await seconds(early)];
    assert.ok((first[0] ?? 0) >= 3 && (first[1] ?? 9) <= 2 && (first[2] ?? 9) <= 2, `${first}`);
    assert.ok((second[2] ?? 0) >= 3 && (second[0] ?? 9) <= 2 && (second[1] ?? 9) <= 2, `${second}`);
  },
);

check(
  'signals to the launcher reach the benchmark as without us, and what was recorded is kept',
  async () => {
    const [hydra, ompi, killed] = [site.newDirectory(), site.newDirectory(), site.newDirectory()];
    // It says when it is there, and takes its leave.
    const body = 'trap "echo TERM $1; exit 0" TERM; echo ready; while :; do sleep 0.1; done';
    const wait = 'until [ $(grep -c ready said) -ge 3 ]; do sleep 0.1; done; sleep 1.5';
    const signal = (launch: string, out: string, name: string) => `
    ${launch} ${WRAP} --results-dir ${out} -- bash -c '${body}' >said 2>&1 & pid=$!
    ${wait}; kill -${name} $pid; wait $pid; echo "${name}=$?"; grep -c TERM said; grep rankstat said`;
    const job = await site.batch(`cd ${site.cluster.dir}
    ${signal('mpiexec.hydra -ppn 1 -n 3', hydra, 'TERM')}
    ${signal('mpirun -np 3 --map-by ppr:1:node --bind-to none', ompi, 'INT')}
    ${signal('srun -N3 -n3 --ntasks-per-node=1 --mpi=none', killed, 'TERM')}
    sleep 1; for journal in ${killed}/*.journal; do ${RANKSTAT} recover $journal; echo "recovered=$?"; done`);
    const { output } = await job.finished();
    // Hydra passes it on and waits; all three say so.
    assert.match(output, /^TERM=0\n3\nrankstat\[node1\]: 3 hosts;/m);
    assert.equal((await onlyFile(hydra)).hosts_collected, NODES);
    // Open MPI kills what has not ended after its time: rank 0 has a second, and the file is there.
    assert.match(output, /^INT=1\n/m);
    assert.is((await filesIn(ompi)).filter((one) => one.endsWith('.json')).length, 1, output);
    // srun kills all at once: the journal is left.
    assert.match(output, /^TERM=(?:137|143)\n/m);
    assert.match(output, /recovered=0/, output);
  },
);

check(
  'where no Node.js can start, and where nothing can be written, the benchmark is as without us',
  async () => {
    const job = await site.batch(`
    export RANKSTAT_NODE=/nowhere/node
    srun -N3 -n6 --mpi=none ${WRAP} -- sh -c 'echo here; exit 3'; echo "rc=$?"
    unset RANKSTAT_NODE
    srun -N3 -n6 --mpi=none ${WRAP} --results-dir /proc/nowhere -- sh -c 'sleep 1; echo there; exit 3'; echo "rc=$?"
    srun -N3 -n6 --mpi=none ${WRAP} --intervall 5 -- sh -c 'sleep 1; echo told; exit 3'; echo "rc=$?"`);
    const { output } = await job.finished();
    assert.is(output.match(/rc=3\n/g)?.length, 3, output);
    for (const word of ['here', 'there', 'told'])
      assert.is(linesLike(output, new RegExp(`^${word}$`)).length, 6, output);
    const noNode = ']: nothing is recorded, the benchmark runs all the same: no Node.js found';
    for (const node of NODES) assert.match(output, `rankstat[${node}${noNode}`);
    assert.is(output.split(noNode).length - 1, 3, output);
    assert.match(output, /cannot write to \/proc\/nowhere on node1/);
    const wrong = ']: nothing is recorded, the benchmark runs all the same: there is no option "--intervall"';
    assert.is(output.split(wrong).length - 1, 3, output);
  },
);

test.run();
