// Long
// Time limit: 400 s
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertTicksTo, Site, STARTERS } from '../jobs/site.ts';
import { NODES, RANGE, STARTER, seconds, Unreachable } from './unreachable-site.ts';

const test = suite('hosts that cannot reach the others, under each launcher');
const site = new Site(test);
const hosts = new Unreachable(site);
const { check } = site;

for (const launcher of ['slurm', 'openmpi', 'mpich'] as const) {
  check(`under run by ${launcher}, a host behind a firewall from the beginning`, async () => {
    const out = site.newDirectory();
    const { output } = await hosts.behindWall('node3', async () => {
      const job = await site.batch(`
        rankstat run --launcher ${launcher} ${RANGE} --interval 0.2 --ready-timeout 3 --stop-timeout 5 \
          --results-dir ${out} -- sh -c 'sleep 4; date "+over %s%N"; exit 3'
        echo "rc=$?"; date "+back %s%N"`);
      return await job.finished();
    });
    assert.match(output, /2 of 3 hosts ready after .* s; the benchmark starts; node3 did not come\n/);
    assert.match(output, /rc=3\n/);
    const took = seconds(output, 'over', 'back');
    assert.ok(took < 9, `run ended ${took} s after the benchmark`);
    await hosts.assertNothingLeft(out, 2);
    const file = await hosts.recovered(out, 'node3');
    assert.equal(file.hosts_collected, NODES);
    for (const node of NODES) assertTicksTo(file, node, 8);
  });

  check(`under run by ${launcher}, a firewall that comes up in mid-run`, async () => {
    const out = site.newDirectory();
    const job = await site.batch(`
      rankstat run --launcher ${launcher} ${RANGE} --interval 0.2 --stop-timeout 3 --results-dir ${out} -- \
        sh -c 'echo now; sleep 4; date "+over %s%N"; exit 3'
      echo "rc=$?"; date "+back %s%N"`);
    await job.printed(/now/);
    const { output } = await hosts.behindWall('node3', async () => await job.finished());
    assert.match(output, /rc=3\n/);
    const took = seconds(output, 'over', 'back');
    assert.ok(took < 7.5, `run ended ${took} s after the benchmark`);
    await hosts.assertNothingLeft(out, 3);
    // Hydra cannot pass a signal on when other nodes have ended: within a minute node3 does not know that it is cut off.
    if (launcher === 'mpich') return;
    const file = await hosts.recovered(out, 'node3');
    for (const node of NODES) assertTicksTo(file, node, 12);
  });

  check(`started by ${launcher} alone, a host behind a firewall ends after the stop`, async () => {
    const out = site.newDirectory();
    const { output } = await hosts.behindWall('node3', async () => {
      const job = await site.batch(`
        ${STARTERS}/${STARTER[launcher]} ${RANGE} --interval 0.2 --ready-timeout 2 --stop-timeout 3 --results-dir ${out} &
        starter=$!
        until rankstat status --results-dir ${out} 2>/dev/null | grep -q '2 of 3 hosts'; do sleep 0.1; done
        sleep 4
        rankstat stop --results-dir ${out}; date "+stopped %s%N"
        wait $starter; date "+back %s%N"`);
      return await job.finished();
    });
    const took = seconds(output, 'stopped', 'back');
    assert.ok(took < 10, `the launcher ended ${took} s after the stop:\n${output}`);
    await hosts.assertNothingLeft(out, 2);
    const file = await hosts.recovered(out, 'node3');
    for (const node of NODES) assertTicksTo(file, node, 8);
  });

  check(`under run by ${launcher}, a rank 0 that stands still`, async () => {
    const out = site.newDirectory();
    const job = await site.batch(`
      rankstat run --launcher ${launcher} ${RANGE} --interval 0.2 --stop-timeout 3 --results-dir ${out} -- \
        sh -c 'echo now; sleep 2; date "+over %s%N"; exit 3'
      echo "rc=$?"; date "+back %s%N"; sleep 2`);
    await job.printed(/now/);
    process.kill(hosts.collectorOn('node1'), 'SIGSTOP');
    await job.printed(/back/);
    const { output } = await job.finished();
    // Open MPI has it go on before it ends it: then there is a file.
    const said =
      launcher === 'openmpi'
        ? /hosts complete|does not answer/
        : /on node1: rank 0 does not answer; the samples/;
    assert.match(output, said);
    assert.match(output, /rc=3\n/);
    const took = seconds(output, 'over', 'back');
    assert.ok(took < 8, `run ended ${took} s after the benchmark`);
    await hosts.assertNothingLeft(out, 4);
  });
}

check(
  'started by srun alone, rank 0 is killed: a host behind a firewall ends when the others do',
  async () => {
    const out = site.newDirectory();
    const { output } = await hosts.behindWall('node3', async () => {
      const job = await site.batch(`
      ${STARTERS}/srun ${RANGE} --interval 0.2 --ready-timeout 2 --stop-timeout 2 --results-dir ${out} & starter=$!
      until rankstat status --results-dir ${out} 2>/dev/null | grep -q '2 of 3 hosts'; do sleep 0.1; done
      sleep 3; date "+ready %s%N"
      wait $starter; date "+back %s%N"`);
      await job.printed(/ready/);
      process.kill(hosts.collectorOn('node1'), 'SIGKILL');
      return await job.finished();
    });
    const took = seconds(output, 'ready', 'back');
    assert.ok(took < 12, `the launcher ended ${took} s after rank 0:\n${output}`);
    await hosts.assertNothingLeft(out, 2);
  },
);

check(
  'rank 0 itself is behind a firewall: run hears nothing, and each host has what it sampled',
  async () => {
    const out = site.newDirectory();
    const { output } = await hosts.behindWall('node2', async () => {
      // The launcher and `run` are on node1; rank 0 is elsewhere.
      const job = await site.batch(`
      RANKSTAT_LAUNCHER_ARGS='-m arbitrary -w node2,node1,node3' rankstat run ${RANGE} --interval 0.2 --ready-timeout 3 \
        --stop-timeout 5 --results-dir ${out} -- sh -c 'sleep 4; date "+over %s%N"; exit 3'
      echo "rc=$?"; date "+back %s%N"`);
      return await job.finished();
    });
    assert.match(output, /0 of . hosts ready after/);
    assert.match(output, /rc=3\n/);
    const took = seconds(output, 'over', 'back');
    assert.ok(took < 9, `run ended ${took} s after the benchmark`);
    await hosts.assertNothingLeft(out, 2);
    const file = await hosts.recovered(out, 'node3');
    assert.equal([...file.hosts_collected].sort(), NODES);
  },
);

check('rank 0 is killed while the benchmark waits for a host: it waits no longer', async () => {
  const out = site.newDirectory();
  const { output } = await hosts.behindWall('node3', async () => {
    const job = await site.batch(`
      rankstat run ${RANGE} --verbose --interval 0.2 --ready-timeout 60 --stop-timeout 2 --results-dir ${out} -- date "+runs %s%N"
      echo "rc=$?"`);
    await job.printed(/rank 0 is at/);
    process.kill(hosts.collectorOn('node1'), 'SIGKILL');
    const killed = Date.now();
    const { output } = await job.finished();
    const took = Number(/^runs (\d+)$/m.exec(output)?.[1]) / 1e6 - killed;
    assert.ok(took < 8000, `the benchmark began ${took} ms after the kill`);
    return { output };
  });
  assert.match(output, /rank 0 on node1 has ended without a word: what comes now is not recorded/);
  assert.match(output, /rc=0\n/);
  await hosts.assertNothingLeft(`${out}/none`, 4);
});

test.run();
