import { writeFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertComplete, onlyFile, RANKSTAT, Site, STARTERS } from '../../jobs/site.ts';

const test = suite('jobs in an instance of Flux');
const site = new Site(test);
const { check } = site;

const NODES = ['node1', 'node2', 'node3'];

/** Runs a script as the initial program of an instance with a broker on each node of a Slurm job. */
async function inInstance(out: string, script: string): Promise<string> {
  await writeFile(`${out}.sh`, script);
  const job = await site.batch(
    `srun -N3 -n3 --ntasks-per-node=1 --mpi=pmi2 flux start sh ${out}.sh; echo "rc=$?"`,
  );
  const { output } = await job.finished();
  assert.match(output, /rc=0\n/, output);
  return output;
}

check('run: flux is taken, and the benchmark has all cores of all nodes at the same time', async () => {
  const out = site.newDirectory();
  const output = await inInstance(
    out,
    `cores=$(flux resource list -s free -n -o {ncores})
     rankstat run --verbose --interval 0.5 --results-dir ${out} -- flux run -N3 -n"$cores" sleep 2`,
  );
  assert.match(output, /collectors are started by flux: FLUX_URI is set and \S+\/flux is there/);
  assert.match(output, /3 of 3 hosts ready/);
  const file = await onlyFile(out);
  assertComplete(file, NODES);
  assert.is(file.benchmark.launcher, 'flux');
  assert.is(file.benchmark.exit_code, 0);
});

check('the explicit form; SIGUSR1 to the starter stops all', async () => {
  const out = site.newDirectory();
  const output = await inInstance(
    out,
    `${STARTERS}/flux --verbose --interval 0.5 --results-dir ${out} & starter=$!
     until rankstat status --quiet --results-dir ${out} >/dev/null 2>&1; do :; done
     flux run -N3 sleep 1
     kill -USR1 $starter; wait $starter; echo "starter=$?"`,
  );
  assert.match(output, /starter=0\n/);
  assert.match(output, /rank 0 is found by directory/);
  assertComplete(await onlyFile(out), NODES);
});

check('a node without rankstat is named, and costs no other', async () => {
  const out = site.newDirectory();
  const only = `${out}-on-two`;
  await writeFile(only, `#!/bin/sh\n[ "$(uname -n)" = node2 ] && exit 0\nexec ${RANKSTAT} "$@"\n`, {
    mode: 0o755,
  });
  const output = await inInstance(
    out,
    `export RANKSTAT_BIN=${only}
     rankstat run --interval 0.5 --ready-timeout 5 --stop-timeout 2 --results-dir ${out} -- flux run -N3 sleep 1`,
  );
  assert.match(output, /2 of 3 hosts ready/);
  const file = await onlyFile(out);
  assert.equal(file.hosts_collected, ['node1', 'node3']);
  assert.is(file.host_status.node2?.status, 'missing');
});

check('rank under flux run: the ranks find each other by the PMI of Flux', async () => {
  const out = site.newDirectory();
  const output = await inInstance(
    out,
    `flux run -N3 -n3 rankstat rank --verbose --interval 0.5 --duration 2 --results-dir ${out}`,
  );
  assert.match(output, /rank 0 is found by pmi: flux speaks PMI with us/);
  assertComplete(await onlyFile(out), NODES);
});

check('doctor looks at all nodes', async () => {
  const out = site.newDirectory();
  const output = await inInstance(out, `rankstat doctor --nodes --results-dir ${out}`);
  assert.match(output, /ok +launcher +flux starts the collectors/, output);
  assert.match(output, /A run would work: 3 hosts would be recorded\./, output);
});

test.run();
