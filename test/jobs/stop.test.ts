import { existsSync, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertComplete, filesIn, onlyFile, RANKSTAT, Site, STARTERS } from './site.ts';

const test = suite('stopping');
const site = new Site(test);
const { check } = site;

const NODES = ['node1', 'node2', 'node3'];
/** A rank that does not answer the stop is waited for, 10 s: half of that tells it apart on a busy machine, too. */
const UNANSWERED_MS = 5000;

/** Resolves when a series file is in the directory, with how long that took, ms. */
async function whenFileIsThere(directory: string): Promise<number> {
  const began = performance.now();
  const isThere = async () => (await filesIn(directory)).some((name) => name.endsWith('_timeseries.json'));
  await new Promise<void>((resolve) => {
    const watcher = watch(directory);
    const look = async () => {
      if (!(await isThere())) return;
      watcher.close();
      resolve();
    };
    watcher.on('change', () => void look());
    void look();
  });
  return performance.now() - began;
}

/** A job whose collectors run, with their starter in the background, until they are stopped. */
async function collecting(starter: string, out: string) {
  await mkdir(out, { recursive: true });
  const job = await site.batch(`
    ${STARTERS}/${starter} --interval 0.5 --results-dir ${out} &
    starter=$!
    until rankstat status --results-dir ${out} 2>/dev/null | grep -q '3 of 3 hosts'; do :; done
    sleep 1
    echo "ready $starter"
    wait $starter; echo "starter=$?"`);
  const [, pid = ''] = await job.printed(/ready (\d+)/);
  return { job, pid: Number(pid) };
}

for (const starter of ['srun', 'openmpi', 'mpich']) {
  check(`SIGUSR1 to the launcher of ${starter} stops all ranks, and none is waited for in vain`, async () => {
    const out = site.newDirectory();
    const { job, pid } = await collecting(starter, out);
    process.kill(pid, 'SIGUSR1');
    const ms = await whenFileIsThere(out);
    assert.ok(ms < UNANSWERED_MS, `it took ${ms} ms`);
    assert.match((await job.finished()).output, /starter=0\n/);
    assertComplete(await onlyFile(out), NODES);
  });
}

for (const signal of ['SIGUSR1', 'SIGTERM', 'SIGINT'] as const) {
  check(`${signal} to rank 0 stops the job`, async () => {
    const out = site.newDirectory();
    const { job } = await collecting('srun', out);
    const rank0 = site.cluster
      .processes('node1')
      .find(({ argv }) => argv.includes('rank') && argv.some((word) => word.endsWith('rankstat.cjs')));
    assert.ok(rank0);
    process.kill(rank0.pid, signal);
    const ms = await whenFileIsThere(out);
    assert.ok(ms < UNANSWERED_MS, `it took ${ms} ms`);
    assert.match((await job.finished()).output, /starter=0\n/);
    assertComplete(await onlyFile(out), NODES);
  });
}

check('rankstat stop from another host waits for the file, and says where it is if it cannot', async () => {
  const out = site.newDirectory();
  const { job } = await collecting('srun', out);
  await site.cluster.cut('node3');
  const cutOff = await site.cluster.exec('node3', [RANKSTAT, 'stop', '--results-dir', out]);
  await site.cluster.restore('node3');
  assert.is(cutOff.code, 75);
  assert.match(
    cutOff.stderr,
    /^rankstat: the job on node1 since \S+ \S+ UTC cannot be reached from node3: nothing answers at \S+:\d+.*; run this on node1, or let its ports through \(--port-range\)\n$/,
  );
  const stopped = await site.cluster.exec('node3', [RANKSTAT, 'stop', '--results-dir', out]);
  assert.is(stopped.code, 0, stopped.stderr);
  assert.match(stopped.stderr, /stopped; .*_timeseries\.json\n/);
  assert.ok((await filesIn(out)).some((name) => name.endsWith('_timeseries.json')));
  await job.finished();
  assertComplete(await onlyFile(out), NODES);
  const again = await site.cluster.exec('node3', [RANKSTAT, 'stop', '--results-dir', out]);
  assert.is(again.code, 69);
  const file = `${out}/${(await filesIn(out)).find((name) => name.endsWith('_timeseries.json'))}`;
  assert.match(again.stderr, /^rankstat: no running job in .*\n$/);
  assert.ok(again.stderr.includes(`, what was made there last is ${file}; a job is found by `), again.stderr);
  assert.ok(!existsSync(`${out}/.rankstat-slurm-${job.id}.0.json`));
});

test.run();
