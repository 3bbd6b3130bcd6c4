import { createServer } from 'node:net';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pmiExchange } from '../../../../src/launch/rendezvous/pmi/exchange.ts';
import { rejects } from '../../../rejects.ts';
import { runProgram, testWith } from '../../start/programs.ts';
import { FakePmi } from '../fake-pmi.ts';
import { scriptedServer } from './server.ts';

const RANK = path.join(import.meta.dirname, 'rank.ts');
const VALUE = JSON.stringify({ text: 'blanks; semicolons = "quotes" and ümlauts' });
const withHydra = testWith('mpiexec.hydra');

async function hydra(options: string[], ...args: string[]) {
  const node = [process.execPath, '--import', 'tsx', RANK];
  const result = await runProgram('mpiexec.hydra', ['-launcher', 'fork', ...options, ...node, ...args]);
  return { ...result, lines: result.stdout.split('\n').filter(Boolean).sort() };
}

withHydra('all ranks get what rank 0 gave, over the inherited socket, and mpiexec is content', async () => {
  const { lines, code, stderr } = await hydra(['-n', '3'], 'exchange', VALUE);
  assert.equal(lines, [`0 true ${VALUE}`, `1 true ${VALUE}`, `2 true ${VALUE}`], stderr);
  assert.is(code, 0);
});

withHydra('all ranks get what rank 0 gave, over PMI_PORT', async () => {
  const { lines, code, stderr } = await hydra(['-pmi-port', '-n', '3'], 'exchange', VALUE);
  assert.equal(lines, [`0 true ${VALUE}`, `1 true ${VALUE}`, `2 true ${VALUE}`], stderr);
  assert.is(code, 0);
});

withHydra('a value that is too long is an error on rank 0, and no rank is killed', async () => {
  const { lines, code } = await hydra(['-n', '1'], 'exchange', 'x'.repeat(800));
  assert.equal(lines, ['rank 0: PMI takes values of less than 1024 bytes, this has 1067: see --interface']);
  assert.is(code, 0);
});

withHydra(
  'a rank that stays away is a timeout on the others, which take their leave and live on',
  async () => {
    const { lines, code } = await hydra(['-n', '3'], 'deserted', VALUE);
    const late = 'PMI: not all ranks came within 0.3 s: see --rendezvous file:PATH';
    assert.equal(lines, ['1 stays away', `rank 0: ${late}`, `rank 2: ${late}`]);
    assert.is(code, 0);
  },
);

test('without a server the error says what else there is', async () => {
  try {
    await pmiExchange({ env: {}, value: undefined, timeoutMs: 1000 });
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /no PMI server: .* use --rendezvous file:PATH/);
  }
});

test('a server that hangs up is an error', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  try {
    await pmiExchange({
      env: { PMI_PORT: `127.0.0.1:${port}` },
      rank: 1,
      value: undefined,
      timeoutMs: 10_000,
    });
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /rank 1: the PMI server hung up/);
  } finally {
    server.close();
  }
});

test('what rank 0 gives goes through put, a barrier and get, and each takes its leave', async () => {
  const pmi = await FakePmi.start(2);
  const exchange = (value: string | undefined) => pmiExchange({ env: pmi.env, value, timeoutMs: 20_000 });
  const zero = exchange(VALUE);
  await pmi.untilInBarrier();
  assert.equal(pmi.heard, ['initack', 'init', 'get_maxes', 'get_my_kvsname', 'put', 'barrier_in']);
  assert.equal(await Promise.all([zero, exchange(undefined)]), [VALUE, VALUE]);
  assert.is(pmi.heard.filter((command) => command === 'get').length, 1);
  assert.is(pmi.finalized, 2);
  pmi.close();
});

test('a value has less bytes, in base64, than the server takes', async () => {
  const pmi = await FakePmi.start(1);
  const exchange = (value: string) => pmiExchange({ env: pmi.env, value, timeoutMs: 20_000 });
  const longest = 'x'.repeat(767);
  assert.is(await exchange(longest), longest);
  await rejects(exchange('x'.repeat(768)), /^PMI takes values of less than 1024 bytes, this has 1024: see/);
  pmi.close();
});

test('who waits for a rank that stays away says for how long, or why he gave up', async () => {
  const pmi = await FakePmi.start(5);
  const exchange = (more: { rank?: number; timeoutMs: number; signal?: AbortSignal }) =>
    pmiExchange({ env: pmi.env, value: VALUE, ...more });
  const late = 'PMI: not all ranks came within 0.05 s: see --rendezvous file:PATH';
  await rejects(exchange({ timeoutMs: 50 }), new RegExp(`^${late}$`));
  await rejects(exchange({ rank: 3, timeoutMs: 50 }), new RegExp(`^rank 3: ${late}$`));
  const signal = AbortSignal.abort(new Error('enough'));
  await rejects(exchange({ timeoutMs: 20_000, signal }), /^enough$/);
  await rejects(exchange({ rank: 3, timeoutMs: 20_000, signal }), /^rank 3: enough$/);
  assert.is(pmi.finalized, 4);
  pmi.close();
});

test('a server that has not what rank 0 gave is an error; the conversation is that of PMI 1.1', async () => {
  for (const got of ['', ' value=', ' value=a+b', ' value=-a b']) {
    const server = await scriptedServer({
      'cmd=init pmi_version=1 pmi_subversion=1': 'cmd=response_to_init rc=0\n',
      'cmd=get_maxes': 'cmd=maxes vallen_max=1024\n',
      'cmd=get_my_kvsname': 'cmd=my_kvsname kvsname=kvs_1\n',
      'cmd=barrier_in': 'cmd=barrier_out\n',
      'cmd=get kvsname=kvs_1 key=rankstat': `cmd=get_result rc=0${got}\n`,
      'cmd=finalize': 'cmd=finalize_ack\n',
    });
    const found = pmiExchange({ env: server.env, value: undefined, timeoutMs: 20_000 });
    if (got === ' value=-a b') assert.is(await found, Buffer.from('-a', 'base64url').toString('utf8'));
    else await rejects(found, /^PMI has not the value of rank 0$/);
    server.close();
  }
});

test.run();
