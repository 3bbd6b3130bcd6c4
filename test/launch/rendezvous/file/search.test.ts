import { mkdtemp, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rendezvousPath } from '../../../../src/launch/rendezvous/file/content.ts';
import { publish } from '../../../../src/launch/rendezvous/file/file.ts';
import { search } from '../../../../src/launch/rendezvous/file/search.ts';
import { rejects } from '../../../rejects.ts';
import { content, failure } from './contents.ts';

const test = suite<{ directory: string }>('search for a rendezvous file', { directory: '' });

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(os.tmpdir(), 'rankstat-search-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true, force: true });
});

test('a search finds what is there, and what comes while it waits', async ({ directory }) => {
  const waiting = search({ directory: path.join(directory, 'later'), key: 'k', timeoutMs: 20_000 });
  const built = await mkdtemp(path.join(directory, 'built-'));
  await publish(rendezvousPath(built, 'k'), content('k'));
  await rename(built, path.join(directory, 'later'));
  assert.equal(await waiting, content('k'));
  const file = rendezvousPath(path.join(directory, 'later'), 'k');
  assert.equal(await search({ path: file, timeoutMs: 0 }), content('k'));
});

test('a search ends with nothing at its time, and at once at a signal', async ({ directory }) => {
  assert.is(await search({ directory, key: 'k', timeoutMs: 60 }), undefined);
  assert.is(await search({ directory: path.join(directory, 'none'), key: 'k', timeoutMs: 0 }), undefined);
  const abort = new AbortController();
  const waiting = search({ directory, key: 'k', timeoutMs: 600_000, signal: abort.signal });
  abort.abort();
  await rejects(waiting, /aborted/);
});

test('a file of another launch, or one that others may open, is waited over and then an error', async ({
  directory,
}) => {
  const file = rendezvousPath(directory, 'slurm-5.4');
  await publish(file, content('slurm-5.3'));
  await rejects(search({ directory, key: 'slurm-5.4', timeoutMs: 60 }), /of another launch, slurm-5\.3/);
  const waiting = search({ directory, key: 'slurm-5.4', timeoutMs: 20_000 });
  await publish(file, content('slurm-5.4'));
  assert.equal(await waiting, content('slurm-5.4'));
});

test('a failure that nothing replaces is believed, long before the time is over', async ({ directory }) => {
  const file = rendezvousPath(directory, 'k');
  await publish(file, failure('k'));
  const said = /^rank 0 failed: no port is free \(on node1, told in .*\)$/;
  await rejects(search({ directory, key: 'k', timeoutMs: 600_000, believeMs: 100 }), said);
  await rejects(search({ path: file, timeoutMs: 600_000, believeMs: 0 }), said);
  await rejects(search({ path: file, timeoutMs: 0, believeMs: 600_000 }), said);
});

test('a failure can be of an earlier launch: the file that replaces it counts', async ({ directory }) => {
  const file = path.join(directory, 'meet.json');
  await publish(file, failure('local-1'));
  const waiting = search({ path: file, timeoutMs: 20_000, believeMs: 20_000 });
  await publish(file, content('local-2'));
  assert.equal(await waiting, content('local-2'));
});

test('the failure of another launch is none of ours', async ({ directory }) => {
  await publish(rendezvousPath(directory, 'ours'), failure('another'));
  const waiting = search({ directory, key: 'ours', timeoutMs: 60, believeMs: 0 });
  await rejects(waiting, /of another launch, another/);
});

test.run();
