import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertComplete, filesIn, onlyFile, RANKSTAT, Site } from '../jobs/site.ts';

const test = suite('strangers');
const site = new Site(test);
const { check } = site;

const stranger = path.join(import.meta.dirname, 'stranger.ts');
const WITHOUT_KEY = ['plain', 'wrong-key', 'garbage', 'half-open', 'slow-handshake', 'wrong-version'];

/** A job on two hosts, the third free for strangers. Gives what ends it, and its rendezvous file. */
async function collecting() {
  const out = site.newDirectory();
  const job = await site.batch(
    `srun --overlap -N2 -n2 --ntasks-per-node=1 --mpi=none ${RANKSTAT} rank --interval 0.2 --results-dir ${out} &
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
  const end = async () => {
    const { code, stderr } = await ask('stop');
    assert.is(code, 0, stderr);
    return await job.finished();
  };
  return { out, ask, attack, end };
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
  const [name = ''] = await filesIn(out);
  const text = await readFile(path.join(out, name), 'latin1');
  assert.not.match(text, '\u001b');
});

test.run();
