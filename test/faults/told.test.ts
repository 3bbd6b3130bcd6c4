import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CONTROL_HOST } from '../cluster/cluster.ts';
import { Site } from '../jobs/site.ts';
import { removed } from './own-cgroups.ts';
import { BEGAN, start, type Told, toldOf } from './told.ts';

// Real problems of one host, each in a job of its own, side by side: what a summary says first.
const test = suite('what happened to a host');
const site = new Site(test, 10);

const CGROUPS = '/sys/fs/cgroup';
const CONTROLLERS = ['cpu', 'cpuacct'];
const made: string[] = [];
// After the cluster, of whose daemons they are.
test.after(async () => {
  for (const folder of made.reverse()) await removed(folder);
});

const hasQuotas =
  process.getuid?.() === 0 &&
  existsSync(`${CGROUPS}/cpuacct/cpuacct.usage`) &&
  existsSync(`${CGROUPS}/cpu/cpu.cfs_quota_us`);
if (!hasQuotas) process.stderr.write('skipped: a CPU quota (missing: CPU cgroups (version 1))\n');

/** All that a host runs, jobs too, is in a cgroup as Slurm makes them, and sees it. */
function intoCgroup(node: string): string {
  const daemon = site.cluster.processes(node).find(({ argv }) => argv[0] === 'slurmd');
  assert.ok(daemon);
  const top = `rankstat-test-${process.pid}-${node}`;
  for (const one of CONTROLLERS) {
    for (const below of [top, `${top}/job_7`, `${top}/job_7/step_0`]) {
      mkdirSync(path.join(CGROUPS, one, below));
      made.push(path.join(CGROUPS, one, below));
    }
    writeFileSync(path.join(CGROUPS, one, top, 'job_7/step_0/cgroup.procs'), String(daemon.pid));
  }
  const mounts = CONTROLLERS.map(
    (one) => `mkdir ${CGROUPS}/${one} && mount -t cgroup -o ${one} cgroup ${CGROUPS}/${one}`,
  );
  const script = [`mount -t tmpfs tmpfs ${CGROUPS}`, ...mounts].join(' && ');
  const { status, stderr } = spawnSync('nsenter', ['-m', '-t', String(daemon.pid), 'sh', '-c', script]);
  assert.is(status, 0, String(stderr));
  return path.join(CGROUPS, 'cpu', top, 'job_7');
}

/** A host that may use a tenth of a CPU of the third that it wants, as the others do. */
async function quota(nodes: readonly string[]): Promise<Told> {
  const cgroups = nodes.map(intoCgroup);
  const out = site.newDirectory();
  const third = 'n=0; while [ $n -lt 20000 ]; do n=$((n+1)); done; sleep 0.05';
  const job = await start(site.cluster, {
    ...{ nodes, out },
    does: `end=$(($(date +%s) + 8)); while [ $(date +%s) -lt $end ]; do ${third}; done`,
  });
  await job.printed(BEGAN);
  writeFileSync(path.join(cgroups[1] ?? '', 'cpu.cfs_quota_us'), '10000');
  return await toldOf(job, out);
}

const STOPPED_MS = 6000;

/** A host all of whose processes stand still for some time. */
async function stopped(nodes: readonly string[]): Promise<Told> {
  const out = site.newDirectory();
  const job = await start(site.cluster, { nodes, out, does: 'sleep 10' });
  await job.printed(BEGAN);
  await pause(1000);
  const pids = site.cluster.processes(nodes[2] ?? '').map(({ pid }) => pid);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  await pause(STOPPED_MS);
  for (const pid of pids) process.kill(pid, 'SIGCONT');
  return await toldOf(job, out);
}

const PORT = 7100;
/** Sends to a server what it takes, 50 MB/s at most, for 8 s. */
const CLIENT = `
const socket = require('node:net').connect(${PORT}, '${CONTROL_HOST}');
const megabyte = Buffer.alloc(1e6);
setInterval(() => { if (!socket.writableNeedDrain) socket.write(megabyte); }, 20);
setTimeout(() => process.exit(), 8000);
`;
const SERVER = `require('node:net').createServer((socket) => socket.on('error', () => {}).resume()).listen(${PORT}, () => console.log('ready'));`;

/** Hosts that write to a server over the network, one of them through a port of 100 Mbit/s. */
async function narrow(nodes: readonly string[]): Promise<Told> {
  const { cluster } = site;
  const out = site.newDirectory();
  const client = path.join(cluster.dir, 'client.cjs');
  await writeFile(client, CLIENT);
  const server = cluster.spawn(CONTROL_HOST, [process.execPath, '-e', SERVER]);
  const ready = new Promise((resolve) => server.stdout?.once('data', resolve));
  try {
    await ready;
    await cluster.limit(nodes[3] ?? '', ['rate', '100mbit', 'burst', '32kb', 'latency', '50ms']);
    return await toldOf(await start(cluster, { nodes, out, does: `${process.execPath} ${client}` }), out);
  } finally {
    server.kill('SIGKILL');
  }
}

site.check('held back by a quota, stopped, behind a full port: the host and why come first', async () => {
  const { nodes } = site.cluster;
  const [inQuota, isStopped, isNarrow] = await Promise.all([
    hasQuotas ? quota(nodes.slice(0, 3)) : undefined,
    stopped(nodes.slice(3, 6)),
    narrow(nodes.slice(6, 10)),
  ]);
  assert.equal([isStopped.cause, isStopped.hosts], ['silent', [nodes[5]]], isStopped.sentence);
  assert.match(
    isStopped.sentence,
    /^node6 stood still or was cut off from 0:0\d to 0:\d\d: it missed 1\d ticks\.$/,
  );
  assert.equal([isNarrow.cause, isNarrow.hosts], ['slow network', [nodes[9]]], isNarrow.sentence);
  assert.match(isNarrow.sentence, /^The network of node10 carried \d+ % of what the others' did/);
  if (inQuota === undefined) return;
  assert.equal([inQuota.cause, inQuota.hosts], ['quota', [nodes[1]]], inQuota.sentence);
  assert.match(inQuota.sentence, /^node2 was held back by its CPU quota \d+ % of the time/);
});

test.run();
