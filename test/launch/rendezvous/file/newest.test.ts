import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { otherRendezvousPath, rendezvousPath } from '../../../../src/launch/rendezvous/file/content.ts';
import { publish } from '../../../../src/launch/rendezvous/file/file.ts';
import { readNewest } from '../../../../src/launch/rendezvous/file/newest.ts';
import { rejects } from '../../../rejects.ts';
import { content, failure } from './contents.ts';

const test = suite<{ directory: string }>('newest rendezvous file', { directory: '' });
const started = (second: number) => `2026-11-25T03:27:0${second}.000Z`;

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(os.tmpdir(), 'rankstat-newest-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true, force: true });
});

test('of a launch the one that was written last, in whatever order they are listed', async ({
  directory,
}) => {
  for (const order of [
    [3, 1, 2],
    [1, 3, 2],
    [2, 1, 3],
  ]) {
    for (const [nth, second] of order.entries()) {
      const file = otherRendezvousPath(directory, 'k', `a${nth}`);
      await publish(file, { ...content('k'), started: started(second) });
    }
    const newest = await readNewest({ directory, key: 'k' });
    assert.is(newest?.started, started(3));
  }
  await publish(rendezvousPath(directory, 'k'), { ...failure('k'), started: started(4) });
  assert.equal(await readNewest({ directory, key: 'k' }), { ...failure('k'), started: started(4) });
  assert.is(await readNewest({ directory, key: 'other' }), undefined);
});

test('one at a path is that one and no other of its directory', async ({ directory }) => {
  const file = path.join(directory, 'meet.json');
  assert.is(await readNewest({ path: file }), undefined);
  await publish(path.join(directory, 'other.json'), { ...content('b'), started: started(9) });
  await publish(file, content('a'));
  assert.equal(await readNewest({ path: file }), content('a'));
});

test('by its secret it is found under any name, among files of no use', async ({ directory }) => {
  const secret = 'B'.repeat(43);
  const ours = { ...content('k'), secret };
  assert.is(await readNewest({ directory, secret }), undefined);
  await publish(rendezvousPath(directory, 'a'), { ...content('a'), started: started(9) });
  await publish(rendezvousPath(directory, 'b'), failure('b'));
  await writeFile(rendezvousPath(directory, 'c'), '{', { mode: 0o600 });
  await publish(path.join(directory, 'elsewhere.json'), { ...ours, started: started(9) });
  assert.is(await readNewest({ directory, secret }), undefined);
  await publish(otherRendezvousPath(directory, 'k', 'a1'), ours);
  assert.equal(await readNewest({ directory, secret }), ours);
});

test('one of no use is an error if there is nothing else', async ({ directory }) => {
  await publish(rendezvousPath(directory, 'k'), content('another'));
  await rejects(
    readNewest({ directory, key: 'k' }),
    /^rendezvous file .*\/\.rankstat-k\.json is of no use: it is of another launch, another$/,
  );
  await mkdir(otherRendezvousPath(directory, 'k', 'a1'));
  await publish(otherRendezvousPath(directory, 'k', 'a2'), content('k'));
  assert.equal(await readNewest({ directory, key: 'k' }), content('k'));
});

test('a directory that is not there has none; one that cannot be listed is an error', async ({
  directory,
}) => {
  assert.is(await readNewest({ directory: path.join(directory, 'none'), key: 'k' }), undefined);
  const file = path.join(directory, 'file');
  await writeFile(file, '');
  await rejects(readNewest({ directory: file, key: 'k' }), /ENOTDIR/);
  if (process.geteuid?.() === 0) return; // Root may list any.
  await chmod(directory, 0o300);
  await rejects(readNewest({ directory, key: 'k' }), /EACCES/);
});

test.run();
