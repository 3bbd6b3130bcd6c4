import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertTicksTo, filesIn, RANKSTAT, Site } from '../jobs/site.ts';
import { NODES, RANGE, seconds, Unreachable } from './unreachable-site.ts';

const test = suite('a host that cannot reach the others');
const site = new Site(test);
const hosts = new Unreachable(site);

site.check('under run, a host behind a firewall samples for itself, and ends with the job', async () => {
  const out = site.newDirectory();
  const { output } = await hosts.behindWall('node3', async () => {
    const job = await site.batch(`
      rankstat run ${RANGE} --interval 0.2 --ready-timeout 2 --stop-timeout 4 --results-dir ${out} -- \
        sh -c 'sleep 3; date "+over %s%N"; exit 3'
      echo "rc=$?"; date "+back %s%N"`);
    return await job.finished();
  });
  assert.match(output, /2 of 3 hosts ready after .* s; the benchmark starts; node3 did not come\n/);
  assert.match(output, /no word from node3; \S+\.journal is kept; the file of all hosts: rankstat recover /);
  assert.match(output, /rc=3\n/);
  const took = seconds(output, 'over', 'back');
  assert.ok(took < 7, `run ended ${took} s after the benchmark`);
  await hosts.assertNothingLeft(out, 2);
  const file = await hosts.recoveredAsSaid(output, 'node3');
  assert.equal(file.hosts_collected, NODES);
  for (const node of NODES) assertTicksTo(file, node, 8);
});

site.check(
  'a directory in the way of the rendezvous file; a host behind a firewall minds --duration',
  async () => {
    const out = site.newDirectory();
    const { output } = await hosts.behindWall('node3', async () => {
      const job = await site.batch(`
      mkdir -p ${out}/.rankstat-slurm-$SLURM_JOB_ID.0.json
      date "+began %s%N"
      srun --overlap -N3 -n3 --ntasks-per-node=1 --mpi=none ${RANKSTAT} rank ${RANGE} --interval 0.2 --duration 4 \
        --ready-timeout 2 --stop-timeout 2 --results-dir ${out}
      date "+back %s%N"; rmdir ${out}/.rankstat-slurm-$SLURM_JOB_ID.0.json; ls -A ${out}`);
      return await job.finished();
    });
    const took = seconds(output, 'began', 'back');
    assert.ok(took < 9, `the launcher ended after ${took} s:\n${output}`);
    await hosts.assertNothingLeft(out, 1);
    assert.is((await filesIn(out)).filter((name) => name.endsWith('.json')).length, 1);
    const file = await hosts.recovered(out, 'node3');
    assert.equal(file.hosts_collected, NODES);
    assertTicksTo(file, 'node2', 6);
  },
);

test.run();
