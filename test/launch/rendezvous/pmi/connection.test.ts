import { getEventListeners, once } from 'node:events';
import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PmiConnection, pmiAvailable } from '../../../../src/launch/rendezvous/pmi/connection.ts';
import { rejects } from '../../../rejects.ts';
import { scriptedServer } from './server.ts';

const LONG = AbortSignal.timeout(60_000);
const ASK = 'cmd=ask\n';

test('PMI is not there without variables, with a descriptor that is no socket, or under Open MPI', () => {
  const file = openSync(import.meta.dirname, 'r');
  try {
    for (const fd of [String(file), '9999', 'x', '-1', ''])
      assert.is(pmiAvailable({ PMI_FD: fd }), false, fd);
  } finally {
    closeSync(file);
  }
  assert.is(pmiAvailable({}), false);
  for (const port of ['node1:40001', 'node1:65535', '[fd00::1]:1']) {
    assert.is(pmiAvailable({ PMI_PORT: port }), true, port);
  }
  for (const port of ['node1', 'node1:', ':1', 'node1:65536', 'node1:1x', '']) {
    assert.is(pmiAvailable({ PMI_PORT: port }), false, port);
  }
  assert.is(pmiAvailable({ PMI_PORT: 'node1:40001', OMPI_COMM_WORLD_RANK: '0' }), false);
});

test('a descriptor that is a socket is one to a server', async () => {
  const server = await scriptedServer({});
  const sockets = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:');
      } catch {
        return false; // that of the listing itself
      }
    });
  const before = sockets();
  const socket = connect(Number(server.env.PMI_PORT?.split(':')[1]), '127.0.0.1');
  await once(socket, 'connect');
  const fd = sockets().find((one) => !before.includes(one));
  assert.is(pmiAvailable({ PMI_FD: fd }), true);
  assert.is(pmiAvailable({ PMI_FD: `${fd}x` }), false);
  socket.destroy();
  server.close();
});

test('without a server the error says what else there is', () => {
  assert.throws(() => PmiConnection.open({}), /no PMI server: .* use --rendezvous file:PATH/);
});

test('over TCP the server is told who calls; what it says of itself is skipped', async () => {
  for (const [pmiId, told] of [
    ['7', '7'],
    ['', '0'],
  ]) {
    const server = await scriptedServer({ 'cmd=ask': 'cmd=initack rc=0\ncmd=set size=2\ncmd=told a=1\n' });
    const pmi = PmiConnection.open({ ...server.env, PMI_ID: pmiId });
    assert.is((await pmi.ask(ASK, 'told', LONG)).get('a'), '1');
    assert.equal(server.heard, [`cmd=initack pmiid=${told}`, 'cmd=ask']);
    server.close();
  }
});

test('answers come in pieces, or several at once, and are heard in their order', async () => {
  const server = await scriptedServer({});
  const pmi = PmiConnection.open(server.env);
  const socket = await server.socket;
  const first = pmi.ask(ASK, 'first');
  socket.setNoDelay().write('cmd=first a=1');
  await once(socket, 'data'); // What is asked has come, and so has most likely this piece.
  socket.write('2\ncmd=second b=3\ncmd=third c=4\n');
  assert.is((await first).get('a'), '12');
  assert.is((await pmi.ask(ASK, 'second')).get('b'), '3');
  await rejects(pmi.ask(ASK, 'fourth'), /PMI answered third in place of fourth/);
  server.close();
});

test('what a server has said before it hung up still counts', async () => {
  const server = await scriptedServer({});
  const pmi = PmiConnection.open(server.env);
  (await server.socket).end('cmd=told a=1\n');
  assert.is((await pmi.ask(ASK, 'told')).get('a'), '1');
  await rejects(pmi.ask(ASK, 'told'), /^the PMI server hung up$/);
  server.close();
});

test('who gives up waits no longer, and nothing of it stays at his signal', async () => {
  const server = await scriptedServer({});
  const pmi = PmiConnection.open(server.env);
  const abort = new AbortController();
  const asking = pmi.ask(ASK, 'told', abort.signal);
  abort.abort(new Error('enough'));
  await rejects(asking, /^enough$/);
  assert.equal(getEventListeners(abort.signal, 'abort'), []);
  server.close();
});

test('a server that is not there, and one whose line never ends, are errors', async () => {
  const gone = await scriptedServer({});
  gone.close();
  await rejects(
    PmiConnection.open(gone.env).ask(ASK, 'told'),
    /^PMI connection failed: connect ECONNREFUSED/,
  );
  const server = await scriptedServer({ 'cmd=ask': `cmd=told a=${'x'.repeat(64 * 1024)}` });
  await rejects(PmiConnection.open(server.env).ask(ASK, 'told'), /^PMI connection failed: an endless line$/);
  server.close();
});

test('a line of a kilobyte is none that never ends', async () => {
  const value = 'x'.repeat(1024);
  const server = await scriptedServer({ 'cmd=ask': `cmd=told a=${value}` });
  const pmi = PmiConnection.open(server.env);
  const asking = pmi.ask(ASK, 'told');
  const socket = await server.socket;
  await once(socket, 'data');
  socket.write('\n');
  assert.is((await asking).get('a'), value);
  server.close();
});

test('it takes leave after what still comes of before, and hangs up when the server has said so', async () => {
  const server = await scriptedServer({ 'cmd=finalize': 'cmd=barrier_out\ncmd=finalize_ack\n' });
  const pmi = PmiConnection.open(server.env);
  const closed = once(await server.socket, 'close');
  await pmi.finalize(LONG);
  await closed;
  assert.is(server.heard.at(-1), 'cmd=finalize');
  server.close();
});

test('where the server does not say so the connection stays, and keeps no process alive', async () => {
  const server = await scriptedServer({});
  const pmi = PmiConnection.open(server.env);
  const socket = await server.socket;
  await pmi.finalize(AbortSignal.abort());
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.not(socket.destroyed);
  assert.not(socket.readableEnded);
  server.close();
});

test.run();
