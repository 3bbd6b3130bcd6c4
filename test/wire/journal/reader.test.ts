import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { frameLength, JOURNAL_MAGIC } from '../../../src/wire/journal/frames.ts';
import {
  type Damage,
  type JournalEntry,
  readJournal,
  readJournalFile,
} from '../../../src/wire/journal/reader.ts';
import { JournalWriter } from '../../../src/wire/journal/writer.ts';
import type { RecordBytes } from '../../../src/wire/records.ts';
import { rejects } from '../../rejects.ts';
import { journalBytes, MemoryFile, record } from './memory-file.ts';

const test = suite<{ directory: string; file: string }>('journal reader');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-journal-'));
  context.file = path.join(context.directory, 'a.journal');
});
test.after.each(async ({ directory }) => {
  await rm(directory, { recursive: true });
});

const MAGIC_BYTES = 19;
const MIB = 1024 * 1024;
const [ONE, TWO, THREE] = ['one', 'two', 'three'].map((text) => record(text, `body of ${text}`)) as [
  RecordBytes,
  RecordBytes,
  RecordBytes,
];
/** Of the first two: 12 bytes, 3 of head, 11 of body. */
const FRAME_BYTES = 26;

interface Found {
  readonly heads: string[];
  readonly bodies: string[];
  readonly offsets: number[];
  /** Without the path. */
  readonly damage: Omit<Damage, 'path'>[];
}

async function collected(
  reading: (onDamage: (damage: Damage) => void) => AsyncGenerator<readonly JournalEntry[]>,
): Promise<Found> {
  const found: Found = { heads: [], bodies: [], offsets: [], damage: [] };
  const onDamage = ({ path, ...damage }: Damage) => {
    assert.match(path, /a\.journal$/);
    found.damage.push(damage);
  };
  for await (const entries of reading(onDamage)) {
    for (const { head, body, offset } of entries) {
      found.heads.push(Buffer.from(head).toString());
      found.bodies.push(Buffer.from(body).toString());
      found.offsets.push(offset);
    }
  }
  return found;
}

/** Reads a file in memory that holds these bytes. */
async function read(bytes: Uint8Array | MemoryFile): Promise<Found> {
  const file = bytes instanceof MemoryFile ? bytes : new MemoryFile(bytes);
  return await collected((onDamage) => readJournalFile('a.journal', file, onDamage));
}

/** How often this process has the file open. */
async function timesOpen(file: string): Promise<number> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target === file).length;
}

test('what a writer has appended is read in order, with its places; the file is closed then', async ({
  file,
}) => {
  const journal = await JournalWriter.create(file);
  await journal.append([ONE]);
  await journal.append([TWO, THREE]);
  await journal.close();
  const found = await collected((onDamage) => readJournal(file, onDamage));
  assert.equal(found, {
    heads: ['one', 'two', 'three'],
    bodies: ['body of one', 'body of two', 'body of three'],
    offsets: [MAGIC_BYTES, MAGIC_BYTES + FRAME_BYTES, MAGIC_BYTES + 2 * FRAME_BYTES],
    damage: [],
  });
  for await (const _ of readJournal(file, () => {})) break;
  assert.is(await timesOpen(file), 0);
});

/** Checks what is read of a journal of these records of which there are only the first `length` bytes. */
async function checkCut(records: readonly RecordBytes[], length: number): Promise<void> {
  const ends = [MAGIC_BYTES];
  for (const one of records) ends.push((ends.at(-1) ?? 0) + frameLength(one));
  const complete = ends.filter((end) => end <= length);
  const end = complete.at(-1) ?? 0;
  const { heads, damage } = await read(journalBytes(records).subarray(0, length));
  assert.is(heads.length, Math.max(0, complete.length - 1), `${length} bytes`);
  assert.equal(
    damage.map(({ kind, offset }) => [kind, offset]),
    end === length ? [] : [['torn end', end]],
    `${length} bytes`,
  );
}

test('cut at each byte: all whole records before, and one torn end', async () => {
  for (let length = 1; length <= MAGIC_BYTES + 2 * FRAME_BYTES; length++) await checkCut([ONE, TWO], length);
});

test('any journal, cut at any byte', async () => {
  const anyRecord = fc.record({ head: fc.uint8Array({ minLength: 1 }), body: fc.uint8Array() });
  const cut = fc
    .array(anyRecord)
    .chain((records) =>
      fc.tuple(fc.constant(records), fc.integer({ min: 1, max: journalBytes(records).length })),
    );
  await fc.assert(fc.asyncProperty(cut, async ([records, length]) => await checkCut(records, length)));
});

test('a torn end says what is cut off', async () => {
  const whole = journalBytes([ONE, TWO]);
  assert.equal((await read(whole.subarray(0, -1))).damage, [
    { kind: 'torn end', problem: 'the last record is cut off', offset: MAGIC_BYTES + FRAME_BYTES },
  ]);
  assert.equal((await read(whole.subarray(0, 5))).damage, [
    { kind: 'torn end', problem: 'it is cut off within its first line', offset: 0 },
  ]);
});

test('behind an end that is cut off nothing is read', async ({ file }) => {
  await writeFile(file, journalBytes([ONE, TWO]).subarray(0, -1));
  const { heads, damage } = await collected((onDamage) => readJournal(file, onDamage));
  assert.equal([heads, damage.map(({ kind }) => kind)], [['one'], ['torn end']]);
});

test('reads that give little are not the end of the file', async () => {
  const records = Array.from({ length: 50 }, (_, nth) => record(`record ${nth}`));
  const file = new MemoryFile(journalBytes(records));
  for (const atOnce of [1, 7, 100]) {
    file.atOnce = atOnce;
    const { heads, damage } = await read(file);
    assert.equal([heads.length, heads.at(-1), damage], [50, 'record 49', []], `${atOnce} bytes at once`);
  }
});

test('a byte that changed costs its record only, if the next is whole', async () => {
  const whole = journalBytes([ONE, TWO, THREE]);
  const second = MAGIC_BYTES + FRAME_BYTES;
  for (let at = second + 8; at < second + FRAME_BYTES; at++) {
    const damaged = Buffer.from(whole);
    damaged[at] = damaged[at]! ^ 0x20;
    const { heads, damage } = await read(damaged);
    assert.equal(heads, ['one', 'three'], `byte ${at}`);
    assert.equal(damage, [{ kind: 'corrupt record', problem: 'a record is damaged', offset: second }]);
  }
});

test('a length that changed costs its record only, and nothing is invented', async () => {
  const whole = journalBytes([ONE, TWO, THREE]);
  const second = MAGIC_BYTES + FRAME_BYTES;
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
    const { heads, damage } = await read(damaged);
    assert.equal(heads, ['one', 'three'], `byte ${at}, bit ${bit}`);
    assert.equal(damage, [{ kind: 'corrupt record', problem: 'a record is damaged', offset: second }]);
  }
});

test('a last record that is not what was written is corrupt, not torn', async () => {
  const damaged = journalBytes([ONE, TWO]);
  damaged[damaged.length - 1]! ^= 1;
  assert.equal((await read(damaged)).damage, [
    { kind: 'corrupt rest', problem: 'damaged from here on', offset: MAGIC_BYTES + FRAME_BYTES },
  ]);
});

test('another journal behind the records ends it, and nothing of that is taken', async () => {
  for (const magic of [JOURNAL_MAGIC, Buffer.from('rankstat journal 1\n')]) {
    const other = Buffer.concat([magic, journalBytes([THREE]).subarray(MAGIC_BYTES)]);
    const { heads, damage } = await read(Buffer.concat([journalBytes([ONE, TWO]), other]));
    assert.equal(heads, ['one', 'two']);
    assert.equal(damage, [
      {
        kind: 'corrupt rest',
        problem: 'another journal begins here, and is left out: give each as a file of its own',
        offset: MAGIC_BYTES + 2 * FRAME_BYTES,
      },
    ]);
  }
});

test('a damaged record at the end of a chunk costs itself only', async () => {
  const large = { head: Buffer.from('large'), body: Buffer.alloc(4 * MIB - 100, 7) };
  const bytes = journalBytes([large, TWO, record('three', 'b'.repeat(500)), record('four')]);
  bytes[bytes.indexOf('body of two')]! ^= 1; // The chunk ends in the record behind it.
  const { heads, damage } = await read(bytes);
  assert.equal([heads, damage.length], [['large', 'three', 'four'], 1]);
});

test('a damaged record that fills a chunk costs itself only: what is behind it is looked for further on', async () => {
  const large = { head: Buffer.from('large'), body: Buffer.alloc(4 * MIB - MAGIC_BYTES - 100) };
  const bytes = journalBytes([large, record('two', 'b'.repeat(500)), record('three')]);
  bytes[MAGIC_BYTES + 20]! ^= 1; // The next record begins in its chunk, and ends in no other.
  const { heads, damage } = await read(bytes);
  assert.equal(
    [heads, damage.map(({ kind, offset }) => [kind, offset])],
    [['two', 'three'], [['corrupt record', MAGIC_BYTES]]],
  );
});

test('megabytes that something else has overwritten are skipped; the rest of the journal is read', async () => {
  const bytes = Buffer.concat([journalBytes([ONE]), Buffer.alloc(9 * MIB), journalBytes([TWO, THREE])]);
  const { heads, damage } = await read(bytes);
  assert.equal(
    [heads, damage.map(({ kind, offset }) => [kind, offset])],
    [['one', 'two', 'three'], [['corrupt record', MAGIC_BYTES + FRAME_BYTES]]],
  );
});

test('records larger than a chunk are read', async () => {
  const body = Buffer.alloc(9 * MIB, 'b');
  const { bodies, damage } = await read(journalBytes([ONE, { head: Buffer.from('large'), body }, TWO]));
  assert.equal(
    bodies.map(({ length }) => length),
    [11, body.length, 11],
  );
  assert.equal(damage, []);
});

test('an empty file is a journal without records', async () => {
  assert.equal((await read(Buffer.alloc(0))).damage, [
    { kind: 'empty', problem: 'there is nothing in it', offset: 0 },
  ]);
  assert.equal(await read(JOURNAL_MAGIC), { heads: [], bodies: [], offsets: [], damage: [] });
});

test('another file is no journal, nor is a pipe or a directory', async ({ file, directory }) => {
  await rejects(read(Buffer.from('{"not": "a journal"}')), /^a\.journal is not a rankstat journal$/);
  for (const later of ['rankstat journal 3\n', 'rankstat journal 12']) {
    await rejects(
      read(Buffer.from(later)),
      /^a\.journal is a journal of a newer rankstat: recover it with that$/,
    );
  }
  await rejects(read(Buffer.from('rankstat journal x\n')), /is not a rankstat journal/);
  assert.equal(await read(Buffer.from('rankstat journal 1\n')), {
    heads: [],
    bodies: [],
    offsets: [],
    damage: [],
  });
  await rejects(read(Buffer.from('{}')), /is not a rankstat journal/);
  await writeFile(file, 'text');
  const reading = (path: string) => collected((onDamage) => readJournal(path, onDamage));
  await rejects(reading(file), /is not a rankstat journal/);
  assert.is(await timesOpen(file), 0);
  const pipe = path.join(directory, 'pipe');
  spawnSync('mkfifo', [pipe]);
  await rejects(reading(pipe), /pipe is no regular file/);
  await rejects(reading(directory), /EISDIR/);
  await rejects(reading(path.join(directory, 'none')), /ENOENT/);
});

test.run();
