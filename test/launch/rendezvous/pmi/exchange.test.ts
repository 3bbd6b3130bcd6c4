import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pmiAvailable } from '../../../../src/launch/rendezvous/pmi/connection.ts';
import { pmiExchange } from '../../../../src/launch/rendezvous/pmi/exchange.ts';
import { runProgram, testWith } from '../../start/programs.ts';

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

test('PMI is not there without variables, with a descriptor that is no socket, or under Open MPI', () => {
  const file = openSync(RANK, 'r');
  try {
    assert.is(pmiAvailable({}), false);
    assert.is(pmiAvailable({ PMI_FD: String(file) }), false);
    assert.is(pmiAvailable({ PMI_FD: '9999' }), false);
    assert.is(pmiAvailable({ PMI_FD: 'x' }), false);
    assert.is(pmiAvailable({ PMI_PORT: 'node1:40001' }), true);
    assert.is(pmiAvailable({ PMI_PORT: 'node1' }), false);
    assert.is(pmiAvailable({ PMI_PORT: 'node1:40001', OMPI_COMM_WORLD_RANK: '0' }), false);
  } finally {
    closeSync(file);
  }
});

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

test.run();
