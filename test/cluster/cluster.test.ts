import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster, clusterRequirements } from './cluster.ts';
import { clusterTest } from './suite.ts';

const check = clusterTest(test);
const checkPmix = clusterTest(test, ['libpmix-dev']);
const checkLoss = clusterTest(test, ['iptables']);
const checkDelay = clusterTest(test, ['python3']);
/** A hundred datagrams to node2, each of 1400 bytes and 42 of headers. */
const BLAST = 'for i in $(seq 100); do head -c 1400 /dev/zero >/dev/udp/node2/9 || true; done 2>/dev/null';
const ALL = ['node1', 'node2', 'node3'];

let cluster: Cluster;
test.before(async () => {
  if (clusterRequirements().length === 0) cluster = await Cluster.up({ nodes: 3 });
});
test.after(async () => {
  await cluster?.down();
});

/** Bytes that a host has received. */
async function received(node: string): Promise<number> {
  const { stdout } = await cluster.exec(node, ['cat', '/proc/net/dev']);
  return Number(/eth0:\s*(\d+)/.exec(stdout)?.[1]);
}

const lines = (text: string): string[] => text.trim().split('\n').sort();

check('every host has its own name and address, and knows the others', async () => {
  assert.equal(cluster.nodes, ALL);
  for (const [index, node] of ['node0', ...ALL].entries()) {
    const { stdout } = await cluster.exec(node, ['sh', '-c', 'hostname; hostname -i; ls /sys/class/net']);
    assert.equal(stdout.trim().split('\n'), [node, `198.18.0.${10 + index}`, 'eth0', 'lo']);
  }
});

check('every host counts its own packets', async () => {
  const before = await Promise.all([received('node2'), received('node3')]);
  await cluster.exec('node1', ['bash', '-c', BLAST]);
  const after = await Promise.all([received('node2'), received('node3')]);
  // Besides, Slurm talks a little.
  assert.ok(after[0] - before[0] >= 100 * 1442, `node2 received ${after[0] - before[0]} bytes`);
  assert.ok(after[1] - before[1] < 100 * 1442, `node3 received ${after[1] - before[1]} bytes`);
});

check('a command gives its exit code, its signal and both outputs', async () => {
  const asked = await cluster.exec('node1', ['sh', '-c', 'echo "$WORD $(pwd)"; echo bad >&2; exit 7'], {
    env: { WORD: 'given' },
  });
  assert.equal(asked, { code: 7, signal: null, stdout: `given ${cluster.dir}\n`, stderr: 'bad\n' });
  const killed = await cluster.exec('node1', ['sh', '-c', 'kill -USR2 $$']);
  assert.is(killed.signal, 'SIGUSR2');
  const echoed = await cluster.exec('node1', ['cat'], { input: 'fed' });
  assert.is(echoed.stdout, 'fed');
});

check('a command that outlives its limit is killed with what it started', async () => {
  const endless = cluster.exec('node1', ['sh', '-c', 'echo begun; sleep 600 & wait'], { timeoutMs: 300 });
  await endless.then(
    () => assert.unreachable('it ended'),
    (error: Error) => assert.match(error.message, /killed after 300 ms; it wrote: begun$/),
  );
  assert.not(cluster.processes('node1').some(({ argv }) => argv[0] === 'sleep'));
});

check('the child that spawn gives is the command itself', async () => {
  const child = cluster.spawn('node2', [
    'sh',
    '-c',
    'trap "echo told; exit 5" USR1; echo set; sleep 600 & wait',
  ]);
  assert.ok(child.stdout);
  child.stdout.setEncoding('utf8');
  assert.is((await once(child.stdout, 'data'))[0], 'set\n');
  assert.ok(cluster.processes('node2').some(({ pid, argv }) => pid === child.pid && argv[0] === 'sh'));
  child.kill('SIGUSR1');
  assert.is((await once(child.stdout, 'data'))[0], 'told\n');
  assert.is((await once(child, 'exit'))[0], 5);
});

const launchers = {
  srun: 'srun -N3 hostname',
  'srun --mpi=pmi2': `srun -N3 --mpi=pmi2 sh -c '[ -n "$PMI_FD" ] && hostname'`,
  'Open MPI': 'mpirun -np 3 --map-by ppr:1:node hostname',
  'Open MPI by its own name': 'mpirun.openmpi -np 3 --map-by ppr:1:node hostname',
  hydra: 'mpiexec.hydra -ppn 1 -n 3 hostname',
  'MPICH first in PATH': 'PATH=$MPICH_BIN:$PATH mpirun -ppn 1 -n 3 hostname',
};
for (const [name, script] of Object.entries(launchers)) {
  check(`in a batch job, ${name} runs on all nodes`, async () => {
    const job = await cluster.sbatch(script, { nodes: 3, env: { MPICH_BIN: cluster.mpichBin } });
    const { state, exitCode, output } = await job.finished();
    assert.equal({ state, exitCode, hosts: lines(output) }, { state: 'COMPLETED', exitCode: 0, hosts: ALL });
  });
}

checkPmix('in a batch job, srun --mpi=pmix runs on all nodes', async () => {
  const job = await cluster.sbatch(`srun -N3 --mpi=pmix sh -c '[ -n "$PMIX_RANK" ] && hostname'`, {
    nodes: 3,
  });
  assert.equal(lines((await job.finished()).output), ALL);
});

check('from the control host, srun runs without a batch job', async () => {
  const { stdout } = await cluster.exec('node0', ['srun', '-N3', 'hostname']);
  assert.equal(lines(stdout), ALL);
});

check('a job tells how it ended', async () => {
  const failing = await cluster.sbatch('echo out; echo err >&2; exit 3');
  assert.equal(await failing.finished(), { state: 'FAILED', exitCode: 3, signal: 0, output: 'out\nerr\n' });
  const long = await cluster.sbatch(
    'trap "echo told; exit 0" USR1; echo "ready $SLURM_JOB_ID"; sleep 600 & wait',
  );
  assert.is((await long.printed(/ready (\d+)/))[1], String(long.id));
  await long.cancel(['--signal=USR1', '--batch']);
  assert.is((await long.finished()).state, 'COMPLETED');
  const unwanted = await cluster.sbatch('echo here; sleep 600 & wait', { nodes: 2 });
  await unwanted.printed(/here/);
  await unwanted.cancel();
  assert.is((await unwanted.finished()).state, 'CANCELLED');
});

check('waiting for words that a job never prints ends with the job', async () => {
  const job = await cluster.sbatch('echo hello');
  await job.printed(/goodbye/).then(
    () => assert.unreachable('it printed them'),
    (error: Error) =>
      assert.match(error.message, /COMPLETED without printing \/goodbye\/; it printed: hello/),
  );
});

check('two jobs run on the same nodes at one time', async () => {
  await cluster.exec('node0', ['mkfifo', 'meeting']);
  const reader = await cluster.sbatch('cat meeting', { nodes: 3 });
  const writer = await cluster.sbatch('echo met >meeting', { nodes: 3 });
  await writer.finished();
  assert.is((await reader.finished()).output, 'met\n');
});

check('a host that is cut off cannot be reached until it is restored', async () => {
  // slurmd listens there.
  const reach = async (withinSeconds: string): Promise<number | null> =>
    (await cluster.exec('node1', ['timeout', withinSeconds, 'bash', '-c', ': >/dev/tcp/node2/6818'])).code;
  assert.is(await reach('10'), 0);
  await cluster.cut('node2');
  assert.is(await reach('1'), 124);
  const inside = await cluster.exec('node2', ['ip', '-4', '-oneline', 'address', 'show', 'eth0']);
  assert.match(inside.stdout, '198.18.0.12/24');
  await cluster.restore('node2');
  assert.is(await reach('10'), 0);
});

/** Milliseconds that 100 kB take from node1 to node2. */
async function transfer(): Promise<number> {
  const listen = `require('net').createServer((from) => from.resume().on('end', () => process.exit()))
    .listen(7000, () => console.log('ready'))`;
  const listener = cluster.spawn('node2', [process.execPath, '-e', listen]);
  assert.ok(listener.stdout);
  await once(listener.stdout, 'data');
  const begin = performance.now();
  await cluster.exec('node1', ['bash', '-c', 'head -c 100000 /dev/zero >/dev/tcp/node2/7000']);
  await once(listener, 'exit');
  return performance.now() - begin;
}

check('a host can be limited to a rate', async () => {
  await cluster.limit('node1', ['rate', '1mbit', 'burst', '16kb', 'latency', '2s']);
  const slow = await transfer();
  await cluster.limit('node1', []);
  // 84 kB beyond the burst at 125 kB/s are 0.67 s.
  assert.ok(slow > 600, `took ${slow} ms`);
  assert.ok((await transfer()) < slow);
});

checkDelay('a host can be delayed', async () => {
  const undo = await cluster.delay('node1', 200);
  // A way there and back for the connection, one there for the bytes.
  const slow = await transfer();
  await undo();
  assert.ok(slow > 600, `took ${slow} ms`);
  assert.ok((await transfer()) < 400);
});

checkLoss('a host can lose a share of what it sends', async () => {
  const before = await received('node2');
  await cluster.lose('node1', 0.3);
  await cluster.exec('node1', ['bash', '-c', BLAST]);
  await cluster.lose('node1', 0);
  const share = ((await received('node2')) - before) / (100 * 1442);
  // 70 of 100, give or take five times their deviation of 4.6.
  assert.ok(share > 0.47 && share < 0.93, `${share} of it arrived`);
});

test.run();
