import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SideBySide } from '../benchmark/side-by-side.ts';
import { assertComplete, onlyFile, type SeriesFile, Site, STARTERS } from './site.ts';

const test = suite('jobs around a benchmark');
const site = new Site(test);
const { check } = site;

const NODES = ['node1', 'node2', 'node3'];
const fio = (seconds: number) =>
  `fio --name=x --rw=randwrite --bs=64k --rate=16m --size=8m --ioengine=psync --time_based --runtime=${seconds} --minimal --output=/dev/null --directory=/dev/shm --filename_format=fio.$jobname.$$ --unlink=1`;

/** The samples of ten seconds at one a second, and the network of each host its own. */
function assertTenSeconds(file: SeriesFile): void {
  assertComplete(file, NODES);
  assert.is(file.collection_method, 'mpi');
  assert.equal(file.hosts_requested, NODES);
  // Nine seconds and what the launch takes; on a busy machine that is more.
  const { start_time: start, end_time: end } = file.benchmark;
  const seconds = (Date.parse(end ?? '') - Date.parse(start ?? '')) / 1000;
  for (const node of NODES) {
    const count = file.samples_by_host[node]?.length ?? 0;
    assert.ok(count >= 10 && count <= Math.ceil(seconds) + 3, `${node}: ${count} samples of ${seconds} s`);
  }
  const received = NODES.map((node) => {
    const { netdev } = file.samples_by_host[node]?.at(-1) ?? { netdev: [] };
    assert.equal(netdev.map(({ interface_name }) => interface_name).sort(), ['eth0', 'lo']);
    return netdev.find(({ interface_name }) => interface_name === 'eth0')?.rx_bytes;
  });
  // Two that do the same can have received as much; rank 0's has more than both.
  assert.ok(received.every((bytes) => bytes !== undefined));
  assert.ok(new Set(received).size > 1, `all have received ${received[0]} bytes`);
}

interface Around {
  readonly launcher: string;
  /** What starts the benchmark on each node. */
  readonly starts: string;
  /** As the file calls it. */
  readonly name: string;
}
const AROUND: Readonly<Record<string, Around>> = {
  'run around srun: ten seconds of fio on three nodes': {
    launcher: 'auto',
    starts: 'srun -N3 -n3 --ntasks-per-node=1',
    name: 'slurm',
  },
  'run around mpirun, collectors started by Open MPI': {
    launcher: 'openmpi',
    starts: 'mpirun --map-by ppr:1:node',
    name: 'openmpi',
  },
  'run around mpiexec, collectors started by MPICH': {
    launcher: 'mpich',
    starts: 'mpiexec.hydra -ppn 1 -n 3',
    name: 'hydra',
  },
};

const around = new SideBySide(Object.values(AROUND), async ({ launcher, starts, name }) => {
  const out = site.newDirectory();
  const job = await site.batch(
    `rankstat run --launcher ${launcher} --interval 1 --results-dir ${out} -- ${starts} sh -c '${fio(9)}'; echo "rc=$?"`,
  );
  const { output } = await job.finished();
  assert.match(output, /rc=0\n/);
  assert.match(output, /3 of 3 hosts ready/);
  assert.match(output, /\d of 3 hosts complete/);
  const file = await onlyFile(out);
  assertTenSeconds(file);
  assert.is(file.benchmark.launcher, name);
  assert.is(file.benchmark.exit_code, 0);
  assert.is(file.benchmark.job_id, String(job.id));
});

for (const [title, one] of Object.entries(AROUND)) check(title, async () => await around.get(one));

const pinned = new SideBySide(['slurm', 'openmpi', 'mpich'], async (launcher) => {
  const out = site.newDirectory();
  const look =
    `for pid in $(pgrep -f "rankstat.cjs[ ]rank.*${out}"); do sed -n s/^Cpus_allowed_list:/collector/p /proc/$pid/status; done; ` +
    'sed -n s/^Cpus_allowed_list:/benchmark/p /proc/self/status';
  const job = await site.batch(
    `rankstat run --launcher ${launcher} --pin last --interval 1 --results-dir ${out} -- sh -c '${look}'`,
  );
  const { output } = await job.finished();
  const cpus = (who: string) =>
    [...output.matchAll(new RegExp(`^${who}\\s+(.*)$`, 'gm'))].map(([, list]) => list);
  const [all = ''] = cpus('benchmark');
  const last = all.split(/[,-]/).at(-1);
  assert.is.not(all, last, 'this machine has one CPU: nothing can be seen here');
  assert.equal(cpus('collector'), [last, last, last]);
  assertComplete(await onlyFile(out), NODES);
});

for (const launcher of ['slurm', 'openmpi', 'mpich']) {
  check(`--pin keeps the collectors on one CPU and leaves the benchmark alone: ${launcher}`, async () => {
    await pinned.get(launcher);
  });
}

const STARTED = [
  ['openmpi', 'mpirun --map-by ppr:1:node'],
  ['mpich', 'mpiexec.hydra -ppn 1 -n 3'],
  ['srun', 'srun -N3 -n3 --ntasks-per-node=1'],
] as const;

const explicit = new SideBySide(STARTED, async ([starter, benchmark]) => {
  const out = site.newDirectory();
  const job = await site.batch(`
    ${STARTERS}/${starter} --interval 0.5 --results-dir ${out} &
    until rankstat status --quiet --results-dir ${out} >/dev/null 2>&1; do :; done
    rankstat mark --results-dir ${out} 'phase 1'
    ${benchmark} rankstat mark --results-dir ${out} one
    ${benchmark} sleep 2
    ${benchmark} rankstat mark --results-dir ${out} one
    rankstat stop --results-dir ${out}; echo "stop=$?"
    echo "files: $(ls ${out})"; wait; echo "starter=$?"`);
  const { output } = await job.finished();
  assert.match(output, /stop=0\n/);
  assert.match(output, /files: .*_timeseries\.json\n/);
  assert.match(output, /starter=0\n/);
  const file = await onlyFile(out);
  assertComplete(file, NODES);
  assert.equal(
    file.marks.map(({ label }) => label),
    ['phase 1', 'one', 'one'], // Three ranks set each of the last two.
  );
});

for (const one of STARTED) {
  check(
    `the explicit form with ${one[0]}: start, benchmark, mark, stop`,
    async () => await explicit.get(one),
  );
}

check('the exit code of the benchmark is that of run, and the file is there', async () => {
  const out = site.newDirectory();
  const job = await site.batch(
    `rankstat run --interval 1 --results-dir ${out} -- sh -c 'exit 7'; echo "rc=$?"`,
  );
  assert.match((await job.finished()).output, /rc=7\n/);
  const file = await onlyFile(out);
  assert.is(file.benchmark.exit_code, 7);
  assert.equal(file.hosts_collected, NODES);
});

check('a benchmark of 0.3 s has two samples per host', async () => {
  const out = site.newDirectory();
  const job = await site.batch(`rankstat run --interval 10 --results-dir ${out} -- sleep 0.3`);
  await job.finished();
  const file = await onlyFile(out);
  for (const node of NODES) {
    const kinds = file.samples_by_host[node]?.map(({ kind }) => kind ?? 'tick');
    assert.equal(
      kinds?.filter((kind) => kind !== 'tick'),
      ['baseline', 'final'],
    );
  }
});

check('the benchmark has all of the allocation: its own step waits for nothing', async () => {
  const out = site.newDirectory();
  const job = await site.batch(
    `rankstat run --results-dir ${out} -- srun --exclusive -n6 --immediate=3 sh -c 'echo "task $SLURM_PROCID"'`,
  );
  const { output } = await job.finished();
  assert.equal(output.match(/task \d/g)?.sort(), [
    'task 0',
    'task 1',
    'task 2',
    'task 3',
    'task 4',
    'task 5',
  ]);
});

test.run();
