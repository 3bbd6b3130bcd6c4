// stranger.ts MODE RENDEZVOUS [PORT…]: does to the job behind a rendezvous file what it should not. Run on a host of the
// cluster; prints `done` when it has.
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Context, curveKeyPair, Dealer } from 'zeromq';
import { tcp } from '../../src/wire/curve.ts';
import { jobKeys } from '../../src/wire/keys.ts';
import { PROTOCOL } from '../../src/wire/records.ts';
import { connectToGather } from '../../src/wire/sockets.ts';

const [mode = '', file = '', ...more] = process.argv.slice(2);
const rendezvous = JSON.parse(await readFile(file, 'utf8'));
const to = rendezvous.addresses[0];
const keys = jobKeys(rendezvous.secret);

/** Raw connections, with what each sends. */
async function raw(count: number, bytes: (nth: number) => Buffer, keepMs: number): Promise<void> {
  const sockets: Socket[] = [];
  for (let nth = 0; nth < count; nth++) {
    const socket = connect({ host: to.host, port: to.port });
    socket.on('error', () => {});
    socket.on('connect', () => socket.write(bytes(nth)));
    sockets.push(socket);
  }
  await pause(keepMs);
  for (const socket of sockets) socket.destroy();
}

/** As many connections to each port as it can have, with those that are turned away again later; stays. */
async function crowd(count: number): Promise<void> {
  const ports = [to.port, ...more.map(Number)];
  let answered = 0;
  await new Promise<void>((resolve) => {
    const one = (port: number, nth: number, first: boolean) => {
      const socket = connect({ host: to.host, port }).resume();
      const answer = () => {
        if (first && ++answered === ports.length * count) resolve();
        first = false;
      };
      socket.on('error', () => {});
      socket.on('connect', () => {
        answer();
        if (nth % 3 > 0) socket.write(greeting(3).subarray(0, nth % 3 === 1 ? 10 : 64));
      });
      socket.on('close', () => {
        answer();
        setTimeout(() => one(port, nth, false), 4000);
      });
    };
    for (const port of ports) for (let nth = 0; nth < count; nth++) one(port, nth, true);
  });
  process.stdout.write('done\n');
  await pause(600_000); // It is killed.
}

/** ZMTP 3.1 greeting of the CURVE mechanism, with this version. */
function greeting(major: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = major;
  bytes[11] = 1;
  bytes.write('CURVE', 12);
  return bytes;
}

/** Sends messages with the right key, as somebody who has broken into a rank could. */
async function insider(
  messages: readonly (readonly [head: string | Buffer, body: string | Buffer])[],
): Promise<void> {
  const { send, close } = connectToGather(new Context(), keys, to);
  for (const message of messages) await send(message);
  await pause(500);
  close();
}

const id = 'aaaaaa';
const hello = (rank: unknown, hostname: string, more: object = {}) =>
  JSON.stringify({
    type: 'hello',
    rank,
    id,
    seq: 1,
    time: Date.now(),
    protocol: PROTOCOL,
    hostname,
    node: null,
    utc_offset_minutes: 0,
    required: [],
    ...more,
  });
const sample = (more: object) =>
  JSON.stringify({
    type: 'samples',
    rank: 0,
    id,
    seq: 2,
    base: 0,
    layouts: [],
    taken: [{ time: Date.now(), tick: 0 }],
    ...more,
  });

const MODES: Record<string, () => Promise<void>> = {
  async plain() {
    const dealer = new Dealer({ context: new Context(), linger: 0, sendTimeout: 500, receiveTimeout: 500 });
    dealer.connect(tcp(to.host, to.port));
    for (let nth = 0; nth < 10; nth++) await dealer.send([hello(0, 'stranger'), '']).catch(() => {});
    const heard = await dealer.receive().catch(() => undefined);
    if (heard !== undefined) throw new Error('a stranger has heard something');
  },
  async 'wrong-key'() {
    const own = curveKeyPair();
    const dealer = new Dealer({
      context: new Context(),
      linger: 0,
      sendTimeout: 1000,
      immediate: true,
      curveServerKey: keys.server.publicKey,
      curvePublicKey: own.publicKey,
      curveSecretKey: own.secretKey,
    });
    dealer.connect(tcp(to.host, to.port));
    const sent = await dealer.send([hello(0, 'stranger'), '']).then(
      () => true,
      () => false,
    );
    if (sent) throw new Error('a stranger has got through');
  },
  garbage: () => raw(20, (nth) => Buffer.alloc(100_000, nth * 13), 500),
  'half-open': () => raw(1000, () => Buffer.alloc(0), 2000),
  'ten-bytes': () => raw(600, () => greeting(3).subarray(0, 10), 1000),
  'whole-greeting': () => raw(600, () => greeting(3), 1000),
  'slow-handshake': () => raw(50, () => greeting(3).subarray(0, 11), 2000),
  crowd: () => crowd(5000),
  'wrong-version': () => raw(20, () => greeting(9), 500),
  async 'wrong-types'() {
    await insider([
      ['', ''],
      ['nonsense', 'x'],
      ['{"type":"samples","rank":"0"}', ''],
      ['[1,2,3]', ''],
      [hello('0', 'x'), ''],
      [hello(-1, 'x'), ''],
      [hello(2 ** 40, 'x'), ''],
      [hello(99, 'x'), ''],
      [hello(0, 'x', { protocol: 99 }), ''],
      [hello(0, 'x'.repeat(300)), ''],
      [hello(0, 'a second process of rank 0'), '{}'],
      [sample({}), ''],
      [sample({ seq: -1 }), ''],
      [sample({ seq: 2 ** 50 }), ''],
    ]);
  },
  async 'many-names'() {
    const names = Array.from({ length: 1_000_000 }, (_, nth) => `n${nth}`);
    const layout = JSON.stringify({
      type: 'layout',
      rank: 3,
      id,
      seq: 2,
      source: 'vmstat',
      key: 'AAAAAAAAAAA',
    });
    await insider([
      [hello(3, 'node4'), '{}'],
      [layout, JSON.stringify({ names, columns: 1 })],
      [layout, '{"names":["a","a"],"columns":[1]}'],
      [layout, '{"names":["a"],"columns":99}'],
      [
        JSON.stringify({
          type: 'samples',
          rank: 3,
          id,
          seq: 9_999_999,
          base: 0,
          layouts: [['vmstat', 'AAAAAAAAAAA', 1]],
          taken: [{ time: 1, tick: 0 }],
        }),
        '',
      ],
      [JSON.stringify({ type: 'lost', rank: 3, id, seq: 2_000_000_000, from: 1, samples: 1 }), ''],
    ]);
  },
  async 'huge-body'() {
    const { send, close } = connectToGather(new Context(), keys, to);
    await Promise.race([send([sample({}), Buffer.alloc(100 * 1024 * 1024)]).catch(() => {}), pause(3000)]);
    await pause(1000);
    close();
  },
  async 'evil-names'() {
    await insider([
      [hello(3, '__proto__'), '{"hostname":"__proto__"}'],
      [
        JSON.stringify({ type: 'bye', rank: 3, id, seq: 2, time: Date.now(), reason: '\u001b[31mred\u0007' }),
        '{}',
      ],
      [hello(4, '../../\u001b]0;title\u0007\nnode'), ''],
    ]);
  },
};

await MODES[mode]?.();
process.stdout.write('done\n');
process.exit();
