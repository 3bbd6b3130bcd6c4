import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertComplete, onlyFile, RANKSTAT, Site, STARTERS } from './site.ts';

const test = suite('watching');
const site = new Site(test);
const { check } = site;

const NODES = ['node1', 'node2', 'node3'];

check('top on another host shows all three, and which of them stands still', async () => {
  const out = site.newDirectory();
  const job = await site.batch(`
    ${STARTERS}/srun --interval 0.2 --results-dir ${out} &
    until rankstat status --results-dir ${out} 2>/dev/null | grep -q '3 of 3 hosts'; do :; done
    echo ready; wait`);
  await job.printed(/ready/);
  /** Asks until what is seen of each host is this. */
  const untilSeen = async (states: Record<string, RegExp>) => {
    for (;;) {
      const { code, stdout, stderr } = await site.cluster.exec('node3', [
        RANKSTAT,
        'top',
        '--once',
        '--results-dir',
        out,
      ]);
      assert.is(code, 0, stderr);
      const [, , , , ...hosts] = stdout.trimEnd().split('\n');
      assert.equal(
        hosts.map((line) => line.split(' ')[0]),
        NODES,
      );
      if (NODES.every((node, nth) => states[node]?.test(hosts[nth] ?? ''))) return;
    }
  };
  const samples = /sampling +\d+ .*\d/;
  await untilSeen({ node1: samples, node2: samples, node3: samples });
  const collector = site.cluster
    .processes('node2')
    .find(({ argv }) => argv.includes('rank') && argv.some((word) => word.endsWith('rankstat.cjs')));
  assert.ok(collector);
  process.kill(collector.pid, 'SIGSTOP');
  // Rank 0 shows a host as silent after half a minute; top goes by the time since it was heard.
  await untilSeen({ node1: samples, node2: /silent \d+ s +- +/, node3: samples });
  process.kill(collector.pid, 'SIGCONT');
  await untilSeen({ node1: samples, node2: samples, node3: samples });
  const stopped = await site.cluster.exec('node1', [RANKSTAT, 'stop', '--results-dir', out]);
  assert.is(stopped.code, 0, stopped.stderr);
  await job.finished();
  const file = await onlyFile(out);
  assert.equal(file.hosts_collected, NODES);
  assertComplete({ ...file, hosts_collected: ['node1', 'node3'], samples_by_host: withoutNode2(file) }, [
    'node1',
    'node3',
  ]);
});

/** node2 stood still: it has gaps. */
function withoutNode2({ samples_by_host }: Awaited<ReturnType<typeof onlyFile>>) {
  return Object.fromEntries(Object.entries(samples_by_host).filter(([host]) => host !== 'node2'));
}

test.run();
