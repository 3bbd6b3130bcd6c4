import { execFileSync } from 'node:child_process';
import { chown, mkdir, mkdtemp, readdir, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { otherRendezvousPath, rendezvousPath } from '../../../../src/launch/rendezvous/file/content.ts';
import {
  isMissing,
  list,
  publish,
  publishInDirectory,
  read,
  readContent,
  remove,
  removeOf,
} from '../../../../src/launch/rendezvous/file/file.ts';
import { readNewest } from '../../../../src/launch/rendezvous/file/newest.ts';
import { rejects } from '../../../rejects.ts';
import { content, failure } from './contents.ts';

const test = suite<{ directory: string }>('rendezvous file', { directory: '' });

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(os.tmpdir(), 'rankstat-rendezvous-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true, force: true });
});

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
  const fifo = path.join(directory, 'fifo');
  execFileSync('mkfifo', ['-m', '600', fifo]);
  await rejects(read(fifo), /it is not a regular file/);
  if (process.geteuid?.() !== 0) return; // Only root can give a file away.
  await publish(file, content('k'));
  await chown(file, 4711, 4711);
  await rejects(read(file), /it belongs to user 4711/);
});

test('a file that cannot get its name leaves nothing behind', async ({ directory }) => {
  const taken = rendezvousPath(directory, 'k');
  await mkdir(taken);
  await rejects(publish(taken, content('k')), /^cannot write the rendezvous file/);
  assert.equal(await readdir(directory), ['.rankstat-k.json']);
});

test('a directory in the way of the name: the file gets another, which ranks find', async ({ directory }) => {
  const taken = rendezvousPath(directory, 'slurm-5.0');
  await mkdir(taken);
  const file = await publishInDirectory(taken, content('slurm-5.0'));
  assert.match(path.basename(file), /^\.rankstat-slurm-5\.0\+[0-9a-f]{12}\.json$/);
  assert.equal((await readdir(directory)).sort(), [path.basename(file), '.rankstat-slurm-5.0.json'].sort());
  assert.equal(await readNewest({ directory, key: 'slurm-5.0' }), content('slurm-5.0'));
  const listed = await list(directory);
  assert.equal(
    listed.map(({ content: found }) => (found instanceof Error ? 'of no use' : found)),
    [content('slurm-5.0'), 'of no use'],
  );
  assert.is(await readNewest({ directory, key: 'slurm-5' }).catch(() => undefined), undefined);
  await rejects(publishInDirectory(path.join(directory, 'none', 'x'), content('k')), /\/none\/x: ENOENT/);
});

test('of several files of a launch the newest counts', async ({ directory }) => {
  const later = { ...content('k'), started: '2026-11-25T03:27:19.000Z' };
  await publish(otherRendezvousPath(directory, 'k', 'a1'), later);
  await publish(rendezvousPath(directory, 'k'), content('k'));
  await publish(rendezvousPath(directory, 'k.2'), { ...content('k.2'), started: '2026-11-25T03:27:20.000Z' });
  assert.equal(await readNewest({ directory, key: 'k' }), later);
});

test('the list has all that are of use and nothing else', async ({ directory }) => {
  await publish(rendezvousPath(directory, 'b'), content('b'));
  await publish(rendezvousPath(directory, 'a'), content('a'));
  await writeFile(rendezvousPath(directory, 'c'), JSON.stringify(content('c')), { mode: 0o640 });
  await writeFile(path.join(directory, '.rankstat-d.json.tmp-1-aa'), '{}', { mode: 0o600 });
  await writeFile(path.join(directory, 'series.json'), '{}', { mode: 0o600 });
  const listed = async () =>
    (await list(directory)).map(({ path: file, content }) => [
      path.basename(file),
      content instanceof Error ? content.message.replace(/^.*: /, '') : content,
    ]);
  const a = ['.rankstat-a.json', content('a')];
  const others = [
    ['.rankstat-b.json', content('b')],
    ['.rankstat-c.json', 'chmod 600 or remove it'],
  ];
  assert.equal(await listed(), [a, ...others]);
  await remove(rendezvousPath(directory, 'a'));
  assert.equal(await listed(), others);
});

test('what a job has left is known by its secret', async ({ directory }) => {
  const ours = { ...content('a'), secret: 'B'.repeat(43) };
  await publish(rendezvousPath(directory, 'a'), ours);
  await publish(rendezvousPath(directory, 'b'), content('b'));
  await publish(rendezvousPath(directory, 'c'), failure('c'));
  await writeFile(path.join(directory, 'a.json'), JSON.stringify(ours), { mode: 0o600 });
  await removeOf(directory, ours.secret);
  assert.equal((await readdir(directory)).sort(), ['.rankstat-b.json', '.rankstat-c.json', 'a.json']);
  await removeOf(path.join(directory, 'none'), ours.secret);
});

test('a file can tell that rank 0 failed: then it leads nowhere, and says why', async ({ directory }) => {
  const file = rendezvousPath(directory, 'k');
  await publish(file, failure('k'));
  assert.equal(await readContent(file), failure('k'));
  await rejects(read(file), /^rank 0 failed: no port is free \(told by .*\/\.rankstat-k\.json\)$/);
  await publish(rendezvousPath(directory, 'a'), content('a'));
  assert.equal(await list(directory), [
    { path: rendezvousPath(directory, 'a'), content: content('a') },
    { path: file, content: failure('k') },
  ]);
  const { failure: _, ...unsaid } = failure('k');
  await writeFile(file, JSON.stringify({ ...unsaid, failure: 1 }), { mode: 0o600 });
  await rejects(readContent(file), /is of no use: failure: /);
});

test('what is too large is not read, what is as large as it may be is', async ({ directory }) => {
  const file = rendezvousPath(directory, 'k');
  const whole = JSON.stringify(content('k'));
  await writeFile(file, whole.padEnd(256 * 1024), { mode: 0o600 });
  assert.equal(await read(file), content('k'));
  await writeFile(file, whole.padEnd(256 * 1024 + 1), { mode: 0o600 });
  await rejects(read(file), /it has 262145 bytes$/);
});

test('what is not there is told from what cannot be had', async ({ directory }) => {
  const reasonOf = (file: string) => readContent(file).catch((error: unknown) => error);
  assert.ok(isMissing(await reasonOf(rendezvousPath(directory, 'none'))));
  assert.not(isMissing(await reasonOf(directory)));
  assert.not(isMissing(Object.assign(new Error('no'), { code: 'EACCES' })));
  assert.not(isMissing('ENOENT'));
  const file = rendezvousPath(directory, 'k');
  await publish(file, content('k'));
  await rejects(list(file), /^cannot list .*\/\.rankstat-k\.json: ENOTDIR/);
  await rejects(remove(directory), /^cannot remove .*: E(ISDIR|PERM)/);
  await rejects(remove(path.join(file, 'below')), /^cannot remove .*\/below: ENOTDIR/);
});

test('no descriptor stays open', async ({ directory }) => {
  const file = rendezvousPath(directory, 'k');
  const open = async () => {
    const names = await readdir('/proc/self/fd');
    const links = await Promise.all(names.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
    return links.filter((link) => link.startsWith(directory));
  };
  await publish(file, content('k'));
  assert.equal(await open(), []);
  await read(file);
  assert.equal(await open(), []);
});

test('a list is sorted by name, and has what is called so from its beginning', async ({ directory }) => {
  for (const key of ['c', 'a', 'b']) await publish(rendezvousPath(directory, key), content(key));
  await publish(path.join(directory, 'x.rankstat-d.json'), content('d'));
  assert.equal(
    (await list(directory)).map(({ path: file }) => path.basename(file)),
    ['.rankstat-a.json', '.rankstat-b.json', '.rankstat-c.json'],
  );
});

test.run();
