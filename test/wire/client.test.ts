import { PassThrough } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Context } from 'zeromq';
import { ask, exchange, newRequestId } from '../../src/wire/client.ts';
import type { Status } from '../../src/wire/control.ts';
import { ANY_PORT } from '../../src/wire/curve.ts';
import { jobKeys, newSecret } from '../../src/wire/keys.ts';
import { parseIncoming } from '../../src/wire/records.ts';
import { bindGather } from '../../src/wire/sockets.ts';
import type { Frames, PeerTransport } from '../../src/wire/transport.ts';
import { rejects } from '../rejects.ts';

const test = suite('client');

const HEAD = Buffer.from('{"a":"request"}');
/** Never waited for, unless something is broken. */
const LONG_MS = 10_000;

/** A gather that a test plays: it sees what is sent, and says what comes. */
class FakeTransport implements PeerTransport {
  readonly sent: Frames[] = [];
  readonly #messages = new PassThrough({ objectMode: true });
  isClosed = false;
  /** What a send waits for. */
  connected: Promise<void> = Promise.resolve();
  /** Called at each send. */
  onSend: (nth: number) => void = () => {};

  get messages(): AsyncIterable<readonly Buffer[]> {
    return this.#messages;
  }

  async send(frames: Frames): Promise<void> {
    this.sent.push(frames);
    this.onSend(this.sent.length);
    await this.connected;
  }

  say(...texts: string[]): void {
    this.#messages.write(texts.map((text) => Buffer.from(text)));
  }

  onConnection(): void {}

  close(): void {
    this.isClosed = true;
    this.#messages.end();
  }
}

/** Takes the answers that are numbers, and leaves all others. */
const accept = ([first]: readonly Buffer[]) => (Number(first) > 0 ? Number(first) : undefined);

test('a request is sent at once, and the answer is what comes', async () => {
  const transport = new FakeTransport();
  transport.onSend = () => transport.say('7');
  const options = { head: HEAD, againMs: LONG_MS, timeoutMs: LONG_MS, accept };
  assert.is(await exchange(transport, options), 7);
  assert.equal(transport.sent, [[HEAD, '']]);
  assert.not(transport.isClosed);
});

test('answers that are not accepted are passed over', async () => {
  const transport = new FakeTransport();
  transport.say('of another');
  transport.say();
  transport.say('3');
  transport.say('4');
  assert.is(await exchange(transport, { head: HEAD, againMs: LONG_MS, timeoutMs: LONG_MS, accept }), 3);
});

test('it is asked again until there is an answer', async () => {
  const transport = new FakeTransport();
  transport.onSend = (nth) => {
    if (nth === 3) transport.say('7');
  };
  assert.is(await exchange(transport, { head: HEAD, againMs: 1, timeoutMs: LONG_MS, accept }), 7);
  assert.equal(transport.sent.slice(0, 3), [
    [HEAD, ''],
    [HEAD, ''],
    [HEAD, ''],
  ]);
});

test('while there is no connection, it waits to be sent once, not many times', async () => {
  const transport = new FakeTransport();
  transport.connected = new Promise(() => {});
  const asked = exchange(transport, { head: HEAD, againMs: 1, timeoutMs: LONG_MS, accept });
  // Timers of one millisecond fire in turn: after twenty of ours it has had its chances.
  for (let nth = 0; nth < 20; nth++) await new Promise((resolve) => setTimeout(resolve, 1));
  transport.say('7');
  assert.is(await asked, 7);
  assert.is(transport.sent.length, 1);
});

test('without an answer in time there is none, and the transport is closed', async () => {
  const transport = new FakeTransport();
  assert.is(await exchange(transport, { head: HEAD, againMs: LONG_MS, timeoutMs: 1, accept }), undefined);
  assert.ok(transport.isClosed);
});

test('a transport that somebody closes has no answer', async () => {
  const transport = new FakeTransport();
  transport.onSend = () => transport.close();
  assert.is(
    await exchange(transport, { head: HEAD, againMs: LONG_MS, timeoutMs: LONG_MS, accept }),
    undefined,
  );
});

test('a send that fails is no end: the answer to the one before can still come', async () => {
  const transport = new FakeTransport();
  transport.connected = Promise.reject(new Error('Socket is closed'));
  transport.onSend = () => transport.say('7');
  assert.is(await exchange(transport, { head: HEAD, againMs: LONG_MS, timeoutMs: LONG_MS, accept }), 7);
});

test('an answer that is none ends it, and the transport is closed', async () => {
  const transport = new FakeTransport();
  transport.say('nonsense');
  const refuse = () => {
    throw new Error('not the answer to a request');
  };
  const options = { head: HEAD, againMs: LONG_MS, timeoutMs: LONG_MS, accept: refuse };
  await rejects(
    exchange(transport, options),
    /^what rank 0 answers is not understood, it may be of another version of rankstat: not the answer to a request$/,
  );
  assert.ok(transport.isClosed);
});

test('once there is an answer nothing more is sent, and no timer keeps the process', async () => {
  const transport = new FakeTransport();
  transport.say('7');
  await exchange(transport, { head: HEAD, againMs: 1, timeoutMs: 5, accept });
  const sent = transport.sent.length;
  for (let nth = 0; nth < 20; nth++) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.is(transport.sent.length, sent);
  assert.not(transport.isClosed);
});

test('the number of a request is one that the gather takes, and its own', () => {
  const ids = new Set(Array.from({ length: 100 }, newRequestId));
  assert.is(ids.size, 100);
  for (const id of ids) {
    const head = { type: 'request', id, op: 'guide' };
    assert.equal(parseIncoming(Buffer.from(JSON.stringify(head))), head);
  }
});

test('a gather is asked, and its status is the answer', async () => {
  const context = new Context();
  const keys = jobKeys(newSecret());
  const gather = await bindGather(context, keys, ANY_PORT);
  const status: Status = {
    ...{ type: 'status', phase: 'sampling', expected: 1, ready: 1, ended: 0, samples: 3, refused: 0 },
    ...{ interval_ms: 1000, started: 0, file: 'a.json', journal: 'a.journal', problem: null, hosts: null },
  };
  const answering = (async () => {
    for await (const [from, head] of gather.messages) {
      const request = parseIncoming(head ?? Buffer.alloc(0));
      if (request.type !== 'request' || request.op !== 'mark')
        throw new Error(`it was asked ${request.type}`);
      assert.is(request.label, 'epoch 1');
      await gather.send(from!, [JSON.stringify(status)]);
    }
  })();
  const to = { host: '127.0.0.1', port: gather.port };
  const asked = { context: new Context(), keys, to };
  assert.equal(await ask(asked, { op: 'mark', label: 'epoch 1' }, LONG_MS), status);
  gather.close();
  await answering;
  // Nobody is there any more.
  assert.is(await ask(asked, { op: 'phase' }, 1), undefined);
});

test.run();
