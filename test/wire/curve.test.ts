import { createServer } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Context, Request, Router } from 'zeromq';
import {
  ANY_PORT,
  admitOnly,
  bindPort,
  clientOptions,
  hostAndPort,
  serverOptions,
  tcp,
} from '../../src/wire/curve.ts';
import { jobKeys, newSecret } from '../../src/wire/keys.ts';
import { rejects } from '../rejects.ts';

const KEYS = jobKeys(newSecret());

test('an IPv6 address stands in brackets, and only that', () => {
  assert.is(tcp('10.0.0.7', 5555), 'tcp://10.0.0.7:5555');
  assert.is(tcp('fe80::1', 5555), 'tcp://[fe80::1]:5555');
  assert.is(hostAndPort('node1.site', 80), 'node1.site:80');
  assert.is(hostAndPort('::', 80), '[::]:80');
});

test('only an address with colons is asked for by IPv6, for a name can have both', () => {
  const context = new Context();
  assert.is(clientOptions(context, KEYS, 'fe80::1').ipv6, true);
  assert.is(clientOptions(context, KEYS, '10.0.0.7').ipv6, false);
  assert.is(clientOptions(context, KEYS, 'node1').ipv6, false);
});

test('a peer that is cut off without a word is noticed after a minute, on both sides', () => {
  const context = new Context();
  for (const options of [serverOptions(context, KEYS), clientOptions(context, KEYS, 'node1')]) {
    const socket = new Router(options);
    const { tcpKeepalive, tcpKeepaliveIdle, tcpKeepaliveInterval, tcpKeepaliveCount } = socket;
    assert.is(tcpKeepalive, 1);
    assert.is(tcpKeepaliveIdle + tcpKeepaliveInterval * tcpKeepaliveCount, 60);
    assert.ok(
      tcpKeepaliveIdle > 0 && tcpKeepaliveInterval > 0 && tcpKeepaliveCount > 1,
      'one probe can be lost',
    );
    assert.is(socket.tcpMaxRetransmitTimeout, 60_000);
    assert.is(socket.handshakeInterval, 30_000);
    assert.is(socket.linger, 0);
    socket.close();
  }
});

test('the side that binds proves itself with its key, and takes no more than a head and a body', () => {
  const options = serverOptions(new Context(), KEYS);
  assert.is(options.curveServer, true);
  assert.is(options.curveSecretKey, KEYS.server.secretKey);
  const socket = new Router(options);
  assert.is(socket.maxMessageSize, 16 * 1024 * 1024 + 64 * 1024);
  assert.is(socket.backlog, 4096);
  assert.is(socket.ipv6, true);
  socket.close();
});

test('the side that connects has the key of clients, knows the other one, and comes again', () => {
  const options = clientOptions(new Context(), KEYS, 'node1');
  assert.is(options.curvePublicKey, KEYS.client.publicKey);
  assert.is(options.curveSecretKey, KEYS.client.secretKey);
  assert.is(options.curveServerKey, KEYS.server.publicKey);
  const socket = new Router(options);
  const { reconnectInterval, reconnectMaxInterval, connectTimeout } = socket;
  assert.equal([reconnectInterval, reconnectMaxInterval, connectTimeout], [100, 2000, 5000]);
  socket.close();
});

/** Has the kernel choose a port, on which something else listens at `host` while `body` runs. */
async function withListener(host: string, body: (port: number) => Promise<void>): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen({ host, port: 0, ipv6Only: true }, resolve);
  });
  const address = server.address();
  try {
    assert.ok(typeof address === 'object' && address !== null);
    await body(address.port);
  } finally {
    server.close();
  }
}

test('the kernel chooses a port where any will do', async () => {
  const socket = new Router({ linger: 0 });
  const port = await bindPort(socket, ANY_PORT);
  assert.ok(Number.isInteger(port) && port > 0 && port < 65_536, `${port}`);
  assert.match(socket.lastEndpoint ?? '', new RegExp(`:${port}$`));
  socket.close();
});

test('where IPv6 cannot be had, IPv4 is', async () => {
  await withListener('::', async (port) => {
    const socket = new Router({ linger: 0 });
    assert.is(await bindPort(socket, { first: port, last: port }), port);
    assert.is(socket.lastEndpoint, `tcp://0.0.0.0:${port}`);
    socket.close();
  });
});

class Refused extends Router {
  override async bind(): Promise<void> {
    throw new Error('Too many open files');
  }
}

test('of one that is not to be had at all the reason is told', async () => {
  const refused = new Refused();
  await rejects(bindPort(refused, ANY_PORT), /^cannot listen on any port: Too many open files$/);
  refused.close();
  await withListener('0.0.0.0', async (port) => {
    const socket = new Router({ linger: 0 });
    const told = new RegExp(`^port ${port} is not free \\(Address already in use\\); give a --port-range`);
    await rejects(bindPort(socket, { first: port, last: port }), told);
    socket.close();
  });
});

/** Asks as ZeroMQ does who may come in: https://rfc.zeromq.org/spec/27/ */
async function asked(context: Context, ...frames: (string | Buffer)[]): Promise<string[]> {
  const zap = new Request({ context, linger: 0, receiveTimeout: 5000 });
  zap.connect('inproc://zeromq.zap.01');
  await zap.send(frames);
  const answer = await zap.receive();
  zap.close();
  return answer.map(String);
}

test('who has the key comes in, nobody else, and each answer is to its question', async () => {
  const context = new Context();
  // The test vector of Z85: https://rfc.zeromq.org/spec/32/
  const key = Buffer.from('864fd26fb559f75b', 'hex');
  const zap = await admitOnly(context, 'HelloWorld');
  const from = ['rankstat', '10.0.0.7', ''];
  const no = ['400', 'unknown key', '', ''];
  assert.equal(await asked(context, '1.0', '17', ...from, 'CURVE', key), ['1.0', '17', '200', 'OK', '', '']);
  assert.equal(await asked(context, '1.1', '18', ...from, 'NULL', key), ['1.1', '18', ...no]);
  assert.equal(await asked(context, '1.0', '19', ...from, 'CURVE', key.subarray(4)), ['1.0', '19', ...no]);
  assert.equal(await asked(context, '1.0', '20', ...from, 'CURVE'), ['1.0', '20', ...no]);
  assert.equal(await asked(context, '1.0'), ['1.0', '', ...no], 'and it goes on after what is no question');
  assert.is((await asked(context, '1.0', '21', ...from, 'CURVE', key))[2], '200');
  zap.close();
});

test.run();
