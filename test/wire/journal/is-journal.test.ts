import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isJournal } from '../../../src/wire/journal/is-journal.ts';

const test = suite<{ directory: string }>('what is a journal');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-is-journal-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

test('it is told by how it begins, whatever its name, its version and where it is cut off', async ({
  directory,
}) => {
  const is = async (name: string, content: string) => {
    const file = path.join(directory, name);
    await writeFile(file, content);
    return await isJournal(file);
  };
  assert.ok(await is('a.json', 'rankstat journal 1\n…'));
  assert.ok(await is('a.journal', 'rankstat journal 2\n…'));
  assert.ok(await is('b.journal', 'rankstat journal 17\n'));
  assert.ok(await is('c.journal', 'rankst'));
  assert.ok(await is('empty.journal', ''));
  assert.not(await is('empty.json', ''));
  assert.not(await is('d.journal', '{\n"schema_version": 1,'));
  assert.not(await is('e.journal', 'rankstat diary 1\n'));
});

test('it is closed when that is known', async ({ directory }) => {
  const file = path.join(directory, 'a.journal');
  await writeFile(file, 'rankstat journal 2\n');
  assert.ok(await isJournal(file));
  const names = await readdir('/proc/self/fd');
  const open = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  assert.not(open.includes(file));
});

test('what cannot be read is none: a pipe would wait for somebody to write', async ({ directory }) => {
  assert.is(await isJournal(path.join(directory, 'none.journal')), false);
  assert.not(await isJournal(directory));
  const pipe = path.join(directory, 'pipe.journal');
  execFileSync('mkfifo', [pipe]);
  assert.not(await isJournal(pipe));
});

test.run();
