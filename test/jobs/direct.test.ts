import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SideBySide } from '../benchmark/side-by-side.ts';
import { assertAddsUp, assertComplete, onlyFile, RANKSTAT, type SeriesFile, Site } from './site.ts';

const test = suite('ranks started by hand');
const site = new Site(test);
const { check } = site;

const NODES = ['node1', 'node2', 'node3'];

const LAUNCHES = Object.entries({
  'srun rankstat rank, by a file': 'srun --overlap -N3 -n3 --ntasks-per-node=1 --mpi=none',
  'srun --mpi=pmi2, by PMI': 'srun --overlap -N3 -n3 --ntasks-per-node=1 --mpi=pmi2',
  'mpirun of Open MPI, by a file': 'mpirun --bind-to none --map-by ppr:1:node',
  'mpiexec.hydra, by PMI': 'mpiexec.hydra -ppn 1 -n 3',
});

const found = new SideBySide(LAUNCHES, async ([name, launch]) => {
  const out = site.newDirectory();
  const job = await site.batch(
    `${launch} ${RANKSTAT} rank --verbose --interval 0.5 --duration 2 --results-dir ${out}; echo "rc=$?"`,
  );
  const { output } = await job.finished();
  assert.match(output, /rc=0\n/);
  assert.match(output, name.includes('PMI') ? /found by pmi/ : /found by directory/);
  assertComplete(await onlyFile(out), NODES);
});

for (const one of LAUNCHES) {
  check(`${one[0]}: the ranks find rank 0 by themselves and end after --duration`, async () => {
    await found.get(one);
  });
}

check('rank 0 need not be on the first host of the list', async () => {
  const out = site.newDirectory();
  const job = await site.batch(
    `srun --overlap -m arbitrary -w node3,node1,node2 -n3 --mpi=none \
     ${RANKSTAT} rank --interval 0.5 --duration 2 --results-dir ${out}`,
  );
  const { output } = await job.finished();
  assert.match(output, /rankstat\[node3\]: 3 hosts/);
  assertComplete(await onlyFile(out), ['node3', 'node1', 'node2']);
});

const TWO_A_NODE = [
  'srun --overlap -N3 -n6 --mpi=none',
  'mpiexec.hydra -ppn 2 -n 6',
  'mpirun -np 6 --bind-to none',
];
const twice = new SideBySide(TWO_A_NODE, async (launch) => {
  const out = site.newDirectory();
  const job = await site.batch(
    `${launch} ${RANKSTAT} rank --interval 0.5 --duration 2 --results-dir ${out}; echo "rc=$?"`,
  );
  assert.match((await job.finished()).output, /rc=0\n/);
  assertComplete(await onlyFile(out), NODES);
});

for (const launch of TWO_A_NODE) {
  check(`${launch}: the first process of a node samples, the others wait and end with it`, async () => {
    await twice.get(launch);
  });
}

check(
  'without a rendezvous each rank keeps a journal, and what rank 0 says makes one file of them',
  async () => {
    const out = site.newDirectory();
    const job = await site.batch(`
    srun --overlap -N3 -n3 --ntasks-per-node=1 --mpi=none sh -c '
      exec ${RANKSTAT} rank --interval 0.5 --duration 3 --ready-timeout 1 --stop-timeout 1 --results-dir ${out} \
        --rendezvous file:/tmp/rankstat-nowhere-$SLURM_JOB_ID-$SLURM_PROCID' 2>said &
    sleep 4; scancel --signal=USR1 $SLURM_JOB_ID.0; wait; cat said
    command=$(sed -n 's/.*the file of all hosts: \\(rankstat recover .*\\) -o FILE$/\\1/p' said)
    $command -o ${out}/all.json; echo "rc=$?"; cat ${out}/all.json`);
    const { output } = await job.finished();
    assert.match(output, /no word from .*unknown#1|no word from node2, node3; \S+\.journal is kept/);
    assert.match(output, /rc=0\n/);
    const file: SeriesFile = JSON.parse(output.slice(output.indexOf('\n{') + 1));
    for (const node of NODES) assertAddsUp(file, node);
  },
);

test.run();
