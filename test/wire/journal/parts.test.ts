import { chown, mkdir, mkdtemp, readdir, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { partPath, removeJournal, withAllParts, withParts } from '../../../src/wire/journal/parts.ts';
import { rejects } from '../../rejects.ts';

const test = suite<{ directory: string; at: (name: string) => string }>('parts of a journal');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-parts-'));
  context.at = (name) => path.join(context.directory, name);
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** Files without a byte. */
async function put(directory: string, ...names: readonly string[]): Promise<void> {
  for (const name of names) await writeFile(path.join(directory, name), '');
}

test('the first part is the journal itself, the others have their number before its ending', () => {
  assert.is(partPath('/results/x.journal', 1), '/results/x.journal');
  assert.is(partPath('/results/x.journal', 2), '/results/x-part2.journal');
  assert.is(partPath('run.7.journal', 12), 'run.7-part12.journal');
  assert.is(partPath('/results/x', 2), '/results/x-part2');
});

test('each part is there once, whatever else is called alike', async ({ directory, at }) => {
  await put(directory, 'x.journal', 'x-part2.journal', 'x-part10.journal');
  await put(directory, 'y.journal', 'y-part2.journal', 'x-part2.jsonlog', 'x-part2 .journal');
  await put(directory, 'x-part1234567890.journal', 'x-part0.journal', 'x-part1.journal');
  assert.equal(
    await withParts(at('x.journal')),
    ['x.journal', 'x-part2.journal', 'x-part10.journal'].map(at),
  );
});

test('only files are parts: a folder is none, nor is a link to nowhere', async ({ directory, at }) => {
  await put(directory, 'x.journal', 'x-part4.journal');
  await mkdir(at('x-part2.journal'));
  await symlink(at('nowhere'), at('x-part3.journal'));
  assert.equal(await withParts(at('x.journal')), [at('x.journal'), at('x-part4.journal')]);
});

test('files of other users are none', async ({ directory, at }) => {
  if (process.getuid?.() !== 0) return; // Nobody else can give files away.
  await put(directory, 'x.journal', 'x-part2.journal', 'x-part3.journal');
  await chown(at('x-part2.journal'), 65_534, 65_534);
  assert.equal(await withParts(at('x.journal')), [at('x.journal'), at('x-part3.journal')]);
});

test('a journal that cannot be seen is alone, with whatever lies beside it', async ({ directory, at }) => {
  await put(directory, 'x-part2.journal');
  assert.equal(await withParts(at('x.journal')), [at('x.journal')]);
  assert.equal(await withParts(at('nowhere/x.journal')), [at('nowhere/x.journal')]);
});

test('a name alone is one in the folder where we are', async ({ directory }) => {
  await put(directory, 'x.journal', 'x-part2.journal');
  const before = process.cwd();
  process.chdir(directory);
  try {
    assert.equal(await withParts('x.journal'), ['x.journal', 'x-part2.journal']);
    // Also if the parts are named in another way.
    const all = [path.join(directory, 'x-part2.journal'), 'x.journal'];
    assert.equal(await withAllParts(all), ['x.journal', 'x-part2.journal']);
  } finally {
    process.chdir(before);
  }
});

test('the last part is removed first: what is left of a journal is its begin', async ({ directory, at }) => {
  await put(directory, 'x.journal', 'x-part2.journal', 'x-part3.journal');
  const removed: string[] = [];
  await removeJournal(at('x.journal'), async (file) => {
    removed.push(path.basename(file));
    await unlink(file);
  });
  assert.equal(removed, ['x-part3.journal', 'x-part2.journal', 'x.journal']);
  assert.equal(await readdir(directory), []);
  await rejects(removeJournal(at('x.journal')), /^ENOENT/);
});

test.run();
