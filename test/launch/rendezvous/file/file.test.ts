import { mkdtemp, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Rendezvous, rendezvousPath } from '../../../../src/launch/rendezvous/file/content.ts';
import { list, publish, read, remove } from '../../../../src/launch/rendezvous/file/file.ts';
import { search } from '../../../../src/launch/rendezvous/file/search.ts';

const test = suite<{ directory: string }>('rendezvous file', { directory: '' });

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(os.tmpdir(), 'rankstat-rendezvous-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true, force: true });
});

function content(key: string): Rendezvous {
  return {
    version: 1,
    key,
    secret: 'A'.repeat(43),
    addresses: [{ host: '198.18.0.11', pullPort: 40001, pubPort: 40002 }],
    pid: 4711,
    hostname: 'node1',
    boot_id: '6f0c9b3e-1a2b-4c3d-8e9f-001122334455',
    started: '2026-11-25T03:27:18.000Z',
    file: '/results/ior_20261125_032718_timeseries.json',
    job_id: '5',
  };
}

async function rejects(promise: Promise<unknown>, expected: RegExp): Promise<void> {
  const message = await promise.then(
    () => 'nothing',
    (error: Error) => error.message,
  );
  assert.match(message, expected);
}

test('what is published is read back, and only its owner may open it', async ({ directory }) => {
  const umask = process.umask(0o000);
  try {
    const file = rendezvousPath(directory, 'slurm-5.4');
    assert.is(await publish(file, content('slurm-5.4')), `${directory}/.rankstat-slurm-5.4.json`);
    assert.equal(await read(file), content('slurm-5.4'));
    assert.is((await stat(file)).mode & 0o777, 0o600);
    assert.equal(await readdir(directory), ['.rankstat-slurm-5.4.json']);
    await publish(file, { ...content('slurm-5.4'), pid: 4712 });
    assert.is((await read(file)).pid, 4712);
  } finally {
    process.umask(umask);
  }
});

test('a directory that is not there is an error that names the file', async ({ directory }) => {
  const file = rendezvousPath(path.join(directory, 'none'), 'k');
  await rejects(
    publish(file, content('k')),
    /^cannot write the rendezvous file .*\/none\/\.rankstat-k\.json: ENOENT/,
  );
  assert.equal(await list(path.join(directory, 'none')), []);
  await remove(file);
});

test('a link, an open mode, a folder, torn JSON and other content are refused', async ({ directory }) => {
  const file = rendezvousPath(directory, 'k');
  const other = path.join(directory, 'other.json');
  await publish(other, content('k'));
  await symlink(other, file);
  await rejects(read(file), /is of no use: ELOOP/);
  await rm(file);
  await writeFile(file, JSON.stringify(content('k')), { mode: 0o644 });
  await rejects(read(file), /others than its owner may open it: chmod 600/);
  await rm(file);
  await writeFile(file, JSON.stringify(content('k')).slice(0, 100), { mode: 0o600 });
  await rejects(read(file), /it is not JSON/);
  await writeFile(file, JSON.stringify({ ...content('k'), secret: 'short' }), { mode: 0o600 });
  await rejects(read(file), /secret: not a secret$/);
  await writeFile(file, JSON.stringify({ ...content('k'), addresses: [] }), { mode: 0o600 });
  await rejects(read(file), /addresses/);
  await rejects(read(directory), /it is not a regular file/);
});

test('the list has all that are of use and nothing else', async ({ directory }) => {
  await publish(rendezvousPath(directory, 'b'), content('b'));
  await publish(rendezvousPath(directory, 'a'), content('a'));
  await writeFile(rendezvousPath(directory, 'c'), JSON.stringify(content('c')), { mode: 0o640 });
  await writeFile(path.join(directory, '.rankstat-d.json.tmp-1-aa'), '{}', { mode: 0o600 });
  await writeFile(path.join(directory, 'series.json'), '{}', { mode: 0o600 });
  assert.equal(await list(directory), [content('a'), content('b')]);
  await remove(rendezvousPath(directory, 'a'));
  assert.equal(await list(directory), [content('b')]);
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

test.run();
