import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { announce } from '../../../src/launch/rendezvous/announce.ts';
import { publish } from '../../../src/launch/rendezvous/file/file.ts';
import { findGather } from '../../../src/launch/rendezvous/find-job.ts';
import { systemClock } from '../../../src/system/clock.ts';
import type { Endpoint } from '../../../src/wire/transport.ts';
import { rejects } from '../../rejects.ts';
import { GATHER } from './fake-sockets.ts';
import { content, failure } from './file/contents.ts';
import { type RendezvousRig, withRendezvous } from './rig.ts';

const test = suite<RendezvousRig>('finding a running job');
withRendezvous(test);

/** A job's file in the results directory. */
async function job(
  rig: RendezvousRig,
  key: string,
  place: 'open' | 'refused',
  jobId = '5',
): Promise<Endpoint> {
  const { host, port } = await rig.listeners[place]();
  const endpoint = { host, pullPort: port, pubPort: port };
  const file = path.join(rig.directory, `.rankstat-${key}.json`);
  await publish(file, { ...content(key), addresses: [endpoint], job_id: jobId });
  return endpoint;
}

function find({ facts }: RendezvousRig, env: NodeJS.ProcessEnv = {}, rendezvous?: string) {
  return findGather({ ...facts, env, rendezvous });
}

test('the one that is alive in the results directory', async (rig) => {
  await job(rig, 'a', 'refused');
  const alive = await job(rig, 'b', 'open');
  await publish(path.join(rig.directory, '.rankstat-c.json'), failure('c'));
  assert.equal(await find(rig), { secret: 'A'.repeat(43), endpoints: [alive] });
});

test('none, or several, are errors that say what to give', async (rig) => {
  await rejects(
    find(rig),
    /^no running job in .*rankstat-rendezvous-.*: give its --results-dir, or --rendezvous file:PATH$/,
  );
  await job(rig, 'a', 'open');
  await job(rig, 'b', 'open');
  await rejects(find(rig), /^2 running jobs in .*: name one by --rendezvous file:PATH$/);
});

test('of several the one of this batch job; outside of its job any', async (rig) => {
  await job(rig, 'a', 'open', '5');
  const ours = await job(rig, 'b', 'open', '6');
  assert.equal((await find(rig, { SLURM_JOB_ID: '6' })).endpoints, [ours]);
  await rejects(find(rig, { SLURM_JOB_ID: '7' }), /^2 running jobs/);
});

test('the file that is named, on the command line before the environment', async (rig) => {
  const a = await job(rig, 'a', 'open');
  const b = await job(rig, 'b', 'open');
  const file = (key: string) => `file:${rig.directory}/.rankstat-${key}.json`;
  assert.equal((await find(rig, { RANKSTAT_RENDEZVOUS: file('a') })).endpoints, [a]);
  assert.equal((await find(rig, { RANKSTAT_RENDEZVOUS: file('a') }, file('b'))).endpoints, [b]);
  await job(rig, 'gone', 'refused');
  await rejects(find(rig, {}, file('gone')), /^no running job behind .*\/\.rankstat-gone\.json: give/);
  await publish(path.join(rig.directory, '.rankstat-c.json'), failure('c'));
  await rejects(find(rig, {}, file('c')), /^rank 0 failed: no port is free/);
  await rejects(find(rig, {}, file('none')), /is of no use: ENOENT/);
  await rejects(find(rig, {}, 'nonsense'), /^rendezvous "nonsense" is not right/);
});

test('by a broker', async (rig) => {
  const { port } = await rig.broker();
  const way = { kind: 'broker', brokers: [{ host: '127.0.0.1', port }], secret: rig.secret } as const;
  const { host, port: listening } = await rig.listeners.open();
  const endpoint = { host, pullPort: listening, pubPort: listening };
  const { rendezvous: _, ...gather } = { ...GATHER, endpoints: [endpoint] };
  const nothing = () => {};
  const watching = { clock: systemClock(), goneAfterMs: 60_000, onStop: nothing, onBenchmark: nothing };
  const announced = await announce({ ...rig.facts, ...watching, way, gather });
  const found = await find(rig, { RANKSTAT_SECRET: rig.secret }, `tcp://127.0.0.1:${port}`);
  assert.equal(found, { secret: rig.secret, endpoints: [endpoint] });
  await announced.withdraw({ op: 'done', phase: 'done', problem: null });
});

test.run();
