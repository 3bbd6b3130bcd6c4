import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster } from './cluster.ts';
import { planHosts } from './network.ts';
import { clusterTest } from './suite.ts';

const check = clusterTest(test);
const NOTHING = { namespaces: [], hostsFiles: [], links: [], mounts: [], processes: [], folders: [] };

/** All traces that a cluster could leave on the machine. */
function traces(): Record<keyof typeof NOTHING, string[]> {
  const list = (path: string): string[] => (existsSync(path) ? readdirSync(path) : []);
  const ours = (names: string[]): string[] => names.filter((name) => name.startsWith('rs-'));
  const commandLine = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  };
  return {
    namespaces: ours(list('/run/netns')),
    hostsFiles: ours(list('/etc/netns')),
    links: list('/sys/class/net').filter((name) => /^(br0|port\d+)$/.test(name)),
    mounts: readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .filter((line) => /netns|rankstat-cluster/.test(line)),
    processes: list('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(commandLine)
      .filter((line) => /rankstat-cluster-|rs-node/.test(line)),
    folders: list(tmpdir()).filter((name) => name.startsWith('rankstat-cluster-')),
  };
}

/** Another process that brings a cluster up, says so, and keeps it. */
async function otherProcess(): Promise<ChildProcess> {
  const module = new URL('./cluster.ts', import.meta.url).href;
  const script = `const { Cluster } = await import(${JSON.stringify(module)});
    const cluster = await Cluster.up({ nodes: 1 });
    cluster.spawn('node1', ['sleep', '600']);
    process.stdout.write('up');
    setInterval(() => undefined, 60_000);`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

test('hosts have the addresses of the benchmark network', () => {
  const hosts = planHosts(2).map(({ name, address, namespace }) => [name, address, namespace]);
  assert.equal(hosts, [
    ['node0', '198.18.0.10', 'rs-node0'],
    ['node1', '198.18.0.11', 'rs-node1'],
    ['node2', '198.18.0.12', 'rs-node2'],
  ]);
  assert.throws(() => planHosts(0), /1 to 200 nodes, not 0/);
});

check('three clusters one after the other leave nothing', async () => {
  for (const nodes of [3, 1, 2]) {
    const cluster = await Cluster.up({ nodes });
    assert.is(cluster.nodes.length, nodes);
    const job = await cluster.sbatch('srun hostname; sleep 600', { nodes });
    await job.printed(new RegExp(`node${nodes}`));
    assert.is(traces().namespaces.length, nodes + 2);
    const waiting = job.finished().then(
      () => 'ended',
      (error: Error) => error.message,
    );
    await cluster.down();
    await cluster.down();
    assert.is(await waiting, `job ${job.id}: the cluster went down before it ended`);
    assert.equal(traces(), NOTHING);
  }
});

check('a process that is told to end takes its cluster away', async () => {
  const other = await otherProcess();
  assert.is.not(traces().processes.length, 0);
  other.kill('SIGTERM');
  assert.equal(await once(other, 'exit'), [null, 'SIGTERM']);
  assert.equal(traces(), NOTHING);
});

check('what a killed process left is cleared up by the next', async () => {
  const other = await otherProcess();
  other.kill('SIGKILL');
  await once(other, 'exit');
  const left = traces();
  assert.equal(left.namespaces.sort(), ['rs-node0', 'rs-node1', 'rs-switch']);
  const cluster = await Cluster.up({ nodes: 1 });
  assert.not(traces().folders.includes(left.folders[0] ?? ''));
  await cluster.down();
  assert.equal(traces(), NOTHING);
});

check('one machine has one cluster: others wait for it to go down', async () => {
  const first = await Cluster.up({ nodes: 1 });
  await Cluster.up({ nodes: 1 }).then(
    () => assert.unreachable('two at a time'),
    (error: Error) => assert.match(error.message, /has one up already/),
  );
  const second = otherProcess().then((child) => ({ child, upAt: performance.now() }));
  // Long enough for it to come up, if it did not wait: this job starts Node too, and takes a second at least.
  await (await first.sbatch('srun hostname; srun hostname')).finished();
  const downAt = performance.now();
  await first.down();
  const { child, upAt } = await second;
  assert.ok(upAt > downAt, 'the second came up beside the first');
  child.kill('SIGINT');
  await once(child, 'exit');
  assert.equal(traces(), NOTHING);
});

test.run();
