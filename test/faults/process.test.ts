// Time limit: 600 s
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SideBySide } from '../benchmark/side-by-side.ts';
import { clusterRequirements, type Job } from '../cluster/cluster.ts';
import {
  assertComplete,
  assertTicksTo,
  filesIn,
  onlyFile,
  RANKSTAT,
  Site,
  STARTERS,
  seriesFile,
  ticksOf,
} from '../jobs/site.ts';
import { fileOrRecovered } from './recovered.ts';

const test = suite('processes that are stopped and killed');
const site = new Site(test);
const { check } = site;

const NODES = ['node1', 'node2', 'node3'];

/** Our processes on a host that were started with this word and results directory. */
function processes(node: string, word: 'rank' | 'run', out: string): number[] {
  return site.cluster
    .processes(node)
    .filter(({ argv }) => argv.some((text) => text.endsWith('rankstat.cjs')))
    .filter(
      ({ argv }) => argv.includes(word) && argv.some((text) => text === out || text.endsWith(`=${out}`)),
    )
    .map(({ pid }) => pid);
}

async function pause(seconds: number): Promise<void> {
  await site.cluster.exec('node0', ['sleep', String(seconds)]);
}

/** Waits until no collector with this results directory is left on any node; fails after `seconds`. */
async function assertNoneLeft(out: string, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (NODES.some((node) => processes(node, 'rank', out).length > 0)) {
    assert.ok(performance.now() < end, `collectors of ${out} are left after ${seconds} s`);
    await pause(0.1);
  }
}

/** A job that takes long, and begins before all tests so that they do not wait for it. */
function begun(
  script: (out: string) => string,
  args: string[] = [],
): () => Promise<{ out: string; job: Job }> {
  let started: Promise<{ out: string; job: Job }> | undefined;
  const start = async (out: string) => ({ out, job: await site.batch(script(out), { args }) });
  test.before(() => {
    if (clusterRequirements().length === 0) started = start(site.newDirectory());
  });
  return async () => {
    assert.ok(started, 'it has not begun');
    return await started;
  };
}

const limited = begun(
  (out) => `rankstat run --interval 1 --results-dir ${out} -- sleep 300`,
  ['--time=0:30'],
);
const thinned = begun(
  (out) => `rankstat run --interval 0.02 --max-samples 100 --results-dir ${out} -- sleep 20; echo "rc=$?"`,
);

check('the whole job is killed at once: a file, or a journal with all but the last second', async () => {
  const out = site.newDirectory();
  const job = await site.batch(
    `rankstat run --interval 0.2 --results-dir ${out} -- sh -c 'sleep 3; echo now; sleep 60'`,
  );
  await job.printed(/now/);
  await job.cancel(['--signal=KILL', '--full']);
  await job.finished();
  await assertNoneLeft(out, 5);
  const file = await fileOrRecovered(site, out);
  for (const node of NODES) assertTicksTo(file, node, 8);
});

check('scancel: a file, or a journal that makes one', async () => {
  const out = site.newDirectory();
  const job = await site.batch(
    `rankstat run --interval 0.2 --results-dir ${out} -- sh -c 'sleep 3; echo now; sleep 60'`,
  );
  await job.printed(/now/);
  await job.cancel();
  await job.finished();
  await assertNoneLeft(out, 5);
  const file = await fileOrRecovered(site, out);
  for (const node of NODES) assertTicksTo(file, node, 8);
});

const LAUNCHERS = [
  ['srun', 'srun'],
  ['openmpi', 'mpirun'],
  ['mpich', 'mpiexec.hydra'],
] as const;

/**
 * Starts collectors by each starter at once, in jobs of their own, has a command see to each when all are there, and fails
 * unless no collector is left and each has a file, or a journal that makes one, up to this tick.
 */
async function withEachStarter(options: string, then: string, last: number): Promise<void> {
  await Promise.all(
    LAUNCHERS.map(async ([starter, program]) => {
      const out = site.newDirectory();
      const job = await site.batch(`
        ${STARTERS}/${starter} --interval 0.2 ${options} --results-dir ${out} &
        starter=$!
        until rankstat status --results-dir ${out} 2>/dev/null | grep -q '3 of 3 hosts'; do :; done
        ${then}; echo "ended"`);
      await job.printed(/ended/);
      await job.finished();
      await assertNoneLeft(out, 5);
      const file = await fileOrRecovered(site, out);
      for (const node of NODES) {
        const own = ticksOf(file, node).at(-1) ?? -1;
        assert.ok(own >= last, `${program}: the last tick of ${node} is ${own}`);
        assertTicksTo(file, node, last);
      }
    }),
  );
}

check('SIGTERM to srun, mpirun, mpiexec.hydra: a file, or a journal that makes one', async () => {
  await withEachStarter('--stop-timeout 2', 'sleep 3; kill $starter; wait $starter', 8);
});

check(
  'srun, mpirun, mpiexec.hydra are killed: no collector is left, and a file or a journal is there',
  async () => {
    await withEachStarter('--stop-timeout 1', 'sleep 2.5; kill -KILL $starter; sleep 3', 6);
  },
);

check(
  'a host that comes late has the ticks from then on; a rank that is there twice counts once',
  async () => {
    const out = site.newDirectory();
    const rank = (n: number) => `RANKSTAT_RANK=${n} RANKSTAT_SIZE=3 RANKSTAT_LOCAL_RANK=0`;
    const start = (n: number, node: string) =>
      `srun --overlap -N1 -n1 -w ${node} --mpi=none env ${rank(n)} ${RANKSTAT} rank --interval 0.2 --rendezvous file:${out}/meet.json --results-dir ${out} --stop-timeout 2`;
    const job = await site.batch(`mkdir ${out}
    ${start(0, 'node1')} & ${start(1, 'node2')} &
    until rankstat status --rendezvous file:${out}/meet.json 2>/dev/null | grep -q 'sampling: 2 of 3'; do :; done
    ${start(1, 'node3')}; echo "second=$?"
    ${start(2, 'node3')} &
    until rankstat status --rendezvous file:${out}/meet.json 2>/dev/null | grep -q '3 of 3'; do :; done
    sleep 2; rankstat stop --rendezvous file:${out}/meet.json; wait; rm -f ${out}/*.journal`);
    const { output } = await job.finished();
    assert.match(output, /second=0\n/);
    assert.match(output, /rank 1 is already there, on node2/);
    const file = await onlyFile(out);
    assert.equal(file.hosts_collected, NODES);
    assertTicksTo(file, 'node2', 9);
    const late = ticksOf(file, 'node3');
    assert.ok((late[0] ?? 0) > 0);
    assert.equal(
      late,
      [...new Set(late)].sort((a, b) => a - b),
    );
    assert.match(file.host_status.node3?.reason ?? '', /ticks missing/);
  },
);

for (const launcher of ['slurm', 'openmpi', 'mpich']) {
  check(
    `rank 0 without a port, under run by ${launcher}: nobody waits for it, and nobody is left`,
    async () => {
      const out = site.newDirectory();
      // run itself takes the first of the three.
      const taken = "for (const port of [23457, 23458]) require('node:net').createServer().listen(port)";
      const job = await site.batch(`
      ${process.execPath} -e "${taken}; console.log('taken')" > ports & ports=$!
      until grep -q taken ports; do :; done
      rankstat run --launcher ${launcher} --port-range 23456-23458 --interval 0.2 --ready-timeout 60 --stop-timeout 60 \
        --results-dir ${out} -- sh -c 'echo ran; exit 3'
      echo "rc=$?"; kill $ports`);
      const { output } = await job.finished();
      assert.match(output, /ran\n/);
      assert.match(output, /rc=3\n/);
      assert.match(
        output,
        /no series file will come, .*: on node1: too few of the ports 23456-23458 are free/,
      );
      await assertNoneLeft(out, 5);
      // Each of the others has a journal of its own; the first of all is not there, nor is any file.
      const names = await filesIn(out);
      assert.equal(
        names.filter((name) => !/_rank[12]_node[23]_timeseries\.journal$/.test(name)),
        [],
      );
    },
  );
}

check('rankstat run is killed: the collectors end by themselves, and the file is there', async () => {
  const out = site.newDirectory();
  const job = await site.batch(`
    rankstat run --interval 0.2 --stop-timeout 1 --results-dir ${out} -- sh -c 'sleep 1; echo now; sleep 5' &
    wait; sleep 5`);
  await job.printed(/now/);
  const [run] = processes('node1', 'run', out);
  assert.ok(run);
  process.kill(run, 'SIGKILL');
  await assertNoneLeft(out, 4);
  await job.finished();
  assertComplete(await onlyFile(out), NODES);
});

const stopped = new SideBySide(['node1', 'node2'], async (node) => {
  const out = site.newDirectory();
  const job = await site.batch(
    `rankstat run --interval 0.2 --results-dir ${out} -- sh -c 'sleep 1; echo now; sleep 6'; echo "rc=$?"`,
  );
  await job.printed(/now/);
  const [pid] = processes(node, 'rank', out);
  assert.ok(pid);
  process.kill(pid, 'SIGSTOP');
  await pause(3);
  process.kill(pid, 'SIGCONT');
  assert.match((await job.finished()).output, /rc=0\n/);
  const file = await onlyFile(out);
  const status = file.host_status[node];
  assert.is(status?.status, 'partial');
  // Fifteen of the 3 s; a machine that is busy can cost some more.
  assert.ok(status !== undefined && status.ticks_missed >= 13, `${status?.ticks_missed}`);
  const times =
    file.samples_by_host[node]
      ?.filter(({ tick }) => tick !== null)
      .map(({ timestamp }) => Date.parse(timestamp)) ?? [];
  const apart = times.slice(1).map((time, nth) => time - (times[nth] ?? 0));
  // One late tick after the stop, then the schedule again; never two within a few ms.
  assert.is(apart.filter((ms) => ms < 50).length <= 1, true, apart.join(' '));
  for (const other of NODES.filter((name) => name !== node)) assertTicksTo(file, other, 29);
});

for (const node of ['node1', 'node2']) {
  check(
    `the collector of ${node} is stopped for 3 s: no burst afterwards, the ticks are missing`,
    async () => await stopped.get(node),
  );
}

check('two jobs on the same nodes, with one results directory, do not meet', async () => {
  const out = site.newDirectory();
  const script = (type: string) =>
    `srun --overlap -N3 -n3 --ntasks-per-node=1 --mpi=none \
     ${RANKSTAT} rank --interval 0.2 --duration 3 --benchmark ${type} --results-dir ${out}`;
  const jobs = [await site.batch(script('first')), await site.batch(script('second'))];
  for (const job of jobs) await job.finished();
  const names = await filesIn(out);
  assert.equal(
    names.map((name) => name.replace(/_.*/, '')),
    ['first', 'second'],
  );
  for (const name of names) assertComplete(await seriesFile(`${out}/${name}`), NODES);
});

check('a rendezvous file of a job that crashed leads nobody astray', async () => {
  const out = site.newDirectory();
  const launch = (options: string) =>
    `srun --overlap -N3 -n3 --ntasks-per-node=1 --mpi=none ${RANKSTAT} rank --interval 0.2 --results-dir ${out} ${options}`;
  const file = `file:${out}/rendezvous.json`;
  const job = await site.batch(`
    ${launch(`--rendezvous ${file}`)} &
    until rankstat status --rendezvous ${file} 2>/dev/null | grep -q '3 of 3 hosts'; do :; done
    scancel --signal=KILL $SLURM_JOB_ID.0; wait
    ls ${out}/rendezvous.json && rm ${out}/*.journal
    ${launch(`--rendezvous ${file} --duration 3`)}; echo "rc=$?"`);
  assert.match((await job.finished()).output, /rc=0\n/);
  assertComplete(await onlyFile(out), NODES);
});

check('1000 ticks within 100 samples: the whole run is there, evenly', async () => {
  const { out, job } = await thinned();
  assert.match((await job.finished()).output, /rc=0\n/);
  const file = await onlyFile(out);
  for (const node of NODES) {
    const count = file.samples_by_host[node]?.length ?? 0;
    assert.ok(count > 45 && count <= 100, `${node} has ${count} samples`);
    const ticks = ticksOf(file, node);
    assert.ok((ticks.at(-1) ?? 0) > 950 && (ticks[0] ?? 99) < 50, `${ticks[0]} to ${ticks.at(-1)}`);
    assert.ok(ticks.every((tick) => tick % 16 === 0));
  }
});

check("Slurm's time limit: SIGTERM comes first, and the file is there", async () => {
  const { out, job } = await limited();
  const { state } = await job.finished();
  assert.is(state, 'TIMEOUT');
  await assertNoneLeft(out, 5);
  const file = await fileOrRecovered(site, out);
  for (const node of NODES) assertTicksTo(file, node, 24);
});

test.run();
