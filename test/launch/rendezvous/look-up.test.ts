import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { publish } from '../../../src/launch/rendezvous/file/file.ts';
import type { FoundGather } from '../../../src/launch/rendezvous/found-gather.ts';
import { type LookUpOptions, lookUp } from '../../../src/launch/rendezvous/look-up.ts';
import { pmiExchange } from '../../../src/launch/rendezvous/pmi/exchange.ts';
import { addressValue } from '../../../src/launch/rendezvous/pmi/value.ts';
import { connectToBroker } from '../../../src/wire/broker-sockets.ts';
import type { Endpoint } from '../../../src/wire/transport.ts';
import { rejects } from '../../rejects.ts';
import { soon } from '../soon.ts';
import { GATHER } from './fake-sockets.ts';
import { content } from './file/contents.ts';
import { type RendezvousRig, withRendezvous } from './rig.ts';

const test = suite<RendezvousRig>('looking rank 0 up');
withRendezvous(test);

async function endpoint(rig: RendezvousRig, open = true): Promise<Endpoint> {
  const { host, port } = await (open ? rig.listeners.open() : rig.listeners.refused());
  return { host, port };
}

/** Nothing here waits for the end of its time. */
async function find(options: LookUpOptions): Promise<FoundGather | undefined> {
  return await soon(lookUp(options));
}

test('who is alone looks for nobody', async (rig) => {
  assert.is(await find({ ...rig.facts, way: { kind: 'alone' }, timeoutMs: 600_000 }), undefined);
});

test('by a file: of its addresses those that answer', async (rig) => {
  const [gone, good] = [await endpoint(rig, false), await endpoint(rig)];
  await publish(path.join(rig.directory, '.rankstat-k.json'), { ...content('k'), addresses: [gone, good] });
  const way = { kind: 'directory', key: 'k' } as const;
  const found = await find({ ...rig.facts, way, timeoutMs: 60_000 });
  assert.equal(found, { secret: 'A'.repeat(43), endpoints: [good] });
});

test('a file that leads nowhere is waited over; at the end it is all there is', async (rig) => {
  const file = path.join(rig.directory, 'meet.json');
  const [gone, good] = [await endpoint(rig, false), await endpoint(rig)];
  await publish(file, { ...content('old'), addresses: [gone] });
  const way = { kind: 'file', path: file } as const;
  assert.equal((await find({ ...rig.facts, way, timeoutMs: 0 }))?.endpoints, []);
  const waiting = find({ ...rig.facts, way, timeoutMs: 60_000 });
  await publish(file, { ...content('new'), addresses: [good] });
  assert.equal((await waiting)?.endpoints, [good]);
});

test('no file: nothing at the end of the time, and at once at the signal', async (rig) => {
  const way = { kind: 'directory', key: 'k' } as const;
  assert.is(await find({ ...rig.facts, way, timeoutMs: 0 }), undefined);
  const abort = new AbortController();
  const waiting = find({ ...rig.facts, way, timeoutMs: 600_000, signal: abort.signal });
  abort.abort();
  assert.is(await waiting, undefined);
  const file = path.join(rig.directory, '.rankstat-k.json');
  await publish(file, { ...content('k'), addresses: [await endpoint(rig, false)] });
  const other = new AbortController();
  const leading = find({ ...rig.facts, way, timeoutMs: 600_000, signal: other.signal });
  setImmediate(() => other.abort());
  const found = await leading;
  assert.ok(found === undefined || found.endpoints.length === 0);
});

test('by a broker, and at once at the signal', async (rig) => {
  const broker = await rig.broker();
  const brokers = [{ host: '127.0.0.1', port: broker.port }];
  const way = { kind: 'broker', brokers, secret: rig.secret } as const;
  const abort = new AbortController();
  const waiting = find({ ...rig.facts, way, timeoutMs: 600_000, signal: abort.signal });
  abort.abort();
  assert.is(await waiting, undefined);
});

test('by a broker: of its addresses those that answer', async (rig) => {
  const [gone, good] = [await endpoint(rig, false), await endpoint(rig)];
  const { port } = await rig.broker();
  const to = { host: '127.0.0.1', port };
  const line = connectToBroker(rig.facts.context, rig.facts.keys, to, 0);
  await line.send(JSON.stringify({ op: 'tell', gather: { ...GATHER, endpoints: [gone, good] } }));
  await rig.hear(/^gather/);
  const way = { kind: 'broker', brokers: [to], secret: rig.secret } as const;
  const found = await find({ ...rig.facts, way, timeoutMs: 60_000 });
  assert.equal(found, { secret: rig.secret, endpoints: [good] });
  line.close();
});

test('by PMI: the signal ends it, and leave is taken before', async (rig) => {
  const pmi = await rig.pmi(2);
  const facts = { ...rig.facts, env: pmi.env, way: { kind: 'pmi' } } as const;
  const abort = new AbortController();
  const waiting = find({ ...facts, timeoutMs: 600_000, signal: abort.signal });
  await pmi.untilInBarrier();
  abort.abort();
  assert.is(await waiting, undefined);
  assert.is(pmi.finalized, 1);
});

test('by PMI: of its addresses those that answer; what is none is an error', async (rig) => {
  const [gone, good] = [await endpoint(rig, false), await endpoint(rig)];
  const pmi = await rig.pmi(2);
  const facts = { ...rig.facts, env: pmi.env, way: { kind: 'pmi' } } as const;
  const tell = (value: string) => pmiExchange({ env: pmi.env, rank: 0, value, timeoutMs: 60_000 });
  const [found] = await Promise.all([
    find({ ...facts, timeoutMs: 60_000 }),
    tell(addressValue({ secret: rig.secret, endpoints: [gone, good] })),
  ]);
  assert.equal(found, { secret: rig.secret, endpoints: [good] });
  await Promise.all([rejects(find({ ...facts, timeoutMs: 60_000 }), /Invalid/), tell('{}')]);
});

test.run();
