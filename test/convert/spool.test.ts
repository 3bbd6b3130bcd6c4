import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Spool } from '../../src/convert/spool.ts';
import { Leftovers } from '../../src/system/files/leftovers.ts';
import { rejects } from '../rejects.ts';

const test = suite<{ directory: string }>('spool');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-spool-'));
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

test('strands that grow at once, more than memory is to hold, each whole', async ({ directory }) => {
  const spool = await Spool.create(directory, new Leftovers());
  const part = (strand: number, nth: number) => `${strand}:${nth};`.repeat(20_000);
  for (let nth = 0; nth < 40; nth++) {
    for (let strand = 0; strand < 8; strand++) {
      await spool.append(strand, (out) => out.ascii(part(strand, nth)));
    }
  }
  for (let strand = 0; strand < 8; strand++) {
    let text = '';
    for await (const bytes of spool.take(strand)) text += Buffer.from(bytes).toString();
    assert.ok(text === Array.from({ length: 40 }, (_, nth) => part(strand, nth)).join(''));
    assert.is((await readdir(spool.directory)).length, 7 - strand);
  }
  await spool.remove();
  assert.equal(await readdir(directory), []);
});

test('nobody else can look into its directory', async ({ directory }) => {
  const spool = await Spool.create(directory, new Leftovers());
  assert.is((await stat(spool.directory)).mode & 0o777, 0o700);
  await spool.remove();
});

test('a place that is not there is an error with its code', async ({ directory }) => {
  await rejects(Spool.create(path.join(directory, 'gone'), new Leftovers()), /ENOENT/);
});

test('what a process leaves when it ends at once is removed, what it has finished is not', async ({
  directory,
}) => {
  const leftovers = new Leftovers();
  const spool = await Spool.create(directory, leftovers);
  await spool.append(0, (out) => out.ascii('text'));
  const [file, kept] = [path.join(directory, 'a.tmp'), path.join(directory, 'b')];
  for (const one of [file, kept, path.join(directory, 'gone')]) leftovers.add(one);
  await writeFile(file, '');
  await mkdir(kept);
  leftovers.forget(kept);
  leftovers.remove();
  assert.equal(await readdir(directory), ['b']);
});

test.run();
