import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Places } from '../../src/gather/journal/places.ts';
import { Requests } from '../../src/gather/requests.ts';
import { JOURNAL_MAGIC } from '../../src/wire/journal/frames.ts';
import { MAX_PIECE_BYTES, type Request } from '../../src/wire/records.ts';
import { ManualClock } from '../manual-clock.ts';
import { rejects } from '../rejects.ts';
import { exampleStatus } from '../wire/example-status.ts';
import { FakeJournal, hold } from './fake-journal.ts';
import { settled } from './fake-transport.ts';
import { memberOf, rosterOf, sayBye } from './members.ts';
import { NOON } from './scribe.ts';

const STATUS = exampleStatus({
  samples: 5,
  file: 'a.json',
  journal: 'a.journal',
});
const ID = 'aaaaaaaa';

/** Requests to a job with so many hosts, what they had done, and what was answered. */
function asked(hosts = 0) {
  const clock = new ManualClock(NOON, 1000);
  const journal = new FakeJournal();
  const roster = rosterOf(hosts);
  const own = new Places();
  const answers: { to: string; head: object; bytes: readonly Uint8Array[] }[] = [];
  const done: unknown[] = [];
  const fault: { error?: Error } = {};
  const requests = new Requests({
    clock,
    journal,
    intervalMs: 20_000,
    roster,
    voice: { reply: (to, head, ...bytes) => answers.push({ to: String(to), head, bytes }) },
    own,
    status: (hosts) => {
      if (fault.error !== undefined) throw fault.error;
      return hosts === 'listed' ? { ...STATUS, hosts: [] } : STATUS;
    },
    onMark: (label) => done.push(['mark', Math.round(clock.wall()), label]),
    onBenchmark: (info) => done.push(['benchmark', info]),
    onStop: (reason) => done.push(['stop', reason]),
  });
  /** Each is asked over a connection of its own. */
  const take = async (request: Request) => await requests.take(request, Buffer.from(`peer of ${request.id}`));
  const piece = async (from: number, most: number) =>
    await take({ type: 'request', id: ID, op: 'piece', from, most });
  return { clock, journal, roster, own, answers, done, fault, take, piece };
}

test('the status lists the hosts, the phase leaves them out', async () => {
  const { take, answers, done } = asked();
  await take({ type: 'request', id: ID, op: 'status' });
  await take({ type: 'request', id: 'bbbbbbbb', op: 'phase' });
  await take({ type: 'request', id: 'bbbbbbbb', op: 'phase' });
  assert.equal(answers, [
    { to: `peer of ${ID}`, head: { ...STATUS, hosts: [] }, bytes: [] },
    { to: 'peer of bbbbbbbb', head: STATUS, bytes: [] },
    { to: 'peer of bbbbbbbb', head: STATUS, bytes: [] },
  ]);
  assert.equal(done, []);
});

test('what is asked for twice under one id is done once and answered twice', async () => {
  const { clock, take, answers, done } = asked();
  const benchmark = { command: ['dlio'], start: NOON, end: null, exit_code: null };
  clock.advance(0.0003);
  for (const id of [ID, ID, 'bbbbbbbb']) {
    await take({ type: 'request', id, op: 'mark', label: 'epoch 1' });
  }
  for (const id of ['cccccccc', 'cccccccc']) await take({ type: 'request', id, op: 'benchmark', benchmark });
  for (const id of ['dddddddd', 'dddddddd'])
    await take({ type: 'request', id, op: 'stop', reason: 'enough' });
  assert.equal(done, [
    ['mark', NOON, 'epoch 1'],
    ['mark', NOON, 'epoch 1'],
    ['benchmark', benchmark],
    ['stop', 'enough'],
  ]);
  assert.equal(
    answers.map(({ to, head }) => [to, head]),
    [ID, ID, 'bbbbbbbb', 'cccccccc', 'cccccccc', 'dddddddd', 'dddddddd'].map((id) => [
      `peer of ${id}`,
      STATUS,
    ]),
  );
});

test('a mark that every rank of a launch sets is noted once, when the first asks for it', async () => {
  const { clock, take, done } = asked();
  let nth = 0;
  const mark = async (label: string, launch?: string, rank = 0) => {
    clock.advance(1000);
    const id = `mark${String(nth++).padStart(8, '0')}`;
    const by = launch === undefined ? undefined : { launch, rank };
    await take({ type: 'request', id, op: 'mark', label, by });
    await take({ type: 'request', id, op: 'mark', label, by }); // The answer was not heard.
  };
  for (const rank of [2, 0, 1]) await mark('one', 'slurm-7.1', rank);
  await mark('two', 'slurm-7.1', 1); // One that marks alone.
  // Again, while a slow one has still to mark for the first time.
  for (const rank of [0, 3, 2, 3]) await mark('one', 'slurm-7.1', rank);
  for (const rank of [0, 1]) await mark('one', 'slurm-7.2', rank);
  await mark('one');
  await mark('one');
  assert.equal(
    done.map((what) => Array.isArray(what) && [what[2], (what[1] - NOON) / 1000]),
    [
      ['one', 1],
      ['two', 4],
      ['one', 5],
      ['one', 9],
      ['one', 11],
      ['one', 12],
    ],
  );
});

test('the guide leads to the opening of everyone, and to the key samples of those who are heard', async () => {
  const { clock, journal, roster, own, take, answers } = asked(4);
  own.note('opening', 19, 100);
  for (const [rank, key] of [200_000, 150_000, 100_000, 300_000].entries()) {
    memberOf(roster, rank).places.note('opening', 100 + rank, 101 + rank);
    memberOf(roster, rank).places.note('key', key, key + 10);
  }
  sayBye(roster, 1);
  // Three intervals of 20 s without a word: rank 2 is silent.
  clock.advance(60_001);
  for (const rank of [0, 3]) memberOf(roster, rank).heard = clock.mono();
  await take({ type: 'request', id: ID, op: 'guide' });
  assert.equal(answers, [
    {
      to: `peer of ${ID}`,
      head: {
        type: 'guide',
        openings: [[19, 104]],
        recent: journal.length,
        earlier: journal.length,
        written: 19,
      },
      bytes: [],
    },
  ]);
  Object.defineProperty(journal, 'length', { value: 400_000 });
  await take({ type: 'request', id: ID, op: 'guide' });
  assert.equal(answers[1]?.head, {
    type: 'guide',
    openings: [[19, 104]],
    recent: 200_000,
    earlier: 200_000,
    written: 400_000,
  });
});

test('a piece has the bytes from there on, the status without the hosts, and the time', async () => {
  const { clock, answers, piece } = asked();
  clock.advance(1.0003);
  await piece(3, 5);
  assert.equal(answers, [
    {
      to: `peer of ${ID}`,
      head: { type: 'piece', from: 3, written: 19, failure: null, time: NOON + 1, status: STATUS },
      bytes: [JOURNAL_MAGIC.subarray(3, 8)],
    },
  ]);
});

test('nobody gets more than a piece at once', async () => {
  const { journal, piece } = asked();
  const most: number[] = [];
  journal.read = async (_from, count) => {
    most.push(count);
    return Buffer.alloc(0);
  };
  await piece(0, 2 ** 31);
  await piece(0, 7);
  assert.equal(most, [MAX_PIECE_BYTES, 7]);
});

test('a journal that cannot be read is an answer that says so', async () => {
  const { journal, answers, piece } = asked();
  journal.readFailure = new Error('EBADF: file closed');
  await piece(0, 10);
  const head = {
    type: 'piece',
    from: 0,
    written: 19,
    failure: 'EBADF: file closed',
    time: NOON,
    status: STATUS,
  };
  assert.equal(answers, [{ to: `peer of ${ID}`, head, bytes: [new Uint8Array(0)] }]);
});

test('four pieces are read at a time, and who asks for more then has no answer', async () => {
  const { journal, answers, piece } = asked();
  for (const failure of [undefined, new Error('EIO')]) {
    const disk = hold();
    journal.held = disk.held;
    journal.readFailure = failure;
    const froms = () => answers.splice(0).map(({ head }) => 'from' in head && head.from);
    const pieces = [0, 1, 2, 3, 4, 5].map((from) => piece(from, 10));
    await settled();
    disk.release();
    await Promise.all(pieces);
    assert.equal(froms(), [0, 1, 2, 3]);
    await piece(6, 10);
    assert.equal(froms(), [6], 'then there is room again');
  }
});

test('what a part throws is told to who asked it to be done, and costs the next take nothing', async () => {
  const { fault, answers, piece, take } = asked();
  fault.error = new Error('broken');
  for (let nth = 0; nth < 5; nth++) await rejects(piece(0, 10), /^broken$/);
  await rejects(take({ type: 'request', id: ID, op: 'status' }), /^broken$/);
  delete fault.error;
  await piece(0, 10);
  await take({ type: 'request', id: ID, op: 'status' });
  assert.is(answers.length, 2);
});

test.run();
