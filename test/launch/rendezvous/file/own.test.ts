import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { identify } from '../../../../src/launch/identity/identity.ts';
import { ownFile, placeSeen, publishOwn } from '../../../../src/launch/rendezvous/file/own.ts';
import { rejects } from '../../../rejects.ts';

const resultsDir = '/results';
const alone = identify({});
const inJob = identify({ SLURM_JOB_ID: '5', SLURM_STEP_ID: '4', SLURM_PROCID: '0' });
const FILE = { kind: 'file', path: '/meet/here.json' } as const;
const DIRECTORY = { kind: 'directory', key: 'k' } as const;
const PMI = { kind: 'pmi' } as const;

test('its file is at the path that is named, or in the results under the key of the launch', async () => {
  const pathOf = async (way: Parameters<typeof ownFile>[0]['way'], identity = alone) =>
    (await ownFile({ way, identity, resultsDir })).path;
  assert.is(await pathOf(FILE), '/meet/here.json');
  assert.is(await pathOf(DIRECTORY), '/results/.rankstat-k.json');
  assert.is(await pathOf(PMI, inJob), '/results/.rankstat-slurm-5.4.json');
  assert.is(await pathOf(PMI), `/results/.rankstat-local-${process.pid}.json`);
});

test('it says who this process is', async () => {
  const { about } = await ownFile({ way: DIRECTORY, identity: inJob, resultsDir });
  const { started, ...rest } = about;
  assert.equal(rest, {
    version: 1,
    key: 'k',
    pid: process.pid,
    hostname: os.hostname(),
    boot_id: (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim(),
    job_id: '5',
  });
  assert.ok(Math.abs(Date.parse(started) - Date.now()) < 60_000);
});

test('where its name is taken it gets another, but not at a path that others look at', async () => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'rankstat-own-'));
  const said = { failure: 'rank 0 failed: no port is free' };
  const here = { way: DIRECTORY, identity: alone, resultsDir: directory };
  assert.is(await publishOwn(here, said), path.join(directory, '.rankstat-k.json'));
  const written = JSON.parse(await readFile(path.join(directory, '.rankstat-k.json'), 'utf8'));
  assert.equal([written.key, written.failure], ['k', said.failure]);
  const taken = path.join(directory, '.rankstat-t.json');
  await mkdir(taken);
  const other = await publishOwn({ ...here, way: { kind: 'directory', key: 't' } }, said);
  assert.match(path.basename(other), /^\.rankstat-t\+[0-9a-f]{12}\.json$/);
  await rejects(publishOwn({ ...here, way: { kind: 'file', path: taken } }, said), /^cannot write/);
  await rm(directory, { recursive: true });
});

test('where the others look for it: at that path, under that key, or for who knows the secret', () => {
  const seen = (way: Parameters<typeof placeSeen>[0]['way'], secret?: string) =>
    placeSeen({ way, identity: alone, resultsDir }, secret);
  assert.equal(seen(FILE, 's'), { path: '/meet/here.json' });
  assert.equal(seen(DIRECTORY, 's'), { directory: '/results', key: 'k' });
  assert.equal(seen(PMI, 's'), { directory: '/results', secret: 's' });
  assert.is(seen(PMI), undefined);
});

test.run();
