import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { JOURNAL_MAGIC } from '../../src/wire/frames.ts';
import { type Damage, JournalWriter, readJournal } from '../../src/wire/journal.ts';
import { rejects } from '../rejects.ts';

const test = suite<{ directory: string; file: string }>('journal');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-journal-'));
  context.file = path.join(context.directory, 'a.journal');
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

function record(text: string, body = '') {
  return { head: Buffer.from(text), body: Buffer.from(body) };
}

async function written(file: string, texts: readonly string[]): Promise<void> {
  const journal = await JournalWriter.create(file);
  for (const text of texts) await journal.append([record(text, `body of ${text}`)]);
  await journal.close();
}

async function read(file: string): Promise<{ heads: string[]; damage: Damage[] }> {
  const heads: string[] = [];
  const damage: Damage[] = [];
  for await (const entries of readJournal(file, (found) => damage.push(found))) {
    for (const { head, body } of entries) {
      assert.is(Buffer.from(body).toString(), `body of ${Buffer.from(head)}`);
      heads.push(Buffer.from(head).toString());
    }
  }
  return { heads, damage };
}

test('what is appended is read in order', async ({ file }) => {
  await written(file, ['one', 'two', 'three']);
  assert.equal(await read(file), { heads: ['one', 'two', 'three'], damage: [] });
});

test('a journal cut at any byte gives all whole records, and says where the rest was', async ({ file }) => {
  await written(file, ['one', 'two']);
  const whole = await readFile(file);
  // Each frame: 12 bytes, 3 of head, 11 of body.
  const first = JOURNAL_MAGIC.length + 26;
  for (let length = JOURNAL_MAGIC.length; length < whole.length; length++) {
    await writeFile(file, whole.subarray(0, length));
    const { heads, damage } = await read(file);
    assert.equal(heads, length < first ? [] : ['one']);
    const clean = length === JOURNAL_MAGIC.length || length === first;
    const offset = length < first ? JOURNAL_MAGIC.length : first;
    assert.equal(
      damage.map((found) => found.offset),
      clean ? [] : [offset],
    );
  }
});

test('a byte that changed costs its record only, if the next is whole', async ({ file }) => {
  await written(file, ['one', 'two', 'three']);
  const whole = await readFile(file);
  const second = JOURNAL_MAGIC.length + 26;
  for (let at = second + 8; at < second + 26; at++) {
    const damaged = Buffer.from(whole);
    damaged[at] = damaged[at]! ^ 0x20;
    await writeFile(file, damaged);
    const { heads, damage } = await read(file);
    assert.equal(heads, ['one', 'three'], `byte ${at}`);
    assert.equal(
      damage.map(({ offset }) => offset),
      [second],
    );
  }
});

test('a length that changed costs its record only, and nothing is invented', async ({ file }) => {
  await written(file, ['one', 'two', 'three']);
  const whole = await readFile(file);
  const second = JOURNAL_MAGIC.length + 26;
  for (const [at, bit] of [
    [0, 1],
    [0, 128],
    [1, 64],
    [2, 64],
    [3, 1],
    [4, 2],
    [5, 8],
    [7, 128],
  ] as const) {
    const damaged = Buffer.from(whole);
    damaged[second + at]! ^= bit;
    await writeFile(file, damaged);
    const { heads, damage } = await read(file);
    assert.equal(heads, ['one', 'three'], `byte ${at}, bit ${bit}`);
    assert.equal(damage, [{ path: file, offset: second, problem: 'a record is damaged' }]);
  }
});

test('a damaged record at the end of a chunk costs itself only', async ({ file }) => {
  const journal = await JournalWriter.create(file);
  const large = { head: Buffer.from('large'), body: Buffer.alloc(4 * 1024 * 1024 - 100, 7) };
  await journal.append([
    large,
    record('two', 'body of two'),
    record('three', 'b'.repeat(500)),
    record('four'),
  ]);
  await journal.close();
  const bytes = await readFile(file);
  bytes[bytes.indexOf('body of two')]! ^= 1; // The chunk ends in the record behind it.
  await writeFile(file, bytes);
  const heads: string[] = [];
  const damage: Damage[] = [];
  for await (const entries of readJournal(file, (found) => damage.push(found))) {
    for (const { head } of entries) heads.push(Buffer.from(head).toString());
  }
  assert.equal([heads, damage.length], [['large', 'three', 'four'], 1]);
});

test('an empty file is a journal without records, a pipe is none', async ({ file, directory }) => {
  await writeFile(file, '');
  assert.equal(await read(file), {
    heads: [],
    damage: [{ path: file, offset: 0, problem: 'there is nothing in it' }],
  });
  const pipe = path.join(directory, 'pipe');
  spawnSync('mkfifo', [pipe]);
  await rejects(read(pipe), /pipe is no regular file/);
});

test('records larger than a chunk are read', async ({ file }) => {
  const journal = await JournalWriter.create(file);
  const body = Buffer.alloc(9 * 1024 * 1024, 7);
  await journal.append([record('small'), { head: Buffer.from('large'), body }, record('last')]);
  await journal.close();
  const lengths: number[] = [];
  for await (const entries of readJournal(file, () => assert.unreachable())) {
    for (const entry of entries) lengths.push(entry.body.length);
  }
  assert.equal(lengths, [0, body.length, 0]);
});

test('a journal is not created over a file or through a link', async ({ file, directory }) => {
  await writeFile(file, 'precious');
  await symlink(file, path.join(directory, 'link.journal'));
  for (const taken of [file, path.join(directory, 'link.journal')]) {
    await rejects(JournalWriter.create(taken), /EEXIST/);
  }
  assert.is(await readFile(file, 'utf8'), 'precious');
});

test('another file is no journal', async ({ file }) => {
  await writeFile(file, '{"not": "a journal"}');
  await rejects(read(file), /is not a rankstat journal/);
});

test.run();
