import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Batch, SLOW_MS } from '../../../src/gather/journal/batch.ts';
import { type Member, Roster } from '../../../src/gather/roster.ts';
import { parseIncoming, type RecordBytes } from '../../../src/wire/records.ts';
import { ManualClock } from '../../manual-clock.ts';
import { FakeJournal, hold } from '../fake-journal.ts';
import { settled } from '../fake-transport.ts';
import { Scribe } from '../scribe.ts';

const NOTHING = new Uint8Array(0);
const ENOSPC = new Error('ENOSPC: no space left on device');

/** A record that says which it is. */
function record(name: string): RecordBytes {
  return { head: Buffer.from(name), body: NOTHING };
}

/** A batch into a journal in memory, and what it has told. */
function batching(more: { onWritten?: () => void; onProblem?: () => void } = {}) {
  const clock = new ManualClock(0);
  const journal = new FakeJournal();
  const problems: (string | undefined)[] = [];
  const faults: unknown[] = [];
  const written: (readonly Member[])[] = [];
  const batch = new Batch({
    clock,
    journal,
    onWritten: (members) => {
      written.push([...members]);
      more.onWritten?.();
    },
    onProblem: (problem) => {
      problems.push(problem?.message);
      more.onProblem?.();
    },
    onFault: (error) => faults.push(error),
  });
  const heads = () => journal.records.map(({ head }) => Buffer.from(head).toString());
  /** Goes on by `ms` and lets the writes that are due end. */
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  return { clock, journal, batch, problems, faults, written, heads, pass };
}

/** A member that has said hello, with the records of that. */
function memberOf(rank: number): { member: Member; records: readonly RecordBytes[] } {
  const roster = new Roster(null, 1000);
  const records = new Scribe(rank, `node${rank}`).hello();
  for (const { head, body } of records) {
    const parsed = parseIncoming(head);
    if (parsed.type === 'request' || parsed.type === 'ping') throw new Error('not a record');
    roster.judge(parsed, body, 0);
  }
  return { member: roster.member(rank)!, records };
}

test('a write that does not return is told of once, and so is that it has after all', async () => {
  const { batch, journal, problems, written, pass, heads } = batching();
  const disk = hold();
  journal.held = disk.held;
  batch.add(record('a'));
  await pass(100);
  await pass(SLOW_MS - 1);
  assert.equal(problems, []);
  await pass(1);
  assert.equal(problems, ['a write has not returned for 10 s']);
  await pass(60_000);
  assert.is(problems.length, 1);
  disk.release();
  await settled();
  assert.equal(problems, ['a write has not returned for 10 s', undefined]);
  assert.equal(heads(), ['a']);
  assert.is(written.length, 1);
});

test('at first what comes is written at once, together with what comes at the same time', async () => {
  const { batch, journal, heads, pass } = batching();
  batch.add(record('a'));
  batch.add(record('b'));
  assert.equal(heads(), []);
  await pass(0);
  assert.equal(heads(), ['a', 'b']);
  assert.equal(journal.writes, [2]);
});

test('where nothing waits nothing is written, and the next write is not put off by that', async () => {
  const { batch, journal, pass } = batching();
  batch.setPace('slow');
  await batch.flush();
  assert.equal(journal.writes, []);
  batch.add(record('a'));
  await pass(100);
  assert.equal(journal.writes, [1]);
});

test('at a slow pace there is a second between two writes, and a tenth to wait for more', async () => {
  const { batch, journal, pass } = batching();
  batch.add(record('a'));
  await pass(0);
  batch.setPace('slow');
  batch.add(record('b'));
  await pass(999);
  assert.equal(journal.writes, [1]);
  await pass(1);
  assert.equal(journal.writes, [1, 1]);
  await pass(5000);
  batch.add(record('c'));
  await pass(99);
  batch.add(record('d'));
  assert.equal(journal.writes, [1, 1]);
  await pass(1);
  assert.equal(journal.writes, [1, 1, 2]);
});

test('what waits for a slow write is written at once when the pace changes', async () => {
  const { clock, batch, heads, pass } = batching();
  batch.setPace('slow');
  batch.add(record('a'));
  await pass(99);
  assert.equal(heads(), []);
  batch.setPace('at once');
  assert.is(clock.pending, 1);
  await pass(0);
  assert.equal(heads(), ['a']);
});

test('what a slow pace has set a timer for is not hurried by a slow pace', async () => {
  const { batch, heads, pass } = batching();
  batch.setPace('slow');
  batch.add(record('a'));
  await pass(50);
  batch.setPace('slow');
  await pass(50);
  assert.equal(heads(), ['a']);
});

test('what a full disk does not take is written later, before what came since', async () => {
  const { batch, journal, heads, problems, pass } = batching();
  journal.failure = ENOSPC;
  batch.add(record('a'));
  batch.add(record('b'));
  await pass(0);
  batch.add(record('c'));
  assert.equal(problems, [ENOSPC.message]);
  journal.failure = undefined;
  await pass(1000);
  assert.equal(heads(), ['a', 'b', 'c']);
  assert.equal(problems, [ENOSPC.message, undefined]);
  batch.add(record('d'));
  await pass(0);
  assert.equal(problems, [ENOSPC.message, undefined], 'that it goes well is said once');
});

test('records that come while a write fails stay behind those of that write', async () => {
  const { batch, journal, heads, pass } = batching();
  const slow = hold();
  journal.held = slow.held;
  journal.failure = ENOSPC;
  batch.add(record('a'));
  await pass(0);
  batch.add(record('b'));
  slow.release();
  await settled();
  journal.failure = undefined;
  await pass(1000);
  assert.equal(heads(), ['a', 'b']);
});

test('a disk that takes nothing is tried once a second, however much comes', async () => {
  const { batch, journal, pass } = batching();
  journal.failure = ENOSPC;
  for (let tenths = 0; tenths < 30; tenths++) {
    batch.add(record('x'));
    await pass(100);
  }
  assert.equal(journal.writes, [1, 11, 21]);
});

test('while a write is under way none is begun, and then it goes by what has become of it', async () => {
  const { batch, journal, pass } = batching();
  const slow = hold();
  journal.held = slow.held;
  batch.add(record('a'));
  await pass(0);
  batch.add(record('b'));
  await pass(100);
  assert.equal(journal.writes, [1]);
  journal.failure = ENOSPC;
  slow.release();
  await settled();
  await pass(800);
  assert.equal(journal.writes, [1]);
  await pass(100);
  assert.equal(journal.writes, [1, 2]);
});

test('after a write each member knows how far its records are in the journal, and is told of once', async () => {
  const { batch, journal, written, pass } = batching();
  const [one, two] = [memberOf(1), memberOf(2)];
  batch.add(record('job'), undefined, 'opening');
  for (const [nth, bytes] of one.records.entries())
    batch.add(bytes, { member: one.member, seq: nth + 1 }, 'opening');
  batch.add(record('key'), { member: one.member, seq: 3 }, 'key');
  batch.add(record('more'), { member: two.member, seq: 7 });
  assert.is(one.member.written, 0);
  await pass(0);
  assert.equal([one.member.written, two.member.written], [3, 7]);
  assert.equal(
    written.map((members) => members.map(({ rank }) => rank)),
    [[1, 2]],
  );
  // 19 bytes of magic, then each record with 12 bytes before it.
  const [hello, layout] = one.records.map(({ head, body }) => 12 + head.length + body.length);
  assert.equal(batch.own.openings, [[19, 34]]);
  assert.equal(one.member.places.openings, [[34, 34 + hello! + layout!]]);
  assert.is(one.member.places.recent, 34 + hello! + layout!);
  assert.equal(two.member.places.openings, []);
  assert.is(journal.length, 34 + hello! + layout! + 15 + 16);
});

test('a failed write tells no member that its records are in the journal', async () => {
  const { batch, journal, written, pass } = batching();
  const { member } = memberOf(1);
  journal.failure = ENOSPC;
  batch.add(record('a'), { member, seq: 1 }, 'opening');
  await pass(0);
  assert.is(member.written, 0);
  assert.equal(member.places.openings, []);
  assert.equal(written, []);
});

test('who throws when told of a write does not end the writing', async () => {
  const broken = () => {
    throw new Error('broken');
  };
  const { batch, journal, heads, faults, problems, pass } = batching({
    onWritten: broken,
    onProblem: broken,
  });
  batch.add(record('a'));
  await pass(0);
  journal.failure = ENOSPC;
  batch.add(record('b'));
  await pass(0);
  journal.failure = undefined;
  await pass(1000);
  batch.add(record('c'));
  await batch.flush();
  assert.equal(heads(), ['a', 'b', 'c']);
  assert.equal(problems, [ENOSPC.message, undefined]);
  assert.equal(faults.map(String), Array(5).fill('Error: broken'));
});

const HUGE = new Uint8Array(16 * 1024 * 1024);

test('with more than 64 MiB waiting it is full, until the disk takes it', async () => {
  const { batch, journal, pass } = batching();
  batch.setPace('slow');
  for (let nth = 0; nth < 4; nth++) batch.add({ head: NOTHING, body: HUGE });
  assert.is(batch.full, false);
  await batch.room();
  assert.equal(journal.writes, [], 'there is room');
  batch.add(record('the byte too much'));
  assert.is(batch.full, true);
  journal.failure = ENOSPC;
  let room = false;
  const waiting = batch.room().then(() => {
    room = true;
  });
  await settled();
  assert.equal(journal.writes, [5], 'a write is tried at once');
  await pass(999);
  assert.equal(journal.writes, [5]);
  await pass(1);
  assert.equal(journal.writes, [5, 5]);
  assert.is(batch.full, true);
  assert.is(room, false);
  journal.failure = undefined;
  await pass(1000);
  await waiting;
  assert.is(batch.full, false);
  assert.is(journal.records.length, 5);
});

test('the end gives back what could not be written, in its order', async () => {
  const { clock, batch, journal, pass } = batching();
  journal.failure = ENOSPC;
  batch.add(record('a'));
  await pass(0);
  batch.add(record('b'));
  const unwritten = await batch.close();
  assert.equal(
    unwritten.map(({ head }) => Buffer.from(head).toString()),
    ['a', 'b'],
  );
  journal.failure = undefined;
  await batch.flush();
  assert.equal(journal.records, [], 'they are in other hands now');
  assert.is(clock.pending, 0);
});

test('the end waits for a write that was begun after its own', async () => {
  const { clock, batch, journal, heads } = batching();
  const [first, second] = [hold(), hold()];
  journal.held = first.held;
  batch.add(record('a'));
  const closed = batch.close();
  await settled();
  journal.held = second.held;
  batch.add(record('b'));
  const flushed = batch.flush();
  first.release();
  await settled();
  journal.failure = ENOSPC;
  second.release();
  assert.equal(
    (await closed).map(({ head }) => Buffer.from(head).toString()),
    ['b'],
  );
  assert.equal(heads(), ['a']);
  await flushed;
  assert.is(clock.pending, 0);
});

test('what comes while the end is being written is written, too: nothing is wrong with the disk', async () => {
  const { clock, batch, journal, heads } = batching();
  const disk = hold();
  journal.held = disk.held;
  batch.add(record('a'));
  const closed = batch.close();
  await settled();
  batch.add(record('b'));
  disk.release();
  assert.equal(await closed, []);
  assert.equal(heads(), ['a', 'b']);
  assert.is(clock.pending, 0);
});

test('after the end it takes nothing, writes nothing, is not full, and does not complain', async () => {
  const { clock, batch, journal, faults, problems } = batching();
  batch.add(record('a'));
  assert.equal(await batch.close(), []);
  for (let nth = 0; nth < 5; nth++) batch.add({ head: NOTHING, body: HUGE });
  batch.setPace('at once');
  await batch.flush();
  await batch.room();
  assert.is(batch.full, false);
  assert.is(clock.pending, 0);
  assert.equal(await batch.close(), []);
  assert.equal(journal.writes, [1]);
  assert.equal([...faults, ...problems], []);
});

test('who waits for room is let go at the end', async () => {
  const { batch, journal } = batching();
  journal.failure = ENOSPC;
  for (let nth = 0; nth < 5; nth++) batch.add({ head: NOTHING, body: HUGE });
  let letGo = false;
  const room = batch.room().then(() => {
    letGo = true;
  });
  await settled();
  assert.is(letGo, false);
  assert.is((await batch.close()).length, 5);
  await settled();
  assert.is(letGo, true);
  await room;
});

test.run();
