import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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
  seriesFile,
  ticksOf,
} from './site.ts';

const test = suite('ranks that die');
const site = new Site(test);
const { check } = site;

const NODES = ['node1', 'node2', 'node3'];

/** So long a rank keeps what it has read, and so long it can be on its way on a busy machine, ms. */
const FLUSH_MS = 2000;
const SENT_MS = 500;

check(
  'a rank that is killed in mid-run is partial, with its samples but those of the last two seconds',
  async () => {
    const out = site.newDirectory();
    const job = await site.batch(
      `rankstat run --interval 0.5 --flush 2 --stop-timeout 2 --results-dir ${out} -- sh -c 'sleep 3.2; echo now; sleep 2'; echo "rc=$?"`,
    );
    await job.printed(/now/);
    process.kill(site.collectorOn('node2', out), 'SIGKILL');
    const killedAt = Date.now();
    const { output } = await job.finished();
    assert.match(output, /rc=0\n/);
    assert.match(output, /[0-2] of 3 hosts complete/);
    assert.match(output, /node2 is partial: no word from it after .*killed or cut off/);
    assert.match(output, /no goodbye from node2; .*\.journal is kept/);
    const file = await fileWithJournal(out);
    assert.is(file.host_status.node2?.status, 'partial');
    for (const node of ['node1', 'node3']) assertAddsUp(file, node);
    const survivor = ticksOf(file, 'node1');
    const killed = ticksOf(file, 'node2');
    assert.ok(
      killed.length >= 3 && (killed.at(-1) ?? 0) < (survivor.at(-1) ?? 0),
      `${killed} of ${survivor}`,
    );
    // Of the first of the samples that are lost: what was read before is there.
    const next = file.samples_by_host.node1?.find(({ tick }) => tick === (killed.at(-1) ?? 0) + 1);
    const lostMs = killedAt - Date.parse(next?.timestamp ?? '');
    assert.ok(lostMs <= FLUSH_MS + SENT_MS, `${lostMs} ms are lost`);
  },
);

check('a host that never came is missing, by its name', async () => {
  const out = site.newDirectory();
  const job = await site.batch(`
    export RANKSTAT_BIN=$PWD/only-two.sh
    printf '#!/bin/sh\\n[ "$(hostname)" = node3 ] && exec sleep 6\\nexec ${RANKSTAT} "$@"\\n' >$RANKSTAT_BIN
    chmod +x $RANKSTAT_BIN
    rankstat run --interval 0.5 --ready-timeout 2 --stop-timeout 1 --strict --results-dir ${out} -- sleep 2; echo "rc=$?"`);
  const { output } = await job.finished();
  assert.match(output, /2 of 3 hosts ready after \d+\.\d s; the benchmark starts; node3 did not come\n/);
  assert.match(output, /no word from node3; .*\.journal is kept/);
  assert.match(output, /rc=75\n/);
  const file = await fileWithJournal(out);
  assert.equal(file.hosts_requested, NODES);
  assert.equal(file.hosts_collected, ['node1', 'node2']);
  assert.is(file.host_status.node3?.status, 'missing');
  assertAddsUp(file, 'node1');
});

check(
  'rank 0 killed: the benchmark goes on, its journal stays, and recover makes the same file',
  async () => {
    const out = site.newDirectory();
    const job = await site.batch(
      `rankstat run --interval 0.5 --flush 2 --stop-timeout 1 --results-dir ${out} -- sh -c 'sleep 3.2; echo now; sleep 3; exit 5'; echo "rc=$?"`,
    );
    await job.printed(/now/);
    process.kill(site.collectorOn('node1', out), 'SIGKILL');
    const { output } = await job.finished();
    assert.match(output, /rc=5\n/);
    assert.match(output, /see rankstat recover --help/);
    const journals = (await filesIn(out)).filter((name) => name.endsWith('.journal'));
    const own = journals.filter((name) => !name.includes('_rank'));
    assert.is(own.length, 1, journals.join(', '));
    const [gathered = ''] = own;
    const left = journals.filter((name) => name !== gathered);
    const recovered = await site.cluster.exec('node2', [
      RANKSTAT,
      'recover',
      '-o',
      `${out}/recovered.json`,
      ...[gathered, ...left].map((name) => `${out}/${name}`),
    ]);
    assert.is(recovered.code, 0, recovered.stderr);
    const file = await seriesFile(`${out}/recovered.json`);
    assert.equal(file.hosts_collected, NODES);
    for (const node of NODES) {
      // Killed 3.2 s after its start or later; the journal is written once a second.
      const ticks = ticksOf(file, node);
      assert.ok(ticks.length >= 3, `${node}: ${ticks}`);
      assert.equal(
        ticks,
        ticks.map((_, nth) => nth),
      );
      assert.is(file.host_status[node]?.status, 'partial');
    }
    const valid = await site.cluster.exec('node2', [RANKSTAT, 'validate', `${out}/recovered.json`]);
    assert.is(valid.code, 0, valid.stdout);
  },
);

check('a journal of a whole run recovers to the file that the run made', async () => {
  const out = site.newDirectory();
  const job = await site.batch(
    `rankstat run --interval 0.5 --keep-journal --results-dir ${out} -- sleep 2
     cd ${out} && mv *_timeseries.json made.out && rankstat recover *.journal && cmp made.out *_timeseries.json; echo "rc=$?"
     rm *.journal made.out`,
  );
  assert.match((await job.finished()).output, /rc=0\n/);
  assertComplete(await onlyFile(out), NODES);
});

check('what ranks have copied while rank 0 stood still goes if rank 0 gets it later', async () => {
  const out = site.newDirectory();
  const job = await site.batch(`
    srun --overlap -N3 -n3 --ntasks-per-node=1 --mpi=none ${RANKSTAT} rank --interval 0.25 --stop-timeout 2 \
      --results-dir ${out} &
    until rankstat status --results-dir ${out} 2>/dev/null | grep -q '3 of 3 hosts, [1-9][0-9]'; do sleep 0.1; done
    echo now; until [ -e ${out}/go ]; do sleep 0.1; done
    rm ${out}/go; scancel --signal=USR1 $SLURM_JOB_ID.0; wait`);
  await job.printed(/now/);
  const rankZero = site.collectorOn('node1', out);
  process.kill(rankZero, 'SIGSTOP');
  await writeFile(`${out}/go`, '');
  await job.printed(/what rank 0 has not got is in [\s\S]*what rank 0 has not got is in /);
  process.kill(rankZero, 'SIGCONT');
  const { output } = await job.finished();
  const file = await onlyFile(out); // And rank 0's journal: the others ended before it had heard of the stop.
  for (const node of NODES) {
    const samples = file.samples_by_host[node] ?? [];
    assert.equal([samples.length, samples.at(-1)?.kind], [file.overhead[node]?.samples, 'final']);
  }
  assert.not.match(output, /recover .* -o FILE/);
});

const left = new SideBySide(['slurm', 'openmpi', 'mpich'], async (launcher) => {
  const out = site.newDirectory();
  const job = await site.batch(`
    rankstat run --launcher ${launcher} --interval 0.5 --stop-timeout 4 --results-dir ${out} -- \
      sh -c 'trap "" TERM; echo now; sleep 2; echo over' & run=$!
    until [ -e ${out}/ended ]; do sleep 0.1; done
    kill $run; sleep 0.5; kill $run; wait $run; echo "rc=$?"
    until ls ${out}/*.json; do sleep 0.2; done
    echo "there"`);
  await job.printed(/now/);
  const pid = site.collectorOn('node2', out);
  process.kill(pid, 'SIGSTOP');
  await job.printed(/over/);
  await pause(500); // By now run has heard that the benchmark has ended.
  await writeFile(path.join(out, 'ended'), '');
  const { output } = await job.printed(/there\n/).then(() => job.finished());
  if (site.cluster.processes('node2').some((one) => one.pid === pid)) process.kill(pid, 'SIGKILL');
  assert.match(output, /another SIGTERM leaves without waiting/);
  assert.match(output, /left before the file was there/);
  assert.match(output, /rc=143\n/);
});

for (const launcher of ['slurm', 'openmpi', 'mpich']) {
  check(`run is left while a rank does not answer; the others make the file: ${launcher}`, async () => {
    await left.get(launcher);
  });
}

test.run();
