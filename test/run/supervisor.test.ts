import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { line } from '../../src/benchmark/messages.ts';
import { supervisorOn } from '../../src/run/supervisor.ts';
import { UserError } from '../../src/system/exit.ts';

const test = suite<{ near: Socket; far: Socket }>('the supervisor of a recorder');

test.before.each(async (context) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  context.near = connect(address.port, '127.0.0.1');
  [context.far] = await once(server, 'connection');
  server.close();
});
test.after.each(({ near, far }) => {
  near.destroy();
  far.destroy();
});

test('it is told things, a line each', async ({ near, far }) => {
  supervisorOn(near).tell({ op: 'alive' });
  const [bytes] = await once(far, 'data');
  assert.is(String(bytes), '{"op":"alive"}\n');
});

test('it tells how the benchmark has ended, as shells have it', async ({ near, far }) => {
  const { commandEnded } = supervisorOn(near);
  far.write(`nonsense\n${line({ op: 'ended', code: null, signal: 'SIGTERM' })}`);
  assert.is(await commandEnded, 143);
});

test('signals that came before somebody listens are not lost', async ({ near, far }) => {
  const supervisor = supervisorOn(near);
  far.write(line({ op: 'signal', signal: 'SIGTERM' }) + line({ op: 'ended', code: 0, signal: null }));
  assert.is(await supervisor.commandEnded, 0);
  const heard: string[] = [];
  supervisor.onSignal((signal) => heard.push(signal));
  assert.equal(heard, ['SIGTERM']);
});

test('who handles the signals before a benchmark is not given those after it', async ({ near, far }) => {
  const { onSignal, commandEnded } = supervisorOn(near);
  const [before, after]: [string[], string[]] = [[], []];
  onSignal((signal) => before.push(signal));
  const signal = (name: NodeJS.Signals) => line({ op: 'signal', signal: name });
  far.write(signal('SIGINT') + line({ op: 'ended', code: 0, signal: null }) + signal('SIGTERM'));
  await commandEnded;
  onSignal((name) => after.push(name));
  assert.equal([before, after], [['SIGINT'], ['SIGTERM']]);
});

test('one that is gone will not tell', async ({ near, far }) => {
  const { commandEnded, tell } = supervisorOn(near);
  far.destroy();
  const error = await commandEnded.catch((reason: unknown) => reason);
  assert.instance(error, UserError);
  tell({ op: 'alive' }); // Nobody hears it, and that is all.
});

test.run();
