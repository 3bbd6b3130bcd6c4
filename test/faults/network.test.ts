import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterTest } from '../cluster/suite.ts';
import { assertComplete, assertTicksTo, filesIn, onlyFile, RANKSTAT, Site, ticksOf } from '../jobs/site.ts';
import { journalsOf } from './recovered.ts';

const test = suite('networks that fail');
const site = new Site(test);
const { check, cluster } = { check: site.check, cluster: () => site.cluster };

const NODES = ['node1', 'node2', 'node3'];

/** A run on three nodes whose benchmark says `now` and goes on until the file `go` is there. */
async function running(options: string) {
  const out = site.newDirectory();
  const go = `${out}/go`;
  const job = await site.batch(
    `rankstat run ${options.includes('--interval') ? '' : '--interval 0.2'} ${options} --results-dir ${out} -- \
     sh -c 'sleep 1; echo now; until [ -e ${go} ]; do sleep 0.1; done; rm ${go}'; echo "rc=$?"`,
  );
  await job.printed(/now/);
  const end = async () => await cluster().exec('node1', ['touch', go]);
  return { out, job, end };
}

async function pause(seconds: number): Promise<void> {
  await cluster().exec('node0', ['sleep', String(seconds)]);
}

check('a host that is cut off for 5 s loses nothing', async () => {
  const { out, job, end } = await running('');
  await cluster().cut('node2');
  await pause(5);
  await cluster().restore('node2');
  await pause(1);
  await end();
  assert.match((await job.finished()).output, /rc=0\n/);
  const file = await onlyFile(out);
  assertComplete(file, NODES);
  assert.ok(ticksOf(file, 'node2').length >= 30);
});

check(
  'a host that is cut off for good delays the stop by its timeout and no more; it is partial, and recover has all of it',
  async () => {
    const { out, job, end } = await running('--stop-timeout 2');
    await cluster().cut('node3');
    await pause(2);
    const began = performance.now();
    await end();
    await job.printed(/rc=0\n/);
    const seconds = (performance.now() - began) / 1000;
    assert.ok(seconds > 1.9 && seconds < 8, `${seconds} s`);
    assert.match(job.output(), /node3 is partial: no word from it after/);
    await cluster().restore('node3');
    await job.finished();
    const names = await filesIn(out);
    const journals = journalsOf(names);
    assert.ok(
      names.some((name) => name.endsWith('_timeseries.json')),
      names.join(', '),
    );
    assert.match(journals.join(' '), /^\S+_timeseries\.journal \S+_rank2_node3_timeseries\.journal$/);
    const recover = `cd ${out} && ${RANKSTAT} recover -o all.json ${journals.join(' ')} && cat all.json`;
    const recovered = await cluster().exec('node1', ['sh', '-c', recover]);
    assert.is(recovered.code, 0, recovered.stderr);
    const file = JSON.parse(recovered.stdout);
    assertTicksTo(file, 'node3', ticksOf(file, 'node1').at(-1) ?? 0);
  },
);

check('the host of rank 0 is cut off and comes back: nothing is lost', async () => {
  const out = site.newDirectory();
  // The launcher and `run` are on node1; rank 0 is elsewhere.
  const job = await site.batch(
    `RANKSTAT_LAUNCHER_ARGS='-m arbitrary -w node2,node1,node3' rankstat run --interval 0.2 --results-dir ${out} -- \
     sh -c 'sleep 1; echo now; sleep 8'; echo "rc=$?"`,
  );
  await job.printed(/now/);
  await cluster().cut('node2');
  await pause(3);
  await cluster().restore('node2');
  assert.match((await job.finished()).output, /rc=0\n/);
  assertComplete(await onlyFile(out), ['node2', 'node1', 'node3']);
});

clusterTest(test, ['iptables', 'python3'])(
  '30 % of the packets lost on one host, 200 ms each way to another: nothing is lost, and clock offsets are within their errors',
  async () => {
    const { out, job, end } = await running('');
    await cluster().lose('node2', 0.3);
    const undo = await cluster().delay('node3', 200);
    await pause(5);
    await cluster().lose('node2', 0);
    await undo();
    await end();
    assert.match((await job.finished()).output, /rc=0\n/);
    const file = await onlyFile(out);
    assertComplete(file, NODES);
    for (const node of ['node2', 'node3']) {
      const { clock_offset_ms: offset, clock_error_ms: error } = file.host_status[node] ?? {};
      // All hosts share one clock.
      assert.ok(Math.abs(offset ?? Number.NaN) <= (error ?? 0), `${node}: ${offset} ± ${error} ms`);
    }
  },
);

check('a network of 20 kB/s: what does not get through in time comes later', async () => {
  const { out, job, end } = await running('');
  await cluster().limit('node2', ['rate', '160kbit', 'burst', '2kb', 'latency', '400ms']);
  await pause(5);
  await cluster().limit('node2', []);
  await end();
  assert.match((await job.finished()).output, /rc=0\n/);
  assertComplete(await onlyFile(out), NODES);
});

test.run();
