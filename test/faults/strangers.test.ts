import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertComplete, filesIn, onlyFile, RANKSTAT, Site } from '../jobs/site.ts';

const test = suite('strangers');
const site = new Site(test);
const { check } = site;

const stranger = path.join(import.meta.dirname, 'stranger.ts');
const WITHOUT_KEY = [
  ...['plain', 'wrong-key', 'garbage', 'half-open', 'slow-handshake', 'wrong-version'],
  ...['ten-bytes', 'whole-greeting'],
];

/** More connections than a process can have, to rank 0 and to these ports; gives what ends them. */
async function gathering(rendezvous: string, ports: readonly number[]): Promise<() => void> {
  const argv = [process.execPath, '--import', 'tsx', stranger, 'crowd', rendezvous, ...ports.map(String)];
  const child = site.cluster.spawn('node3', argv, { cwd: path.dirname(stranger) });
  await once(child.stdout ?? child, 'data');
  return () => child.kill('SIGKILL');
}

/** The CPU time that a rankstat of this command takes in a second on node1, ms. */
async function costOf(command: string): Promise<number> {
  const found = site.cluster
    .processes('node1')
    .find(({ argv }) => argv.includes(command) && argv.some((word) => word.endsWith('/rankstat.cjs')));
  assert.ok(found, `no ${command} on node1`);
  const before = await cpuMs(found.pid);
  await pause(1000);
  return (await cpuMs(found.pid)) - before;
}

/** The CPU time of a process so far, ms. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function cpuMs(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1');
  const [utime = 0, stime = 0] = text.slice(text.lastIndexOf(')')).split(' ').slice(12, 14).map(Number);
  return (utime + stime) * 10;
}

/** Of a core: accepting in a busy loop takes all of one. */
const MOST_COST_MS = 400;

/**
 * A job on two hosts, the third free for strangers. Gives what ends it, and its rendezvous file.
 * @param before what its shells do first
 */
async function collecting(before = 'true') {
  const out = site.newDirectory();
  const job = await site.batch(
    `srun --overlap -N2 -n2 --ntasks-per-node=1 --mpi=none \\
       sh -c '${before}; exec ${RANKSTAT} rank --interval 0.2 --results-dir ${out}' &
     until rankstat status --results-dir ${out} 2>/dev/null | grep -q '2 of 2 hosts'; do :; done
     echo now; wait`,
    { nodes: 2 },
  );
  await job.printed(/now/);
  const [rendezvous = ''] = (await filesIn(out)).filter((name) => name.startsWith('.rankstat-'));
  const ask = async (...args: string[]) =>
    await site.cluster.exec('node1', [RANKSTAT, ...args, '--results-dir', out]);
  const attack = async (mode: string) => {
    const argv = [process.execPath, '--import', 'tsx', stranger, mode, path.join(out, rendezvous)];
    const { code, stdout, stderr } = await site.cluster.exec('node3', argv, { cwd: path.dirname(stranger) });
    assert.equal({ mode, code, stdout }, { mode, code: 0, stdout: 'done\n' }, stderr);
  };
  const crowd = async () => await gathering(path.join(out, rendezvous), []);
  const end = async () => {
    const { code, stderr } = await ask('stop');
    assert.is(code, 0, stderr);
    return await job.finished();
  };
  return { out, ask, attack, crowd, end };
}

check('without the key nothing is read, injected, stopped or stalled', async () => {
  const { out, ask, attack, end } = await collecting();
  for (const mode of WITHOUT_KEY) await attack(mode);
  const status = JSON.parse((await ask('status', '--json')).stdout);
  assert.is(status.phase, 'sampling');
  assert.is(status.refused, 0, 'not a byte of theirs is looked at');
  await end();
  const file = await onlyFile(out);
  assertComplete(file, ['node1', 'node2']);
});

for (const limit of [1024, 4096]) {
  check(
    `5000 connections at each port and a limit of ${limit} descriptors cost no sample and no core`,
    async () => {
      const { out, ask, crowd, end } = await collecting(`ulimit -n ${limit}`);
      const disperse = await crowd();
      const cost = await costOf('rank');
      assert.ok(cost < MOST_COST_MS, `rank 0 takes ${cost} ms a second`);
      const status = JSON.parse((await ask('status', '--json')).stdout);
      assert.equal([status.phase, status.refused], ['sampling', 0]);
      await end();
      assertComplete(await onlyFile(out), ['node1', 'node2']);
      disperse();
    },
  );
}

check(
  'nor do they at the port of run, too: the benchmark has its exit code, and the file is there',
  async () => {
    const out = site.newDirectory();
    const job = await site.batch(
      `ulimit -n 1024
     rankstat run --interval 0.2 --port-range 7401-7402 --results-dir ${out} -- \\
       sh -c 'echo now; until [ -e ${out}/go ]; do sleep 0.1; done; exit 7'`,
      { nodes: 2 },
    );
    await job.printed(/now/);
    const [name = ''] = (await filesIn(out)).filter((file) => /^\.rankstat-.*json$/.test(file));
    const { addresses } = JSON.parse(await readFile(path.join(out, name), 'utf8'));
    const [{ port }] = addresses;
    const others = [7401, 7402].filter((other) => other !== port);
    assert.is(others.length, 1);
    const disperse = await gathering(path.join(out, name), others);
    const cost = await costOf('run');
    assert.ok(cost < MOST_COST_MS, `run takes ${cost} ms a second`);
    await writeFile(path.join(out, 'go'), '');
    const { exitCode, output } = await job.finished();
    disperse();
    assert.is(exitCode, 7, output);
    await rm(path.join(out, 'go'));
    assertComplete(await onlyFile(out), ['node1', 'node2']);
  },
);

check('with the key, what is no record is refused, counted and said, and is not in the file', async () => {
  const { out, ask, attack, end } = await collecting();
  for (const mode of ['wrong-types', 'many-names', 'huge-body']) await attack(mode);
  const status = JSON.parse((await ask('status', '--json')).stdout);
  assert.is(status.phase, 'sampling');
  assert.is(status.refused, 20);
  const { output } = await end();
  assert.match(output, /refused a record from/);
  const file = await onlyFile(out);
  assertComplete(file, ['node1', 'node2']);
  assert.equal(file.hosts_requested, ['node1', 'node2']);
});

check('names that mean something to JavaScript, a terminal or a file system are only names', async () => {
  const { out, attack, end } = await collecting();
  await attack('evil-names');
  const { output } = await end();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  assert.not.match(output, /[\u0000-\u0008\u000e-\u001f]/);
  assertComplete(await onlyFile(out), ['node1', 'node2']);
  const name = (await filesIn(out)).find((one) => one.endsWith('.json')) ?? '';
  const text = await readFile(path.join(out, name), 'latin1');
  assert.not.match(text, '\u001b');
});

test.run();
