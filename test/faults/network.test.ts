import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterTest } from '../cluster/suite.ts';
import { assertComplete, assertTicksTo, filesIn, onlyFile, RANKSTAT, Site, ticksOf } from '../jobs/site.ts';

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

/** Has a host lose 30 % of what it sends. @returns what takes that back */
async function lossy(node: string): Promise<() => Promise<void>> {
  await cluster().lose(node, 0.3);
  return () => cluster().lose(node, 0);
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
  'the network of one host is cut during the stop: it is partial, and keeps what was not delivered',
  async () => {
    const { out, job, end } = await running('--stop-timeout 2');
    await cluster().cut('node3');
    await pause(1);
    await end();
    const { output } = await job.printed(/rc=0\n/).then(() => ({ output: job.output() }));
    assert.match(output, /node3 is partial: no word from it after/);
    await cluster().restore('node3');
    await job.finished();
    const names = await filesIn(out);
    const series = names.find((name) => name.endsWith('_timeseries.json'));
    const left = names.find((name) => name.includes('_rank2_node3'));
    assert.ok(series !== undefined && left !== undefined, names.join(', '));
  },
);

check('a host that is cut off for good delays the stop by its timeout and no more', async () => {
  const { job, end } = await running('--stop-timeout 2');
  await cluster().cut('node3');
  await pause(1);
  const began = performance.now();
  await end();
  await job.printed(/rc=0\n/);
  const seconds = (performance.now() - began) / 1000;
  assert.ok(seconds > 1.9 && seconds < 8, `${seconds} s`);
  await cluster().restore('node3');
  await job.finished();
});

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

check('recover takes the journal of the gather and what a cut-off rank has left together', async () => {
  const { out, job, end } = await running('--stop-timeout 1');
  await cluster().cut('node3');
  await pause(2);
  await end();
  await job.printed(/rc=0\n/);
  await cluster().restore('node3');
  await job.finished();
  const recovered = await cluster().exec('node1', [
    'sh',
    '-c',
    `cd ${out} && ${RANKSTAT} recover -o all.json *.journal && cat all.json`,
  ]);
  assert.is(recovered.code, 0, recovered.stderr);
  const file = JSON.parse(recovered.stdout);
  assertTicksTo(file, 'node3', ticksOf(file, 'node1').at(-1) ?? 0);
});

for (const [name, lacking, disturb] of [
  ['30 % of the packets lost', 'iptables', () => lossy('node2')],
  ['200 ms each way', 'python3', () => cluster().delay('node2', 200)],
] as const) {
  clusterTest(test, [lacking])(
    `${name}: nothing is lost, and the clock offset is within its error`,
    async () => {
      const { out, job, end } = await running('');
      const calm = await disturb();
      await pause(5);
      await calm();
      await end();
      assert.match((await job.finished()).output, /rc=0\n/);
      const file = await onlyFile(out);
      assertComplete(file, NODES);
      const { clock_offset_ms: offset, clock_error_ms: error } = file.host_status.node2 ?? {};
      // All hosts share one clock.
      assert.ok(Math.abs(offset ?? Number.NaN) <= (error ?? 0), `${offset} ± ${error} ms`);
    },
  );
}

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
