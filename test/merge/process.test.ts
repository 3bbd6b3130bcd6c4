import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { NumberList } from '../../src/merge/lists.ts';
import { hostInfoOf, type Layouts, type PlacedRecord, Process } from '../../src/merge/process.ts';
import { CUT, REFUSED, type Track } from '../../src/merge/track.ts';
import type { SamplesRecord, Taken } from '../../src/wire/records.ts';
import { NOON } from '../gather/scribe.ts';
import { exampleInfo } from '../series/example.ts';
import { helloOf } from './example.ts';

const WHO = { rank: 3, id: 'abc123' };
/** Three numbers. */
const LAYOUTS: Layouts = [
  ['meminfo', 'AAAAAAAAAAA', 2],
  ['vmstat', 'BBBBBBBBBBB', 1],
];
const OTHER: Layouts = [['loadavg', 'CCCCCCCCCCC', 3]];
const COST = {
  ...{ cpu_user_seconds: 1, cpu_system_seconds: 0, wall_seconds: 9, max_rss_kb: 50_000, bytes_sent: 9000 },
  ...{ samples: 2, seconds_by_source: {} },
};

/** Where the n-th record lies: a kilobyte for each. */
const placed = (
  record: PlacedRecord['record'],
  body: Uint8Array = Buffer.alloc(0),
  file = 0,
): PlacedRecord => ({
  record,
  entry: { body, offset: record.seq * 1000, length: record.seq * 10 },
  file,
});
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const hello = (seq = 1) => placed(helloOf(3, 'node1', { seq }), json(exampleInfo()));
const bye = (seq: number, reason = 'enough') =>
  placed({ type: 'bye', ...WHO, seq, time: NOON + 9000, reason }, json(COST));
const lost = (from: number, seq: number, samples: number) =>
  placed({ type: 'lost', ...WHO, seq, from, samples });
const clock = (seq: number, offset_ms: number) =>
  placed({ type: 'clock', ...WHO, seq, offset_ms, error_ms: 1 });

/** Samples at these ticks; each of three numbers that are as before. */
function samples(
  seq: number,
  base: number,
  ticks: readonly (number | null)[],
  more: Partial<SamplesRecord> & { body?: Uint8Array; file?: number; each?: Partial<Taken> } = {},
): PlacedRecord {
  const { body = Buffer.from(ticks.flatMap(() => [0, 2])), file = 0, each, ...rest } = more;
  const taken = ticks.map((tick) => ({ time: NOON + (tick ?? -1) * 1000, tick, ...each }));
  return placed({ type: 'samples', ...WHO, seq, base, taken, ...rest }, body, file);
}
const key = (seq: number, ticks: readonly (number | null)[], more: Parameters<typeof samples>[3] = {}) =>
  samples(seq, 0, ticks, { layouts: LAYOUTS, ...more });

const values = (list: NumberList) => Array.from({ length: list.length }, (_, at) => list.at(at));

/** What comes of these records, and what was refused. */
function made(records: readonly PlacedRecord[], mostTick = 1000): { track: Track; refused: unknown[] } {
  const process = new Process(WHO);
  for (const record of records) process.take(record);
  const refused: unknown[] = [];
  const track = process.track({
    setOf: (layouts) => ({ sources: layouts.map(([source]) => source), lost: [] }),
    mostTick,
    onRefused: (...what) => refused.push(what),
  });
  if (track === undefined) throw new Error('nobody knows whose it is');
  return { track, refused };
}

test('records in their order are what they say', () => {
  const errors = { vmstat: 'EIO' };
  const { track, refused } = made([
    hello(),
    key(2, [null, 0]),
    samples(3, 2, [1], { each: { late: 0.5, step: 30, errors } }),
    clock(4, 7),
    bye(5),
  ]);
  assert.equal(refused, []);
  assert.equal(track.hello, helloOf(3, 'node1'));
  assert.equal(track.info, exampleInfo());
  assert.is(track.seq, 5);
  assert.equal(values(track.file), [0, 0, 0]);
  assert.equal(values(track.offset), [2000, 2000, 3000]);
  assert.equal(values(track.length), [20, 20, 30]);
  assert.equal(values(track.time), [NOON - 1000, NOON, NOON + 1000]);
  assert.equal(values(track.tick), [-1, 0, 1]);
  assert.equal(values(track.lateMs), [Number.NaN, Number.NaN, 0.5]);
  assert.equal(values(track.set), [0, 0, 0]);
  assert.equal(track.sets, [{ sources: ['meminfo', 'vmstat'], lost: [] }]);
  assert.equal([...track.steps], [[2, 30]]);
  assert.equal([[...track.dropped], [...track.holes]], [[], []]);
  assert.equal([...track.errors], [['vmstat', 'EIO']]);
  assert.is(track.stride, 1);
  assert.is(track.clock?.offset_ms, 7);
  assert.equal(track.bye, { time: NOON + 9000, reason: 'enough' });
  assert.equal(track.overhead, COST);
});

test('of a source that is not read at each tick it is kept at which ticks it could not be', () => {
  const each = (cgroup: string) => ({ each: { errors: { cgroup, vmstat: 'denied: EACCES' } } });
  const { track } = made([
    hello(),
    key(2, [null], each('denied: EACCES')),
    key(3, [0, 10], each('failed: EIO')),
    key(4, [20], each('line 1: no number')),
  ]);
  assert.equal([...track.unreadTicks], [['cgroup', new Set([0, 10])]]);
});

test('that a source could not be read is told before what a line of it had that made no sense, whichever was last', () => {
  const each = (vmstat: string) => ({ each: { errors: { vmstat } } });
  const lastOf = (...errors: string[]) =>
    made([hello(), ...errors.map((error, nth) => key(2 + nth, [nth], each(error)))]).track.errors.get(
      'vmstat',
    );
  assert.is(lastOf('line 1: x', 'failed: a', 'line 2: x'), 'failed: a');
  assert.is(lastOf('failed: a', 'denied: b'), 'denied: b');
  assert.is(lastOf('line 1: x', 'line 2: x'), 'line 2: x');
});

test('without a hello nobody knows whose it is; what it sent is counted all the same', () => {
  const process = new Process(WHO);
  assert.equal([process.rank, process.id, process.samples, process.hello], [3, 'abc123', 0, undefined]);
  process.take(key(2, [0, 1]));
  assert.is(process.samples, 2);
  const context = { setOf: () => ({ sources: [], lost: [] }), mostTick: 9, onRefused: () => {} };
  assert.is(process.track(context), undefined);
  process.take(hello());
  assert.is(process.hello?.hostname, 'node1');
});

test('one that said nothing but hello and bye has no samples', () => {
  const { track } = made([hello(), bye(2)]);
  assert.equal([track.seq, values(track.tick), track.sets, [...track.holes]], [2, [], [], []]);
  assert.is(made([hello()]).track.bye, undefined);
});

test('a record that lies in the journals twice counts once, and the first hello', () => {
  const second = placed(helloOf(3, 'other', { seq: 4 }), json({}));
  const { track } = made([hello(), bye(2, 'first'), bye(2, 'second'), key(3, [0]), second]);
  assert.equal([track.bye?.reason, track.hello.hostname], ['first', 'node1']);
  assert.equal(track.info, exampleInfo());
});

test('the newest info of its host counts, and the newest clock, in whatever order they come', () => {
  const info = (seq: number, kernel: string) =>
    placed({ type: 'info', ...WHO, seq, time: NOON }, json({ ...exampleInfo(), kernel }));
  const kernel = (...records: PlacedRecord[]) => made([hello(), ...records]).track.info?.kernel;
  assert.is(kernel(info(2, 'a'), info(3, 'b')), 'b');
  assert.is(kernel(info(3, 'b'), info(2, 'a')), 'b');
  assert.is(made([info(3, 'b'), hello()]).track.info?.kernel, 'b');
  const offset = (...records: PlacedRecord[]) => made([hello(), ...records]).track.clock?.offset_ms;
  assert.is(offset(clock(2, 5), clock(3, 6)), 6);
  assert.is(offset(clock(3, 6), clock(2, 5)), 6);
  assert.is(offset(), undefined);
});

test('host info that is not what it should be is none; such a cost is an error', () => {
  const info = exampleInfo();
  assert.equal(hostInfoOf(json(info))?.kernel, info.kernel);
  assert.is(hostInfoOf(Buffer.alloc(0)), undefined);
  assert.is(hostInfoOf(Buffer.from('{"kernel":"5.14"}')), undefined);
  assert.throws(() => new Process(WHO).take({ ...bye(2), entry: { body: json({}), offset: 0, length: 1 } }));
});

test('the names of numbers are nothing of a process; its last record may be one of samples', () => {
  const layout = placed({ type: 'layout', ...WHO, seq: 2, source: 'meminfo', key: 'AAAAAAAAAAA' });
  const { track } = made([hello(), layout, key(3, [0]), samples(4, 3, [1])]);
  assert.equal([track.bye, track.overhead, track.seq], [undefined, undefined, 4]);
});

test('the greatest stride is that of its end', () => {
  assert.is(made([hello(), key(2, [0]), samples(3, 2, [4], { stride: 4 })]).track.stride, 4);
  assert.is(made([hello(), key(2, [0], { stride: 4 }), samples(3, 2, [4], { stride: 2 })]).track.stride, 4);
});

test('layouts that are the same are one set, others another', () => {
  const { track } = made([
    hello(),
    key(2, [0]),
    key(3, [1], { layouts: OTHER }),
    samples(4, 3, [2]),
    key(5, [3]),
    samples(6, 5, [4]),
  ]);
  assert.equal(values(track.set), [0, 1, 1, 0, 0]);
  assert.equal(
    track.sets.map(({ sources }) => sources),
    [['meminfo', 'vmstat'], ['loadavg']],
  );
});

test('what was packed against a record that is not there cannot be read, up to the next key sample', () => {
  const { track } = made([hello(), key(2, [0]), samples(5, 4, [1, 2]), samples(6, 5, [3]), key(7, [4])]);
  assert.equal(values(track.set), [0, CUT, CUT, CUT, 0]);
  assert.equal([...track.holes], [[1, 2]]);
  const first = made([hello(), samples(3, 2, [0]), key(4, [1])]);
  assert.equal(values(first.track.set), [CUT, 0]);
  const cut = made([hello(), key(2, [0]), samples(3, 0, [1]), samples(4, 3, [2])]);
  assert.equal(values(cut.track.set), [0, CUT, CUT]);
});

test('records that lie in another order are put into that of their numbers', () => {
  const { track } = made([
    hello(),
    key(4, [2], { each: { step: 40 } }),
    key(2, [null, 0], { each: { late: 2 } }),
    bye(5),
    samples(3, 2, [1]),
  ]);
  assert.equal(values(track.tick), [-1, 0, 1, 2]);
  assert.equal(values(track.offset), [2000, 2000, 3000, 4000]);
  assert.equal(values(track.lateMs), [2, 2, Number.NaN, Number.NaN]);
  assert.equal(values(track.set), [0, 0, 0, 0]);
  assert.equal([...track.steps], [[3, 40]]);
  assert.equal([...track.holes], []);
  const { tick } = made([hello(), key(2, [0]), key(4, [2]), key(3, [1])]).track;
  assert.equal(values(tick), [0, 1, 2]);
});

test('a record that lies in two journals is that of the first', () => {
  const { track } = made([
    hello(),
    key(2, [0, 1]),
    samples(3, 2, [2]),
    key(2, [0, 1], { file: 1, each: { step: 50 } }),
    samples(3, 2, [2], { file: 1 }),
    samples(4, 3, [3], { file: 1 }),
  ]);
  assert.equal(values(track.tick), [0, 1, 2, 3]);
  assert.equal(values(track.file), [0, 0, 0, 1]);
  assert.equal([...track.steps], []);
  // In one journal, elsewhere.
  const again = key(2, [0, 1]);
  const twice = made([hello(), again, { ...again, entry: { ...again.entry, offset: 9 } }]);
  assert.equal(values(twice.track.offset), [2000, 2000]);
});

test('a body that has not so many numbers is an error, and nothing of it counts', () => {
  const process = new Process(WHO);
  const short = { body: Buffer.from([0, 1]) };
  assert.throws(() => process.take(key(2, [0], short)));
  assert.throws(() => process.take(key(3, [0, 1], { body: Buffer.from([0, 2]) })));
  const wide: Layouts = [['meminfo', 'AAAAAAAAAAA', 2_000_001]];
  const body = Buffer.from([0, 0x80, 0x89, 0x7a]);
  assert.throws(() => process.take(key(4, [0], { layouts: wide, body })), /^a sample has 2000001 numbers$/);
  assert.is(process.samples, 0);
  process.take(key(5, [0]));
  assert.throws(() => process.take(key(6, [0], short)));
  process.take(key(7, [0]));
  assert.throws(() => process.take(samples(8, 7, [1], short)));
  assert.is(process.samples, 2);
  // Nothing is known of what was packed against that one, nor of copies and of what comes late, nor without layouts.
  process.take(samples(9, 8, [2], short));
  process.take(key(9, [2], short));
  process.take(key(4, [1], short));
  process.take(samples(10, 0, [5], short));
  process.take(samples(11, 10, [6], short));
  assert.is(process.samples, 7);
  // 2 000 000 are as many as there may be: a run of them.
  const most: Layouts = [['meminfo', 'AAAAAAAAAAA', 2_000_000]];
  process.take(key(12, [7], { layouts: most, body: Buffer.from([0, 0xff, 0x88, 0x7a]) }));
});

test('what the outbox could not hold is missing where it would be, but for what has come before', () => {
  const dropped = (...records: PlacedRecord[]) => {
    const { track } = made([hello(), ...records]);
    return [[...track.dropped], [...track.holes]];
  };
  assert.equal(dropped(key(2, [0]), lost(3, 5, 4), key(6, [5])), [[[1, 4]], []]);
  assert.equal(dropped(key(2, [0]), key(4, [2]), lost(3, 5, 4), key(6, [5])), [[[2, 3]], []]);
  assert.equal(dropped(key(2, [0]), key(3, [1, 2]), lost(3, 5, 2), key(6, [5])), [[], []]);
  assert.equal(dropped(key(2, [0]), lost(3, 5, 4), key(8, [5])), [[[1, 4]], [[1, 2]]]);
  assert.equal(dropped(key(2, [0]), lost(5, 7, 2), key(8, [5])), [[[1, 2]], [[1, 2]]]);
  assert.equal(dropped(lost(2, 3, 1), key(4, [1]), lost(5, 6, 2)), [
    [
      [0, 1],
      [1, 2],
    ],
    [],
  ]);
});

test('a later word stands for what an earlier one stood for', () => {
  const dropped = (...records: PlacedRecord[]) => {
    const { track } = made([hello(), key(2, [0]), ...records, key(9, [9])]);
    return [[...track.dropped], [...track.holes]];
  };
  assert.equal(dropped(lost(3, 5, 4), lost(3, 7, 6)), [[[1, 6]], [[1, 1]]]);
  assert.equal(dropped(lost(4, 5, 2), lost(3, 8, 6)), [[[1, 6]], []]);
  assert.equal(dropped(lost(3, 4, 2), lost(5, 8, 3)), [[[1, 5]], []]);
});

test('numbers that nothing stands for are holes', () => {
  const holes = (...records: PlacedRecord[]) => [...made(records).track.holes];
  assert.equal(holes(hello(), key(2, [0]), key(5, [1]), bye(9)), [
    [1, 2],
    [2, 3],
  ]);
  assert.equal(holes(hello(3), key(4, [0])), [[0, 2]]);
  assert.equal(holes(hello(), key(4, [0, 1]), key(5, [2])), [[0, 2]]);
});

test('a tick that is not behind the one before is none, nor one that no date can be told of', () => {
  const { track, refused } = made([hello(), key(2, [5, null, 5, 4, 11, 10, null])], 10);
  assert.equal(values(track.set), [0, 0, REFUSED, REFUSED, REFUSED, 0, 0]);
  assert.equal(refused, [
    ['tick 5 comes after 5', 0, 2000],
    ['tick 4 comes after 5', 0, 2000],
    ['tick 11 is beyond all dates', 0, 2000],
  ]);
  assert.equal(values(made([hello(), key(2, [0, 0])]).track.set), [0, REFUSED]);
  assert.equal(made([hello(), key(2, [10, 10])], 10).refused, [['tick 10 comes after 10', 0, 2000]]);
  assert.equal(values(made([hello(), key(2, [0]), samples(3, 2, [1, 2])]).track.set), [0, 0, 0]);
});

const isSure = (...records: readonly PlacedRecord[]) => made([hello(), ...records]).track.isSure;

test('that all samples can be unpacked is known where records lie in order and each says what it has', () => {
  assert.ok(isSure());
  assert.ok(isSure(key(2, [0]), samples(3, 2, [1, 2]), key(4, [3]), samples(5, 4, [4])));
  const first = key(2, [0]);
  assert.not(isSure(first, first), 'a copy');
  assert.not(isSure(key(3, [1]), key(2, [0])), 'out of order');
  assert.not(isSure(first, samples(4, 3, [1])), 'what it depends on is not there');
  assert.not(isSure(samples(2, 0, [0])), 'it does not say what it has');
  assert.not(isSure(first, samples(4, 3, [1]), key(5, [2])), 'once not known, never known');
});

/** One number, which moves by less than 2^48 in each of sixteen samples: by 2^52 at most. */
function moving(seq: number, base: number): PlacedRecord {
  const body = Buffer.alloc(16 * 7, Buffer.from('ffffffffffff7f', 'hex')); // 2^49 - 1, zigzag.
  const layouts: Layouts = [['vmstat', 'BBBBBBBBBBB', 1]];
  return samples(seq, base, Array(16).fill(null), { body, ...(base === 0 && { layouts }) });
}
const run = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, nth) => moving(from + nth, nth === 0 ? 0 : from + nth - 1));

test('numbers cannot be beyond 64 bits as long as they have moved by 2^62 at most since a key sample', () => {
  assert.ok(isSure(...run(2, 1025)), '1024 records');
  assert.not(isSure(...run(2, 1026)), '1025 of them');
  assert.ok(isSure(...run(2, 801), ...run(802, 1601)), 'a key sample in the middle');
  const large = Buffer.concat([Buffer.from('ffffffffffffff01', 'hex'), Buffer.from([0, 1])]);
  assert.not(isSure(key(2, [0], { body: large })), 'one number that is beyond 2^48 at once');
});

test.run();
