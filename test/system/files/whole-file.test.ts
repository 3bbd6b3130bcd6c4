import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { WholeFile } from '../../../src/system/files/whole-file.ts';
import { rejects } from '../../rejects.ts';

const test = suite<{ directory: string }>('whole file');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-whole-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

test('it has its name once it is published, and replaces what had it', async ({ directory }) => {
  const target = path.join(directory, 'a');
  await writeFile(target, 'old');
  const file = await WholeFile.create(target);
  await file.write(Buffer.from('new'));
  await file.end();
  assert.is(await readFile(target, 'utf8'), 'old');
  await file.publish();
  assert.is(await readFile(target, 'utf8'), 'new');
  assert.equal(await readdir(directory), ['a']);
});

test('.gz is compressed', async ({ directory }) => {
  const target = path.join(directory, 'a.gz');
  const file = await WholeFile.create(target);
  await file.write(Buffer.from('text'));
  await file.end();
  await file.publish();
  assert.is(gunzipSync(await readFile(target)).toString(), 'text');
});

test('what is abandoned leaves nothing, ended or not', async ({ directory }) => {
  const open = await WholeFile.create(path.join(directory, 'a'));
  await open.write(Buffer.from('text'));
  await open.abandon();
  const ended = await WholeFile.create(path.join(directory, 'b.gz'));
  await ended.end();
  await ended.abandon();
  assert.equal(await readdir(directory), []);
});

test('the name under which it is written is another each time: nothing can be put in its way', async ({
  directory,
}) => {
  const target = path.join(directory, 'a');
  const files = [await WholeFile.create(target), await WholeFile.create(target)] as const;
  assert.is.not(files[0].temporary, files[1].temporary);
  for (const { temporary } of files) assert.match(temporary, /\/a\.\d+-[0-9a-f]{8}\.tmp$/);
  for (const file of files) await file.abandon();
});

test('a directory that is not there is an error with its code', async ({ directory }) => {
  await rejects(WholeFile.create(path.join(directory, 'gone/a')), /ENOENT/);
});

test.run();
