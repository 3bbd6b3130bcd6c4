import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { moveFile } from '../../../src/system/files/move-file.ts';
import { rejects } from '../../rejects.ts';

const test = suite<{ here: string; there: string }>('move file');

/** Two directories, of which the second is in memory. */
test.before.each(async (context) => {
  context.here = await mkdtemp(path.join(tmpdir(), 'rankstat-move-'));
  context.there = await mkdtemp('/dev/shm/rankstat-move-');
});
test.after.each(async ({ here, there }) => {
  for (const directory of [here, there]) await rm(directory, { recursive: true });
});

test('a file is moved to another file system as it is, compressed or not', async ({ here, there }) => {
  assert.is.not((await stat(here)).dev, (await stat(there)).dev);
  for (const [name, content] of [
    ['run.json', Buffer.from('{}')],
    ['run.json.gz', gzipSync('{}')],
  ] as const) {
    await writeFile(path.join(here, name), content);
    await moveFile(path.join(here, name), path.join(there, name));
    assert.equal(await readFile(path.join(there, name)), content);
  }
  assert.equal(await readdir(here), []);
  assert.equal(await readdir(there), ['run.json', 'run.json.gz']);
});

test('what others have left beside it there is not in its way, and stays', async ({ here, there }) => {
  await writeFile(path.join(here, 'a'), 'new');
  await writeFile(path.join(there, 'a.part'), "somebody's");
  await moveFile(path.join(here, 'a'), path.join(there, 'a'));
  assert.is(await readFile(path.join(there, 'a'), 'utf8'), 'new');
  assert.is(await readFile(path.join(there, 'a.part'), 'utf8'), "somebody's");
});

test('where it cannot be moved to it is not lost, and nothing is left', async ({ here, there }) => {
  const file = path.join(here, 'a');
  await writeFile(file, 'text');
  await rejects(moveFile(file, path.join(there, 'missing', 'a')), /ENOENT/);
  assert.is(await readFile(file, 'utf8'), 'text');
  assert.equal(await readdir(there), []);
});

test.run();
