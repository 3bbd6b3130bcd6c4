import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnnounceOptions, announce } from '../../../src/launch/rendezvous/announce.ts';
import { read } from '../../../src/launch/rendezvous/file/file.ts';
import { lookUp } from '../../../src/launch/rendezvous/look-up.ts';
import type { Way } from '../../../src/launch/rendezvous/way.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { ManualClock } from '../../manual-clock.ts';
import { rejects } from '../../rejects.ts';
import { GATHER, settled } from './fake-sockets.ts';
import { type RendezvousRig, withRendezvous } from './rig.ts';

const test = suite<RendezvousRig>('announcing rank 0');
withRendezvous(test);

const DONE = { op: 'done', phase: 'done', problem: null } as const;
const KEY = { kind: 'directory', key: 'slurm-5.4' } as const;

function options({ facts }: RendezvousRig, way: Way, more: Partial<AnnounceOptions> = {}): AnnounceOptions {
  const { rendezvous: _, ...gather } = GATHER;
  return {
    ...facts,
    way,
    gather,
    clock: systemClock(),
    goneAfterMs: 60_000,
    onStop: (reason) => facts.log(`stop: ${reason}`),
    onBenchmark: ({ command }) => facts.log(`benchmark: ${command.join(' ')}`),
    onAbsent: ({ host, reason }) => facts.log(`absent: ${host}: ${reason}`),
    ...more,
  };
}

test('by a file in the results directory, which is gone at the end', async (rig) => {
  const announced = await announce(options(rig, KEY));
  assert.is(announced.line, undefined);
  const { started, boot_id, ...content } = await read(path.join(rig.directory, '.rankstat-slurm-5.4.json'));
  assert.ok(Math.abs(Date.now() - Date.parse(started)) < 600_000);
  assert.match(boot_id, /^([0-9a-f-]{36})?$/);
  assert.equal(content, {
    version: 1,
    key: 'slurm-5.4',
    secret: rig.secret,
    addresses: GATHER.endpoints,
    pid: process.pid,
    hostname: 'node1',
    file: GATHER.file,
    job_id: '5',
  });
  await announced.withdraw(DONE);
  assert.equal(await readdir(rig.directory), []);
  assert.equal(rig.said, []);
});

test('a file that was said is where it was said; one that is gone already is no error', async (rig) => {
  const file = path.join(rig.directory, 'meet.json');
  const first = await announce(options(rig, { kind: 'file', path: file }));
  const second = await announce(options(rig, { kind: 'file', path: file }));
  assert.equal(await readdir(rig.directory), ['meet.json']);
  await first.withdraw(DONE);
  assert.equal(await readdir(rig.directory), []);
  await second.withdraw(DONE);
});

test('without a directory: an error if that is the only way, else a word in the log', async (rig) => {
  rig.facts.resultsDir = path.join(rig.directory, 'none');
  await rejects(announce(options(rig, KEY)), /^cannot write the rendezvous file .*ENOENT/);
  const said = { kind: 'file', path: path.join(rig.directory, 'none/meet.json') } as const;
  await rejects(announce(options(rig, said)), /^cannot write the rendezvous file .*ENOENT/);
  assert.equal(rig.said, []);
  const { port } = await rig.broker();
  const brokers = [{ host: '127.0.0.1', port }];
  const announced = await announce(options(rig, { kind: 'broker', brokers, secret: rig.secret }));
  assert.match(rig.said[0] ?? '', /^rankstat stop and status will not find this job: cannot write/);
  assert.is(await rig.hear(/^gather/), `gather ${JSON.stringify(GATHER)}`);
  await announced.withdraw(DONE);
});

test('by a broker: it is told where the gather is, and how it ends; what it says is followed', async (rig) => {
  const broker = await rig.broker();
  const brokers = [await rig.listeners.refused(), { host: '127.0.0.1', port: broker.port }];
  const announced = await announce(options(rig, { kind: 'broker', brokers, secret: rig.secret }));
  const file = path.join(rig.directory, `.rankstat-local-${process.pid}.json`);
  assert.is(await rig.hear(/^gather/), `gather ${JSON.stringify({ ...GATHER, rendezvous: file })}`);
  announced.line?.tell({ op: 'progress', ready: 2, expected: 2, merged: null });
  await rig.hear(/^2 ready/);
  const info = { command: ['ior', '-a'], type: 'ior', start: 1, end: null, exit_code: null };
  await broker.tellRank0({ op: 'benchmark', benchmark: info });
  await rig.hear(/^benchmark: ior -a$/);
  await broker.tellRank0({ op: 'absent', host: 'node3', reason: 'no Node.js found' });
  await rig.hear(/^absent: node3: no Node\.js found$/);
  await broker.tellRank0({ op: 'stop', reason: 'enough' });
  await rig.hear(/^stop: enough$/);
  await announced.withdraw({ op: 'done', phase: 'failed', problem: 'the disk is full' });
  // It has been heard before this process can end.
  assert.is(rig.said.at(-1), 'failed: the disk is full');
  assert.equal(await readdir(rig.directory), []);
});

test('what cannot be followed is logged, and what comes then is followed', async (rig) => {
  const broker = await rig.broker();
  const brokers = [{ host: '127.0.0.1', port: broker.port }];
  let first = true;
  const onStop = (reason: string) => {
    rig.facts.log(`stop: ${reason}`);
    if (first) {
      first = false;
      throw new Error('not now');
    }
  };
  const way = { kind: 'broker', brokers, secret: rig.secret } as const;
  const announced = await announce(options(rig, way, { onStop }));
  await broker.tellRank0({ op: 'stop', reason: 'once' });
  await rig.hear(/^what rankstat run said was not followed: not now$/);
  await broker.tellRank0({ op: 'stop', reason: 'twice' });
  await rig.hear(/^stop: twice$/);
  await announced.withdraw(DONE);
});

test('a broker that is gone stops the job, also one that was never there; not one that is done', async (rig) => {
  const broker = await rig.broker();
  const way = (port: number) =>
    ({ kind: 'broker', brokers: [{ host: '127.0.0.1', port }], secret: rig.secret }) as const;
  const soon = (name: string) => ({
    goneAfterMs: 20,
    onStop: (reason: string) => rig.facts.log(`${name}: ${reason}`),
  });
  const done = await announce(options(rig, way(broker.port), soon('done')));
  const left = await announce(options(rig, way(broker.port), soon('left')));
  await rig.hear(/^gather/);
  await done.withdraw(DONE);
  await rig.hear(/^done: null$/);
  broker.close();
  await rig.hear(/^left: rankstat run is gone$/);
  const { port } = await rig.listeners.refused();
  const never = await announce(options(rig, way(port), soon('never')));
  await rig.hear(/^never: rankstat run is gone$/);
  assert.not(rig.said.includes('done: rankstat run is gone'));
  await left.withdraw(DONE);
  await never.withdraw(DONE);
});

test('while the broker is there nobody looks whether it is; at the end nobody either', async (rig) => {
  const clock = new ManualClock(0);
  const { port } = await rig.broker();
  const way = (to: number) =>
    ({ kind: 'broker', brokers: [{ host: '127.0.0.1', port: to }], secret: rig.secret }) as const;
  const connected = await announce(options(rig, way(port), { clock }));
  await rig.hear(/^gather/);
  for (let turn = 0; turn < 100_000 && clock.pending > 0; turn++) await settled();
  assert.is(clock.pending, 0);
  await connected.withdraw(DONE);
  const alone = await announce(options(rig, way((await rig.listeners.refused()).port), { clock }));
  assert.is(clock.pending, 1);
  const withdrawn = alone.withdraw(DONE);
  await settled();
  assert.is(clock.pending, 2); // Its last word waits to be heard, too.
  clock.advance(1000);
  await withdrawn;
  assert.is(clock.pending, 0);
});

test('by PMI: rank 0 does not wait for the others, who find it; both take leave', async (rig) => {
  const pmi = await rig.pmi(2);
  const to = await rig.listeners.open();
  const endpoint = { host: to.host, port: to.port };
  const { rendezvous: _, ...gather } = { ...GATHER, endpoints: [endpoint] };
  const facts = { ...rig.facts, env: pmi.env };
  const announced = await announce(options({ ...rig, facts }, { kind: 'pmi' }, { gather }));
  const found = await lookUp({ ...facts, way: { kind: 'pmi' }, timeoutMs: 60_000 });
  assert.equal(found, { secret: rig.secret, endpoints: [endpoint] });
  await announced.withdraw(DONE);
  assert.is(pmi.finalized, 2);
  assert.equal(rig.said, []);
});

test('by PMI: the end comes before the others do: leave is taken, and nothing is said', async (rig) => {
  const pmi = await rig.pmi(2);
  const facts = { ...rig.facts, env: pmi.env };
  const announced = await announce(options({ ...rig, facts }, { kind: 'pmi' }));
  await pmi.untilInBarrier();
  await announced.withdraw(DONE);
  assert.is(pmi.finalized, 1);
  assert.equal(rig.said, []);
});

test('by PMI that is not there: that is said', async (rig) => {
  const announced = await announce(options(rig, { kind: 'pmi' }));
  await rig.hear(/^other ranks cannot learn where this one is: no PMI server/);
  await announced.withdraw(DONE);
});

test.run();
