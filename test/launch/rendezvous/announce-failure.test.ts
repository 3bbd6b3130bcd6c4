import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { announceFailure } from '../../../src/launch/rendezvous/announce-failure.ts';
import { readContent } from '../../../src/launch/rendezvous/file/file.ts';
import { lookUp } from '../../../src/launch/rendezvous/look-up.ts';
import { rejects } from '../../rejects.ts';
import { type RendezvousRig, withRendezvous } from './rig.ts';

const test = suite<RendezvousRig>('announcing a failure');
withRendezvous(test);

const PROBLEM = 'no port is free';
const SAID = /^rank 0 failed: no port is free/;

test('by a broker: rankstat run hears it, and a rank that asks', async (rig) => {
  const { port } = await rig.broker();
  const brokers = [await rig.listeners.refused(), { host: '127.0.0.1', port }];
  const way = { kind: 'broker', brokers, secret: rig.secret } as const;
  const waiting = rejects(lookUp({ ...rig.facts, way, timeoutMs: 600_000 }), SAID);
  assert.is(await announceFailure({ ...rig.facts, way }, PROBLEM), 'by run');
  // It has been heard before this process can end.
  assert.equal(rig.said, ['failed: no port is free']);
  await waiting;
});

test('by PMI: all ranks hear it, and all take leave', async (rig) => {
  const pmi = await rig.pmi(3);
  const facts = { ...rig.facts, env: pmi.env, way: { kind: 'pmi' } } as const;
  const ranks = [1, 2].map(() => rejects(lookUp({ ...facts, timeoutMs: 60_000 }), SAID));
  await Promise.all([announceFailure(facts, PROBLEM), ...ranks]);
  assert.is(pmi.finalized, 3);
  assert.equal(rig.said, []);
});

test('by a file, where the rendezvous would be', async (rig) => {
  const way = { kind: 'directory', key: 'slurm-5.4' } as const;
  assert.is(await announceFailure({ ...rig.facts, way }, PROBLEM), 'by nobody');
  const file = path.join(rig.directory, '.rankstat-slurm-5.4.json');
  const { started: _, boot_id: __, hostname: ___, ...content } = await readContent(file);
  assert.equal(content, { version: 1, key: 'slurm-5.4', pid: process.pid, job_id: '5', failure: PROBLEM });
  await rejects(lookUp({ ...rig.facts, way, timeoutMs: 0 }), SAID);
  const said = path.join(rig.directory, 'meet.json');
  await announceFailure({ ...rig.facts, way: { kind: 'file', path: said } }, PROBLEM);
  await rejects(lookUp({ ...rig.facts, way: { kind: 'file', path: said }, timeoutMs: 0 }), SAID);
});

test('where it cannot be told that is logged, and it never rejects', async (rig) => {
  const nobody = [await rig.listeners.refused()];
  const way = { kind: 'broker', brokers: nobody, secret: rig.secret } as const;
  assert.is(await announceFailure({ ...rig.facts, way }, PROBLEM), 'by nobody');
  await announceFailure({ ...rig.facts, way: { kind: 'pmi' } }, PROBLEM);
  const resultsDir = path.join(rig.directory, 'none');
  await announceFailure({ ...rig.facts, resultsDir, way: { kind: 'directory', key: 'k' } }, PROBLEM);
  const [broker, pmi, file] = rig.said;
  const begin = 'other ranks cannot be told that this one failed';
  assert.is(broker, `${begin}: rankstat run cannot be reached`);
  assert.match(pmi ?? '', new RegExp(`^${begin}: no PMI server`));
  assert.match(file ?? '', new RegExp(`^${begin}: cannot write the rendezvous file .*ENOENT`));
});

test('who is alone has nobody to tell', async (rig) => {
  await announceFailure({ ...rig.facts, way: { kind: 'alone' } }, PROBLEM);
  assert.equal(rig.said, []);
  assert.equal(await readdir(rig.directory), []);
});

test('a reason that is too long for a message is cut', async (rig) => {
  const { port } = await rig.broker();
  const way = { kind: 'broker', brokers: [{ host: '127.0.0.1', port }], secret: rig.secret } as const;
  await announceFailure({ ...rig.facts, way }, 'x'.repeat(10_000));
  assert.equal(rig.said, [`failed: ${'x'.repeat(4000)}`]);
});

test.run();
