import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Outbox, type Outgoing } from '../../src/rank/outbox.ts';
import { OwnJournal } from '../../src/rank/own-journal.ts';
import { frameLength } from '../../src/wire/journal/frames.ts';
import { APART_BYTES } from '../../src/wire/journal/padding.ts';
import { readJournal } from '../../src/wire/journal/reader.ts';
import { JournalWriter } from '../../src/wire/journal/writer.ts';
import { encodeHead, type RecordBytes } from '../../src/wire/records.ts';
import { ManualClock } from '../manual-clock.ts';
import { rejects } from '../rejects.ts';
import { settled } from './fake-transport.ts';

/** A journal's file that does what a test says: a disk that is full, a server that does not answer. */
class FakeJournal {
  readonly path: string;
  /** The numbers of the records of each write that went well. */
  readonly written: (number | 'pad')[][] = [];
  closed = 0;
  /** Awaited by each write and by closing. */
  before: (what: 'append' | 'close') => Promise<void> = async () => {};

  constructor(where: string) {
    this.path = where;
  }

  async append(records: readonly RecordBytes[]): Promise<void> {
    await this.before('append');
    this.written.push(records.map(({ head }) => JSON.parse(String(head)).seq ?? 'pad'));
  }

  async close(): Promise<void> {
    this.closed++;
    await this.before('close');
  }
}

function record(seq: number, role: Outgoing['role'] = 'kept'): Outgoing {
  const head = encodeHead({ type: 'clock', rank: 3, id: 'abc123', seq, offset_ms: 0, error_ms: 1 });
  return { seq, role, samples: 0, head, body: Buffer.alloc(0) };
}

/** What an own journal needs of a collector. */
class FakeCollector {
  readonly outbox = new Outbox(1e6, () => record(0));
  readonly essentials: Outgoing[] = [];

  get undelivered() {
    return this.outbox.records();
  }

  delivered(seq: number): void {
    this.outbox.acknowledge(seq);
  }

  put(...seqs: number[]): void {
    for (const seq of seqs) this.outbox.push(record(seq));
  }
}

interface Context {
  directory: string;
  clock: ManualClock;
  journal: FakeJournal;
  collector: FakeCollector;
  /** Makes the journal; `about` is record 100. */
  create: () => Promise<OwnJournal>;
}

const test = suite<Context>('OwnJournal');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-own-'));
  const clock = new ManualClock(0);
  const journal = new FakeJournal(path.join(context.directory, 'own.journal'));
  const collector = new FakeCollector();
  const about = [record(100)];
  Object.assign(context, { clock, journal, collector });
  context.create = async () => await OwnJournal.create({ clock, journal, about, collector });
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

async function fails(): Promise<void> {
  throw new Error('ENOSPC: no space left on device, write');
}
async function hangs(): Promise<void> {
  await new Promise(() => {});
}

test('it begins with what the job is, and what the collector has', async ({ create, journal, collector }) => {
  collector.put(1, 2, 3);
  collector.essentials.push(record(1), record(2));
  const own = await create();
  assert.equal(journal.written, [[100], [1, 2, 3]]);
  assert.equal(collector.undelivered, []);
  assert.is(own.path, journal.path);
});

test('what is needed to read the rest stands before it, though the gather has got it', async ({
  create,
  journal,
  collector,
}) => {
  collector.essentials.push(record(1), record(2), record(7));
  collector.put(6, 7, 8);
  await create();
  assert.equal(journal.written, [[100], [1, 2, 6, 7, 8]]);
});

test('if the gather has got all, there is what is needed to read what comes', async ({
  create,
  journal,
  collector,
}) => {
  collector.essentials.push(record(1), record(2));
  await create();
  assert.equal(journal.written, [[100], [1, 2]]);
});

test('kept, what has gathered is moved into it every second, until it is closed', async ({
  create,
  clock,
  journal,
  collector,
}) => {
  const own = await create();
  own.keep();
  collector.put(1);
  clock.advance(999);
  await settled();
  assert.is(journal.written.length, 2);
  clock.advance(1);
  await settled();
  collector.put(2, 3);
  clock.advance(1000);
  await settled();
  assert.equal(journal.written.slice(2), [[1], [2, 3]]);
  assert.equal(collector.undelivered, []);
  await own.close();
  assert.is(clock.pending, 0);
  own.keep();
  assert.is(clock.pending, 0);
});

test('closed while it writes, it is not kept on', async ({ create, clock, journal, collector }) => {
  const own = await create();
  own.keep();
  let go = () => {};
  journal.before = async (what) => {
    if (what === 'append') await new Promise<void>((resolve) => (go = resolve));
    journal.before = async () => {};
  };
  collector.put(1);
  clock.advance(1000);
  await settled();
  const closing = own.close();
  await settled();
  assert.is(journal.closed, 0); // Not under the write.
  go();
  await closing;
  await settled();
  assert.equal(journal.written.slice(2), [[1], ['pad', 100]]);
  assert.is(journal.closed, 1);
  assert.is(clock.pending, 0);
});

test('what could not be written is told, stays with the collector, and is written the next time', async ({
  create,
  journal,
  collector,
}) => {
  const own = await create();
  collector.put(1, 2);
  journal.before = fails;
  await rejects(own.write(), /^ENOSPC/);
  assert.is(collector.undelivered.length, 2);
  journal.before = async () => {};
  collector.put(3);
  await own.write();
  assert.equal(journal.written.at(-1), [1, 2, 3]);
});

test('kept, it goes on after a write that failed', async ({ create, clock, journal, collector }) => {
  const own = await create();
  own.keep();
  collector.put(1);
  journal.before = fails;
  clock.advance(1000);
  await settled();
  journal.before = async () => {};
  clock.advance(1000);
  await settled();
  assert.equal(journal.written.slice(2), [[1]]);
  await own.close();
});

test('writes come one after the other, and none takes what another has', async ({
  create,
  journal,
  collector,
}) => {
  const own = await create();
  collector.put(1);
  const first = own.write();
  collector.put(2);
  await Promise.all([first, own.write()]);
  assert.equal(journal.written.slice(2).flat(), [1, 2]);
});

test('closing closes the file, though the last write failed', async ({ create, journal, collector }) => {
  const own = await create();
  collector.put(1);
  journal.before = async (what) => (what === 'append' ? await fails() : undefined);
  await rejects(own.write(), /^ENOSPC/);
  await own.close();
  assert.is(journal.closed, 1);
});

test('that it cannot be closed is told: NFS says only then that nothing was written', async ({
  create,
  journal,
}) => {
  const own = await create();
  journal.before = async (what) => (what === 'close' ? await fails() : undefined);
  await rejects(own.close(), /^ENOSPC/);
});

test('a write that hangs is given up after ten seconds, and so is closing after it', async ({
  create,
  clock,
  journal,
  collector,
}) => {
  const own = await create();
  collector.put(1);
  journal.before = hangs;
  const ends = [own.write(), own.close()].map((end) =>
    rejects(end, /own\.journal was not written within 10 s$/),
  );
  clock.advance(9999);
  await settled();
  assert.is(clock.pending, 2);
  clock.advance(1);
  await Promise.all(ends);
  assert.is(collector.undelivered.length, 1);
});

test('a write that comes to an end after all has delivered its records', async ({
  create,
  clock,
  journal,
  collector,
}) => {
  const own = await create();
  collector.put(1);
  let go = () => {};
  journal.before = async () => await new Promise<void>((resolve) => (go = resolve));
  const late = rejects(own.write(), /within 10 s$/);
  await settled();
  clock.advance(10_000);
  await late;
  collector.put(2);
  go();
  await settled();
  assert.equal(
    collector.undelivered.map(({ seq }) => seq),
    [2],
  );
});

test('if the first write fails there is no journal: it is closed and removed, and the records stay', async ({
  clock,
  directory,
  collector,
}) => {
  const where = path.join(directory, 'real.journal');
  const real = await JournalWriter.create(where);
  let closed = 0;
  const journal = {
    path: where,
    append: fails,
    close: async () => {
      closed++;
      await real.close();
    },
  };
  collector.put(1, 2);
  await rejects(OwnJournal.create({ clock, journal, about: [], collector }), /^ENOSPC/);
  assert.is(closed, 1);
  assert.is(await access(where).catch(() => 'gone'), 'gone');
  assert.is(collector.undelivered.length, 2);
  assert.is(clock.pending, 0);
});

test('if the first write hangs the records stay, whatever becomes of it', async ({
  create,
  clock,
  journal,
  collector,
}) => {
  collector.put(1);
  const held: (() => void)[] = [];
  journal.before = async () => await new Promise<void>((resolve) => held.push(resolve));
  const creating = rejects(create(), /within 10 s$/);
  await settled();
  clock.advance(10_000);
  await settled();
  clock.advance(10_000); // It cannot be closed either.
  await creating;
  held[0]?.();
  await settled();
  assert.is(collector.undelivered.length, 1);
});

test('what all else hangs on is written a second time once, when enough has been written since', async ({
  create,
  journal,
  collector,
}) => {
  collector.essentials.push(record(1));
  collector.put(1);
  const own = await create();
  const long = (seq: number): Outgoing => ({ ...record(seq), body: Buffer.alloc(1500) });
  for (const seq of [2, 3]) collector.outbox.push(long(seq));
  await own.write();
  assert.equal(journal.written.slice(2), [[2, 3]]);
  collector.outbox.push(long(4));
  await own.write();
  assert.equal(journal.written.slice(3), [[4], ['pad', 100, 1]]);
  collector.essentials.push(record(5));
  collector.put(5);
  await own.write();
  await own.close();
  assert.equal(journal.written.slice(5), [[5], ['pad', 5]]);
});

test('exactly so much is enough', async ({ create, journal, collector }) => {
  const own = await create();
  collector.outbox.push({ ...record(1), body: Buffer.alloc(APART_BYTES - frameLength(record(1))) });
  await own.write();
  assert.equal(journal.written.slice(2), [[1], ['pad', 100]]);
  await own.close(); // Nothing new.
  assert.is(journal.written.length, 4);
});

test('what all else hangs on is written a second time as far as it stands there, and no more than once', async ({
  create,
  journal,
  collector,
}) => {
  for (const seq of [1, 2, 3]) {
    collector.essentials.push(record(seq));
    collector.put(seq);
  }
  const own = await create();
  collector.essentials.push(record(4));
  collector.outbox.push({ ...record(4), body: Buffer.alloc(APART_BYTES) });
  await own.write();
  assert.equal(journal.written.slice(2), [[4], ['pad', 100, 1, 2, 3, 4]]);
  collector.essentials.push(record(5), record(6));
  collector.put(5);
  await own.write();
  collector.put(6);
  await own.close();
  assert.equal(journal.written.slice(4), [[5], ['pad', 5]]);
});

test('if the gather has got all, what is needed to read what comes is written a second time, too', async ({
  create,
  journal,
  collector,
}) => {
  collector.essentials.push(record(1), record(2), record(3));
  const own = await create();
  await own.close();
  assert.equal(journal.written, [[100], [1, 2, 3], ['pad', 100, 1, 2, 3]]);
});

test('closed at once, it has all twice', async ({ create, journal, collector }) => {
  for (const seq of [1, 2, 3]) {
    collector.essentials.push(record(seq));
    collector.put(seq);
  }
  const own = await create();
  await own.close();
  assert.equal(journal.written, [[100], [1, 2, 3], ['pad', 100, 1, 2, 3]]);
});

test('a real one can be read', async ({ clock, directory, collector }) => {
  const journal = await JournalWriter.create(path.join(directory, 'real.journal'));
  collector.put(1);
  const own = await OwnJournal.create({ clock, journal, about: [record(100)], collector });
  collector.put(2);
  await own.write();
  await own.close();
  const heads: unknown[] = [];
  const offsets: number[] = [];
  for await (const entries of readJournal(own.path, () => assert.unreachable())) {
    for (const { head, offset } of entries) {
      heads.push(JSON.parse(String(head)).seq ?? 'pad');
      offsets.push(offset);
    }
  }
  // What all else hangs on stands there a second time, so far away that no block of a disk has both.
  assert.equal(heads, [100, 1, 2, 'pad', 100]);
  assert.ok(offsets.at(-1)! - offsets[1]! >= 4096);
});

test.run();
