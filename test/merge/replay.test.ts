import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NumberList } from '../../src/merge/lists.ts';
import { type Replay, replay } from '../../src/merge/replay.ts';
import { frame, MAGIC_OF } from '../../src/wire/journal/frames.ts';
import { padding } from '../../src/wire/journal/padding.ts';
import { layoutKey } from '../../src/wire/layouts.ts';
import { encodeHead, type RecordBytes } from '../../src/wire/records.ts';
import { job, journalOf, NOON, note, Scribe, start, stopAt } from '../gather/scribe.ts';
import { Golden } from '../golden/golden-files.ts';
import { rejects } from '../rejects.ts';
import { exampleInfo } from '../series/example.ts';

const test = suite<{ directory: string }>('replay');

test.before.each(async (context) => {
  context.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-replay-'));
});
test.after.each(async ({ directory }) => await rm(directory, { recursive: true }));

/** Replays journals of these records, named a, b, … */
async function replayed(
  directory: string,
  ...journals: readonly (readonly RecordBytes[])[]
): Promise<Replay> {
  const paths = journals.map((_, nth) => path.join(directory, `${'abc'[nth]}.journal`));
  for (const [nth, records] of journals.entries()) await journalOf(paths[nth]!, records);
  return await replay(paths);
}

/** For journals beside others of the same names. */
async function folderIn(directory: string): Promise<string> {
  return await mkdtemp(path.join(directory, 'more-'));
}

function values(list: NumberList): number[] {
  return Array.from({ length: list.length }, (_, at) => list.at(at));
}

function problemsOf({ damage }: Replay): [string, string][] {
  return damage.map(({ kind, problem }) => [kind, problem]);
}

test('of each sample where it lies, when and at which tick it was taken', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const [hello, layout] = one.hello() as [RecordBytes, RecordBytes];
  const samples = [
    one.sample(null, 5n, { kind: 'baseline', time: NOON - 500 }),
    one.sample(0, 6n),
    one.sample(3, 7n, { stride: 3 }),
  ];
  const before = [job(), start(), hello, layout];
  const { tracks, damage, lastTick } = await replayed(directory, [...before, ...samples]);
  assert.equal(damage, []);
  assert.is(lastTick, 3);
  const [track] = tracks;
  assert.ok(track !== undefined && tracks.length === 1);
  const lengths = samples.map(({ head, body }) => 12 + head.length + body.length);
  const begin = before.reduce((sum, { head, body }) => sum + 12 + head.length + body.length, 19);
  assert.equal(values(track.length), lengths);
  assert.equal(values(track.offset), [begin, begin + lengths[0]!, begin + lengths[0]! + lengths[1]!]);
  assert.equal(values(track.file), [0, 0, 0]);
  assert.equal(values(track.time), [NOON - 500, NOON, NOON + 3000]);
  assert.equal(values(track.tick), [-1, 0, 3]);
  assert.equal(values(track.lateMs), [Number.NaN, 0.25, 0.25]);
  assert.is(track.stride, 3);
  assert.equal(values(track.set), [0, 0, 0]);
  assert.equal(track.sets, [{ sources: ['meminfo'], lost: [] }]);
});

test('what was said of the job, the start and the stop counts once, of the benchmark the last, of marks each', async ({
  directory,
}) => {
  const benchmark = {
    type: 'benchmark' as const,
    nth: 3,
    command: ['fio'],
    start: NOON,
    end: null,
    exit_code: null,
  };
  const said = await replayed(directory, [
    job({ launcher: 'first' }),
    start('ring'),
    stopAt(1),
    note(benchmark),
    note({ type: 'mark', nth: 5, time: NOON, label: 'b' }),
    note({ type: 'mark', nth: 4, time: NOON + 5, label: 'a' }),
    job({ launcher: 'second' }),
    start('stop'),
    stopAt(2),
    note({ ...benchmark, nth: 6, end: NOON + 9, exit_code: 3 }),
    note({ type: 'mark', nth: 5, time: NOON, label: 'b' }),
    note(benchmark),
  ]);
  assert.is(said.job.launcher, 'first');
  assert.is(said.schedule?.on_full, 'ring');
  assert.is(said.stop?.since_start_ms, 1000);
  assert.is(said.benchmark?.exit_code, 3);
  assert.equal(said.marks, [
    { time: NOON + 5, label: 'a' },
    { time: NOON, label: 'b' },
  ]);
  assert.equal([said.lastTick, said.tracks, said.damage], [-1, [], []]);
});

test('who is not recorded is known of the stop, or if there was none of the first start', async ({
  directory,
}) => {
  const schedule = { start: NOON, interval_ms: 1000, max_samples: 3600, on_full: 'thin' } as const;
  const one = { host: 'node2', reason: 'no Node.js found' };
  const two = { host: 'node3', reason: 'too old' };
  const begun = note({ type: 'start', nth: 2, ...schedule, absent: [one] });
  const later = note({ type: 'start', nth: 3, ...schedule, absent: [two] });
  const killed = await replayed(directory, [job(), begun, later]);
  assert.equal(killed.absent, [one]);
  assert.equal(killed.schedule, schedule);
  const stopped = note({
    type: 'stop',
    nth: 4,
    time: NOON,
    since_start_ms: 0,
    reason: 'asked',
    absent: [one, two],
  });
  const at = (name: string) => path.join(directory, name);
  await journalOf(at('stopped.journal'), [job(), begun, stopped]);
  assert.equal((await replay([at('stopped.journal')])).absent, [one, two]);
  await journalOf(at('old.journal'), [job(), start(), stopAt(3)]);
  assert.equal((await replay([at('old.journal')])).absent, []);
});

test('what a rank says of itself: host, clock, goodbye, cost', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const [hello, layout] = one.hello() as [RecordBytes, RecordBytes];
  const info = exampleInfo({ kernel: '5.14.0' });
  const { tracks } = await replayed(directory, [
    job(),
    { ...hello, body: Buffer.from(JSON.stringify(info)) },
    layout,
    one.clock(3, 1),
    one.clock(2, 0.5),
    one.bye(4, 'stopped'),
  ]);
  const [track] = tracks;
  assert.is(track?.info?.kernel, '5.14.0');
  assert.is(track?.hello.hostname, 'node1');
  assert.equal([track?.clock?.offset_ms, track?.clock?.error_ms], [2, 0.5]);
  assert.equal(track?.bye, { time: NOON + 4000, reason: 'stopped' });
  assert.is(track?.overhead?.cpu_user_seconds, 0.05);
});

test('processes come by rank, those of one rank as they came', async ({ directory }) => {
  const scribes = [
    new Scribe(2, 'c'),
    new Scribe(0, 'a', 'xxx111'),
    new Scribe(1, 'b'),
    new Scribe(0, 'a', 'aaa222'),
  ];
  const { tracks } = await replayed(directory, [job(), ...scribes.flatMap((scribe) => scribe.hello())]);
  assert.equal(
    tracks.map(({ hello }) => [hello.rank, hello.id]),
    [
      [0, 'xxx111'],
      [0, 'aaa222'],
      [1, 'abc123'],
      [2, 'abc123'],
    ],
  );
});

test('a record that came before counts once', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const records = [...one.hello(), one.sample(0, 5n), one.lost(2), one.sample(3, 6n)];
  const { tracks, damage } = await replayed(directory, [job(), start(), ...records, ...records]);
  assert.equal(damage, []);
  assert.equal(values(tracks[0]!.tick), [0, 3]);
  assert.equal([...tracks[0]!.dropped], [[1, 2]]);
});

test('of dropped samples those count that did not come, each once', async ({ directory }) => {
  const one = new Scribe(0, 'node1'); // Its records: 1 hello, 2 layout, 3 and so on samples.
  const stamp = { type: 'lost' as const, rank: 0, id: 'abc123' };
  const records = [
    ...one.hello(),
    one.sample(0, 5n),
    one.sample(1, 6n),
    note({ ...stamp, from: 3, seq: 6, samples: 4 }), // 3 and 4 have come.
    note({ ...stamp, from: 3, seq: 9, samples: 7 }), // 5 and 6 were told.
  ];
  const { tracks, damage } = await replayed(directory, [job(), start(), ...records]);
  assert.equal(damage, []);
  assert.equal([...tracks[0]!.dropped], [[2, 5]]);
});

test("what a rank kept is read behind the gather's, whatever order they are given in", async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const [hello, layout] = one.hello() as [RecordBytes, RecordBytes];
  const samples = [0, 1, 2].map((tick) => one.sample(tick, 5n));
  const kept = [job({ kept_by: 0 }), hello, layout, ...samples];
  const other = [job({ kept_by: 1 }), ...new Scribe(1, 'node2').hello()];
  const gathers = [job(), start(), hello, layout, ...samples.slice(0, 2)];
  const { files, tracks } = await replayed(directory, other, kept, gathers);
  assert.equal(
    files.map((file) => path.basename(file.path)),
    ['c.journal', 'b.journal', 'a.journal'],
  );
  assert.equal(values(tracks[0]!.tick), [0, 1, 2]);
  assert.equal(values(tracks[0]!.file), [0, 0, 1]);
});

test('the job is what the gather says, not what a rank kept whose journal is damaged at its begin and given first', async ({
  directory,
}) => {
  const own = job({ kept_by: 1, time: NOON - 5000 });
  const kept = path.join(directory, 'benchmark_rank1.journal');
  const gathers = path.join(directory, 'benchmark_timeseries.journal');
  await journalOf(kept, [own, start(), ...new Scribe(1, 'node2').hello(), own]);
  await journalOf(gathers, [job(), start(), ...new Scribe(0, 'node1').hello()]);
  const bytes = await readFile(kept);
  const within = bytes.indexOf('kept_by');
  bytes[within] = 0;
  await writeFile(kept, bytes);
  const { job: found, files, damage } = await replay([kept, gathers]);
  assert.equal(
    files.map((file) => file.path),
    [gathers, kept],
  );
  assert.is(found.kept_by, undefined);
  assert.is(found.time, NOON - 1500);
  assert.is(damage.length, 1);
});

test('a record that cannot be used is refused with its place, and all others count', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const stranger = new Scribe(5, 'node5');
  const [hello, layout] = one.hello() as [RecordBytes, RecordBytes];
  stranger.hello(); // It is not in the journal.
  const key = layoutKey('tape', layout.body);
  const unknown = encodeHead({ type: 'layout', rank: 0, id: 'abc123', seq: 3, source: 'tape', key });
  one.clock(0, 0); // Its number, 3, is that of the unknown layout.
  const records = [
    job(),
    start(),
    hello,
    layout,
    { head: unknown, body: layout.body },
    stranger.sample(0, 1n),
    { head: Buffer.from('{"type":"from a later version"}'), body: Buffer.alloc(0) },
    { head: Buffer.from('no JSON'), body: Buffer.alloc(0) },
    one.sample(2, 5n),
    one.sample(2, 5n),
    one.sample(1, 5n),
    one.sample(3, 5n),
  ];
  const all = await replayed(directory, records);
  const kinds = new Set(all.damage.map(({ kind }) => kind));
  assert.equal([...kinds], ['refused record']);
  const problems = problemsOf(all).map(([, problem]) => problem);
  assert.is(problems[0], 'source "tape" is unknown: made by a newer rankstat');
  assert.match(problems[1] ?? '', /^type: /);
  assert.match(problems[2] ?? '', /JSON/);
  assert.equal(problems.slice(3), [
    'tick 2 comes after 2',
    'tick 1 comes after 2',
    'rank 5 has not said hello: whose 1 samples these are is lost',
  ]);
  assert.equal(values(all.tracks[0]!.tick), [2, 2, 1, 3]);
  assert.equal(values(all.tracks[0]!.set), [0, -2, -2, 0]);
  const begin = (nth: number) =>
    records.slice(0, nth).reduce((sum, { head, body }) => sum + 12 + head.length + body.length, 19);
  assert.equal(
    all.damage.map(({ offset }) => offset),
    [4, 6, 7, 9, 10, 5].map(begin),
  );
});

test('a goodbye without its cost is a goodbye, and told', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const hello = one.hello();
  const bye = one.bye(3);
  const all = await replayed(directory, [job(), ...hello, { head: bye.head, body: Buffer.from('{}') }]);
  assert.is(all.tracks[0]?.bye?.reason, 'the benchmark has ended');
  assert.is(all.tracks[0]?.overhead, undefined);
  assert.is(all.damage[0]?.kind, 'refused record');
});

test('names that are lost cost their source; without a sample before, those that follow are cut', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const [hello, layout] = one.hello() as [RecordBytes, RecordBytes];
  const samples = [0, 1, 2].map((tick) => one.sample(tick, 5n));
  const lost = await replayed(directory, [job(), hello, ...samples]);
  assert.equal(lost.tracks[0]?.sets, [{ sources: [], lost: ['meminfo'] }]);
  assert.equal(values(lost.tracks[0]!.set), [0, 0, 0]);
  assert.equal([...lost.tracks[0]!.holes], [[0, 1]]);
  await rm(path.join(directory, 'a.journal'));
  const cut = await replayed(directory, [job(), hello, layout, ...samples.slice(1)]);
  assert.equal(values(cut.tracks[0]!.set), [-1, -1]);
  assert.equal([...cut.tracks[0]!.holes], [[0, 1]]);
});

test('a copy at the end stands for what is damaged at the begin, whose records come first', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const [hello, layout] = one.hello() as [RecordBytes, RecordBytes];
  const samples = [0, 1].map((tick) => one.sample(tick, 5n));
  const { tracks, damage } = await replayed(directory, [...samples, start(), layout, hello, job()]);
  assert.equal(damage, []);
  assert.equal([tracks[0]?.hello.hostname, values(tracks[0]!.set)], ['node1', [0, 0]]);
  assert.equal([...tracks[0]!.holes], []);
});

test('a rank that kept what the damaged journal of rank 0 has lost: nothing is', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const hello = one.hello();
  const samples = [0, 1, 2, 3].map((tick) => one.sample(tick, 5n));
  const gathers = [job(), start(), ...hello, samples[0]!, samples[3]!];
  const { tracks } = await replayed(directory, gathers, [job({ kept_by: 0 }), ...hello, ...samples.slice(1)]);
  assert.equal(values(tracks[0]!.tick), [0, 1, 2, 3]);
  assert.equal(values(tracks[0]!.set), [0, 0, 0, 0]);
  assert.equal(values(tracks[0]!.file), [0, 1, 1, 0]);
});

test('what the reader finds damaged is told with what it is', async ({ directory }) => {
  const file = path.join(directory, 'z.journal');
  await journalOf(path.join(directory, 'a.journal'), [job()]);
  await writeFile(file, '');
  const { damage } = await replay([path.join(directory, 'a.journal'), file]);
  assert.equal(damage, [{ kind: 'empty', path: file, offset: 0, problem: 'there is nothing in it' }]);
});

test('a journal that does not say what the job was is an error', async ({ directory }) => {
  await rejects(
    replayed(await folderIn(directory), [start()]),
    /a\.journal: no record says what the job was$/,
  );
  await rejects(replay([path.join(directory, 'none.journal')]), /ENOENT/);
  await rejects(
    replayed(await folderIn(directory), [start()], [stopAt(1)]),
    /a\.journal, .*b\.journal: no record says/,
  );
});

test('of samples in order it is known that they can be unpacked, unless a number may be beyond 64 bits', async () => {
  const { folder } = new Golden('golden-2');
  const sureOf = async (...names: readonly string[]) =>
    (await replay(names.map((name) => path.join(folder, name)))).tracks.map(({ isSure }) => isSure);
  assert.equal(await sureOf('three-hosts.journal'), [true, true, true]);
  // It has received 2^64 - 74 bytes.
  assert.equal(await sureOf('one-host.journal'), [false]);
  // Each record for the second time.
  assert.equal(await sureOf('killed-rank0.journal', 'killed-rank0.journal'), [false, false, false]);
});

const namesOf = ({ files }: Replay) => files.map((file) => path.basename(file.path));

test("a journal is known as a rank's by its first job, wherever that stands; one that does not say is the gather's", async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const hello = one.hello();
  const [first, second] = [one.sample(0, 5n), one.sample(1, 5n)] as const;
  const kept = [hello[0]!, start(), job({ kept_by: 0 }), ...hello, first, second];
  const gathers = [job(), start(), ...hello, first];
  const two = await replayed(await folderIn(directory), kept, gathers);
  assert.equal(namesOf(two), ['b.journal', 'a.journal']);
  assert.equal(values(two.tracks[0]!.file), [0, 1]);
  // The begin of the gather's is lost, or all of it.
  const headless = await replayed(await folderIn(directory), kept, gathers.slice(1));
  assert.equal(namesOf(headless), ['b.journal', 'a.journal']);
  const folder = await folderIn(directory);
  const [keptPath, emptyPath] = ['a.journal', 'b.journal'].map((name) => path.join(folder, name));
  await journalOf(keptPath!, kept);
  await writeFile(emptyPath!, '');
  assert.equal(namesOf(await replay([keptPath!, emptyPath!])), ['b.journal', 'a.journal']);
});

test('of marks of one number the first counts', async ({ directory }) => {
  const mark = (label: string) => note({ type: 'mark', nth: 5, time: NOON, label });
  const { marks } = await replayed(directory, [job(), mark('a'), mark('b')]);
  assert.equal(marks, [{ time: NOON, label: 'a' }]);
});

test('what keeps records apart says nothing, and nothing is absent of which nobody has spoken', async ({
  directory,
}) => {
  const { damage, tracks, absent } = await replayed(directory, [job(), padding(10), job()]);
  assert.equal([damage, tracks, absent], [[], [], []]);
});

test('a record that is refused before counts as one that cannot be used', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const file = path.join(directory, 'a.journal');
  await journalOf(file, [job(), start(), ...one.hello(), one.sample(0, 5n), one.sample(1, 5n)]);
  const { tracks } = await replay([file]);
  const offset = tracks[0]!.offset.at(1);
  const refused = new Map([[file, new Map([[offset, 'its numbers end too early']])]]);
  const again = await replay([file], refused);
  assert.equal(values(again.tracks[0]!.tick), [0]);
  assert.equal(again.damage, [
    { kind: 'refused record', path: file, offset, problem: 'its numbers end too early' },
  ]);
  // In this journal only, and at this place.
  const other = new Map([[path.join(directory, 'b.journal'), new Map([[offset, 'wrong']])]]);
  assert.equal((await replay([file], other)).damage, []);
});

test('of each layout its names, whoever has sent it, and how many numbers it has', async ({ directory }) => {
  const one = new Scribe(0, 'node1');
  const [hello, layout] = one.hello() as [RecordBytes, RecordBytes];
  const key = layoutKey('meminfo', layout.body);
  const other = new Scribe(1, 'node2');
  const [helloToo, layoutToo] = other.hello() as [RecordBytes, RecordBytes];
  const all = await replayed(directory, [
    // Whose names stand elsewhere has none itself; and what is known is not looked at again.
    ...[job(), start(), helloToo, { head: layoutToo.head, body: Buffer.alloc(0) }, other.sample(0, 5n)],
    ...[hello, layout, one.sample(0, 5n)],
    { head: new Scribe(1, 'node2').hello()[1]!.head, body: Buffer.from('no layout') },
  ]);
  assert.equal(all.damage, []);
  assert.equal(
    all.tracks.map(({ sets }) => sets),
    [[{ sources: ['meminfo'], lost: [] }], [{ sources: ['meminfo'], lost: [] }]],
  );
  const names = ['MemTotal', 'MemFree'];
  assert.equal(
    all.layoutOf('meminfo', key)?.rows.map(({ name }) => name),
    names,
  );
  assert.is(all.templateOf('meminfo', key)?.count, 2);
  assert.equal(
    all.layouts.map(({ source, rows }) => [source.name, rows.length]),
    [['meminfo', 2]],
  );
  for (const [source, of] of [
    ['meminfo', 'AAAAAAAAAAA'],
    ['vmstat', key],
  ] as const) {
    assert.is(all.layoutOf(source, of), undefined);
    assert.is(all.templateOf(source, of), undefined);
  }
});

test('samples of somebody who has not said hello are refused where the first of their records lies', async ({
  directory,
}) => {
  const stranger = new Scribe(5, 'node5');
  stranger.hello(); // It is not in the journal.
  const { damage } = await replayed(directory, [job(), stranger.sample(0, 1n), stranger.sample(1, 1n)]);
  const problem = 'rank 5 has not said hello: whose 2 samples these are is lost';
  const offset = 19 + 12 + job().head.length;
  assert.equal(damage, [
    { kind: 'refused record', path: path.join(directory, 'a.journal'), offset, problem },
  ]);
});

test('a sample that cannot be in its place is refused with the path of its own journal', async ({
  directory,
}) => {
  const one = new Scribe(1, 'node2');
  const kept = [job({ kept_by: 1 }), ...one.hello(), one.sample(1, 5n), one.sample(1, 5n)];
  const { damage } = await replayed(directory, [job(), start()], kept);
  assert.equal(
    damage.map(({ path: of, problem }) => [path.basename(of), problem]),
    [['b.journal', 'tick 1 comes after 1']],
  );
});

/** A start with another tick 0, and another time between ticks. */
const startAt = (ms: number, interval_ms = 1000) =>
  note({ type: 'start', nth: 2, start: ms, interval_ms, max_samples: 3600, on_full: 'thin' });

test('there are dates for 8e15 ms behind the start: of ticks a day apart for 92592592', async ({
  directory,
}) => {
  const one = new Scribe(0, 'node1');
  const [last, beyond] = [92_592_592, 92_592_593].map((tick) => one.sample(tick, 5n, { time: NOON }));
  const records = [job(), startAt(NOON, 86_400_000), ...one.hello(), last!, beyond!];
  const { tracks, damage } = await replayed(directory, records);
  assert.equal(values(tracks[0]!.set), [0, -2]);
  assert.equal(
    damage.map(({ problem }) => problem),
    ['tick 92592593 is beyond all dates'],
  );
});

/** Ticks of a rank that has kept a journal itself, beside that of a job whose tick 0 is at noon. */
async function keptTicks(
  directory: string,
  starts: readonly RecordBytes[],
  ofJob: readonly RecordBytes[] = [start()],
): Promise<number[]> {
  const lost = new Scribe(1, 'node2');
  const kept = [job({ kept_by: 1 }), ...starts, ...lost.hello(), lost.sample(0, 5n), lost.sample(1, 5n)];
  const all = await replayed(await folderIn(directory), [job(), ...ofJob], kept);
  assert.equal(all.damage, []);
  return values(all.tracks[0]!.tick);
}

test('ticks of a rank that has started by itself are those of the job', async ({ directory }) => {
  assert.equal(await keptTicks(directory, [startAt(NOON + 5000)]), [5, 6]);
  assert.equal(await keptTicks(directory, [startAt(NOON + 5000), startAt(NOON)]), [5, 6], 'the first counts');
  assert.equal(await keptTicks(directory, []), [0, 1], 'it has not said');
  assert.equal(await keptTicks(directory, [startAt(NOON + 5000)], []), [0, 1], 'nobody else has');
  // A tick that no record can have: 2^31 is the last.
  const ofJob = [startAt(NOON, 1)];
  assert.equal(await keptTicks(directory, [startAt(NOON + 2 ** 31 - 1, 1)], ofJob), [2 ** 31 - 1, 2 ** 31]);
  assert.equal(await keptTicks(directory, [startAt(NOON + 2 ** 31, 1)], ofJob), [0, 1]);
});

test('a journal of version 1 is known for one, and its ticks are what they are', async ({ directory }) => {
  const text = (head: object, body = '') => ({
    head: Buffer.from(JSON.stringify(head)),
    body: Buffer.from(body),
  });
  const sender = { rank: 1, id: 'abc123' };
  const { kept_by: _, nth: _nth, ...ofJob } = JSON.parse(String(job().head));
  const schedule = { interval_ms: 1000, max_samples: 3600, on_full: 'thin' };
  const records = [
    text({ ...ofJob, kept_by: 1 }),
    text({ type: 'start', start: NOON + 5000, ...schedule }),
    text({
      ...{ type: 'hello', ...sender, seq: 1, time: NOON, protocol: 1, hostname: 'node2', node: null },
      utc_offset_minutes: 0,
    }),
    text({ type: 'sample', ...sender, seq: 2, time: NOON, tick: 3, base: 0, layouts: [] }),
  ];
  const gathers = path.join(directory, 'a.journal');
  const old = path.join(directory, 'old.journal');
  await journalOf(gathers, [job(), start()]);
  await writeFile(old, Buffer.concat([MAGIC_OF[1], ...records.map(frame)]));
  const all = await replay([old, gathers]);
  assert.equal(all.damage, []);
  assert.equal(
    all.files.map(({ version }) => version),
    [2, 1],
  );
  assert.equal(values(all.tracks[0]!.tick), [3]);
});

test.run();
