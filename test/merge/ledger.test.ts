import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hostStatus } from '../../src/merge/ledger.ts';
import type { Replay } from '../../src/merge/replay.ts';
import type { Track } from '../../src/merge/track.ts';
import type { HostStatus } from '../../src/series/schema.ts';
import { NOON } from '../gather/scribe.ts';
import { helloOf, type MadeTrack, replayOf, scheduleOf, stopOf, trackOf } from './example.ts';

/** The ledger's line about rank 0, which these processes were. */
function statusOf(tracks: readonly Track[], more: Partial<Replay> = {}): HostStatus {
  return hostStatus({ key: 'node1', rank: 0, tracks }, replayOf(tracks, more));
}

const NO_SOURCES = { sources: [], lost: [] };
const DAMAGE = {
  kind: 'corrupt record',
  path: 'a.journal',
  offset: 19,
  problem: 'a record is damaged',
} as const;

/** How many ticks were expected of a host that has sampled these. */
function expectedOf(ticks: readonly number[], more: Partial<Replay>): number {
  return statusOf([trackOf({ ticks })], more).ticks_expected;
}

test('a host that did all that was expected', () => {
  const track = trackOf({
    ticks: [null, 0, 1, 2, null],
    seconds: [-0.5, 0, 1, 2, 2.6],
    lateMs: [Number.NaN, 0.2, 0.1, 0.3, Number.NaN],
    clock: { offset_ms: -3.5, error_ms: 0.2 },
  });
  assert.equal(statusOf([track], { stop: stopOf(2.6) }), {
    status: 'complete',
    reason: null,
    rank: 0,
    first_sample: '2026-11-25T11:59:59.500Z',
    last_sample: '2026-11-25T12:00:02.600Z',
    samples: 5,
    ticks_expected: 3,
    ticks_sampled: 3,
    ticks_missed: 0,
    gaps: [],
    sources: { meminfo: { ticks_expected: 3, ticks_sampled: 3, ticks_missed: 0, reason: null } },
    clock_offset_ms: -3.5,
    clock_error_ms: 0.2,
    clock_steps: [],
    utc_offset_minutes: 60,
    late_ms: { p50: 0.2, p90: 0.28, p99: 0.298, max: 0.3 },
  });
});

test('a host that never came', () => {
  assert.equal(hostStatus({ key: 'node2', rank: null, tracks: [] }, replayOf([])), {
    status: 'missing',
    reason: 'its collector never reached rank 0',
    rank: null,
    first_sample: null,
    last_sample: null,
    samples: 0,
    ticks_expected: 0,
    ticks_sampled: 0,
    ticks_missed: 0,
    gaps: [],
    sources: {},
    clock_offset_ms: null,
    clock_error_ms: null,
    clock_steps: [],
    utc_offset_minutes: null,
    late_ms: null,
  });
});

test('a host that has said why it is not recorded, under the name that it has', () => {
  const absent = [{ host: 'node2.site', reason: 'no Node.js found' }];
  const reason = (key: string) =>
    hostStatus({ key, rank: null, tracks: [] }, replayOf([], { absent })).reason;
  assert.is(reason('node2'), 'its collector could not start: no Node.js found');
  assert.is(reason('node3'), 'its collector never reached rank 0');
  // What one process of a host said counts less than what another has sampled.
  const spoken = { absent: [{ host: 'node1', reason: 'x' }], stop: stopOf(0.5) };
  assert.is(statusOf([trackOf({ ticks: [0] })], spoken).reason, null);
});

test('a tick that was due less than 250 ms before the stop is not expected', () => {
  // Ticks 0, 1 and 2; tick 3 was due 249 ms before the first stop, 250 ms before the second.
  const before = statusOf([trackOf({ ticks: [0, 1, 2] })], { stop: stopOf(3.249) });
  assert.equal([before.ticks_expected, before.ticks_missed, before.status], [3, 0, 'complete']);
  const after = statusOf([trackOf({ ticks: [0, 1, 2] })], { stop: stopOf(3.25) });
  assert.equal([after.ticks_expected, after.ticks_missed, after.status], [4, 1, 'partial']);
  // It counts if it was sampled all the same.
  assert.is(expectedOf([0, 3], { stop: stopOf(3.1) }), 4);
});

test('at short intervals it is one interval before the stop', () => {
  const schedule = scheduleOf({ interval_ms: 100 });
  // At 1000 ms ticks 0 to 10 were due, the last just then.
  assert.is(expectedOf([0], { schedule, stop: stopOf(1) }), 10);
  assert.is(expectedOf([0], { schedule, stop: stopOf(1.099) }), 10);
  assert.is(expectedOf([0], { schedule, stop: stopOf(1.1) }), 11);
});

test('a stop that does not say how long it ran is taken by the wall clock', () => {
  const stop = { ...stopOf(0), since_start_ms: null };
  assert.is(expectedOf([0], { stop: { ...stop, time: NOON + 4250 } }), 5);
  assert.is(expectedOf([0], { stop: { ...stop, time: NOON + 4249 } }), 4);
  // A clock that was set in mid-run matters only there.
  assert.is(expectedOf([0, 1], { stop: { ...stopOf(1.5), time: NOON + 3_600_000 } }), 2);
});

test('a stop before the first tick expects none', () => {
  const status = statusOf([trackOf({ ticks: [null, null], seconds: [-2, -1.5] })], { stop: stopOf(-1) });
  assert.equal(
    [status.status, status.ticks_expected, status.ticks_missed, status.gaps],
    ['complete', 0, 0, []],
  );
});

test('without a stop as far as any rank has sampled', () => {
  const status = statusOf([trackOf({ ticks: [0, 1] })], { lastTick: 3 });
  assert.equal([status.ticks_expected, status.ticks_missed], [4, 2]);
  assert.is(
    status.reason,
    'it ended without a stop of the job: the benchmark has ended; 2 of 4 ticks missing',
  );
});

test('without a schedule what lies between the first and the last sample was expected', () => {
  const status = statusOf([trackOf({ ticks: [7, 9] })], { schedule: undefined, stop: stopOf(20) });
  const gap = { from_tick: 8, to_tick: 8, reason: 'its collector did not run' };
  assert.equal([status.status, status.ticks_expected, status.gaps], ['partial', 3, [gap]]);
  const none = statusOf([trackOf({ ticks: [null] })], { schedule: undefined, stop: stopOf(20) });
  assert.equal([none.status, none.ticks_expected, none.gaps], ['complete', 0, []]);
});

test('thinned, every stride-th tick is expected', () => {
  const track = trackOf({ ticks: [0, 1, 2, 3, 4, 6, 8], stride: 2 });
  const status = statusOf([track], { stop: stopOf(9.5) });
  // 0, 2, 4, 6 and 8; 1 and 3 are thinned out.
  assert.equal([status.ticks_expected, status.ticks_sampled, status.samples], [5, 5, 5]);
  const gap = statusOf([trackOf({ ticks: [0, 8, 12], stride: 4 })], { stop: stopOf(12.5) });
  assert.equal(gap.gaps, [{ from_tick: 4, to_tick: 4, reason: 'its collector did not run' }]);
  assert.equal([gap.ticks_expected, gap.ticks_missed], [4, 1]);
});

test('a host that has stopped at its bound, or keeps the last ticks, need not have the others', () => {
  const stop = scheduleOf({ on_full: 'stop', max_samples: 5 });
  assert.equal(statusOf([trackOf({ ticks: [0, 1, 2] })], { schedule: stop, stop: stopOf(9) }).gaps, []);
  const ring = scheduleOf({ on_full: 'ring', max_samples: 5 });
  const kept = statusOf([trackOf({ ticks: [0, 5, 6, 7, 8, 9] })], { schedule: ring, stop: stopOf(9.5) });
  assert.equal([kept.status, kept.ticks_expected, kept.ticks_sampled], ['complete', 3, 3]);
  // Its bound was not reached: two of three.
  assert.is(expectedOf([0, 1], { schedule: stop, stop: stopOf(9) }), 3);
  assert.is(expectedOf([0, 1], { schedule: stop, stop: stopOf(1.5) }), 2);
});

test('with a bound at which it stops, a tick that is missing is one, and not all that come behind the bound', () => {
  const schedule = scheduleOf({ on_full: 'stop', max_samples: 6 });
  const gapsOf = (made: MadeTrack) => {
    const { gaps, ticks_missed } = statusOf([trackOf(made)], { schedule, stop: stopOf(99) });
    return [ticks_missed, ...gaps.map(({ from_tick, to_tick }) => [from_tick, to_tick])];
  };
  assert.equal(gapsOf({ ticks: [0, 2, 3] }), [1, [1, 1]]);
  assert.equal(gapsOf({ ticks: [0, 1, 2, 3], set: [0, 0, 0, -1] }), [1, [3, 3]]);
  assert.equal(gapsOf({ ticks: [1, 2, 3], holes: new Map([[0, 1]]) }), [1, [0, 0]]);
  // It came late: four from then on.
  assert.equal(gapsOf({ ticks: [5, 6, 7] }), [6, [0, 4], [8, 8]]);
  assert.equal(gapsOf({ ticks: [] }), [4, [0, 3]]);
});

test('of the last ticks, those behind the end of a host that was killed are missing', () => {
  const schedule = scheduleOf({ on_full: 'ring', max_samples: 5 });
  const killed = trackOf({ ticks: [0, 1, 2, 3], bye: undefined });
  const { gaps, ticks_expected } = statusOf([killed], { schedule, stop: stopOf(9.5) });
  assert.equal(
    [ticks_expected, gaps],
    [9, [{ from_tick: 4, to_tick: 9, reason: 'its collector had ended' }]],
  );
});

test('gaps and why: not there yet, did not run, dropped, had ended', () => {
  const track = trackOf({ ticks: [2, 3, 6, 9], dropped: new Map([[3, 2]]) });
  const status = statusOf([track], { stop: stopOf(12.5) });
  assert.equal(status.gaps, [
    { from_tick: 0, to_tick: 1, reason: 'its collector was not there yet' },
    { from_tick: 4, to_tick: 5, reason: 'its collector did not run' },
    { from_tick: 7, to_tick: 8, reason: 'dropped: the outbox was full' },
    { from_tick: 10, to_tick: 12, reason: 'its collector had ended' },
  ]);
  assert.is(
    status.reason,
    'it ended before the stop: the benchmark has ended; 9 of 13 ticks missing; 2 samples dropped: the outbox was full',
  );
});

test('samples that were dropped at the end, after which nothing came, are told as that', () => {
  const track = trackOf({ ticks: [0, 1], dropped: new Map([[2, 3]]) });
  const { gaps, reason } = statusOf([track], { stop: stopOf(4.5) });
  assert.equal(gaps, [{ from_tick: 2, to_tick: 4, reason: 'dropped: the outbox was full' }]);
  assert.is(reason, '3 of 5 ticks missing; 3 samples dropped: the outbox was full');
});

test('samples that were dropped where no tick is missing make it partial all the same', () => {
  const track = trackOf({ ticks: [null, 0, 1], dropped: new Map([[1, 1]]) });
  const { status, gaps, reason } = statusOf([track], { stop: stopOf(1.5) });
  assert.equal([status, gaps, reason], ['partial', [], '1 samples dropped: the outbox was full']);
});

test('a host without a goodbye was killed or cut off', () => {
  const gone = trackOf({ ticks: [0, 1], bye: undefined });
  assert.is(
    statusOf([gone], { stop: stopOf(1.5) }).reason,
    'no word from it after 2026-11-25T12:00:01.000Z: killed or cut off',
  );
  const silent = statusOf([trackOf({ bye: undefined })], { stop: stopOf(1.5) });
  assert.equal([silent.status, silent.reason], ['missing', 'it sent no sample; 2 of 2 ticks missing']);
});

test('a host of which nothing could be read says what the first source said', () => {
  const errors = new Map([
    ['vmstat', 'EACCES'],
    ['cpu', 'EIO'],
  ]);
  const track = trackOf({ ticks: [0, 1], sets: [NO_SOURCES], errors });
  const unread = statusOf([track], { stop: stopOf(1.5) });
  assert.equal([unread.status, unread.samples], ['partial', 2]);
  assert.is(unread.reason, 'no source could be read: EACCES; 2 of 2 ticks missing');
  assert.equal(unread.gaps, [{ from_tick: 0, to_tick: 1, reason: 'no source could be read' }]);
  assert.is(
    statusOf([trackOf({ ticks: [0, 1], sets: [NO_SOURCES] })], { stop: stopOf(1.5) }).reason,
    'no source could be read: none is there; 2 of 2 ticks missing',
  );
});

test('what is damaged is missing where it was sampled, and what is in no record where it should be', () => {
  // Ticks 0 1 2 _ 4 5: 1 and 2 depend on something that is lost, and three records are not there before 4.
  const track = trackOf({
    ticks: [null, 0, 1, 2, 4, 5],
    set: [-1, 0, -1, -1, 0, 0],
    holes: new Map([[4, 3]]),
  });
  const status = statusOf([track], { stop: stopOf(5.5), damage: [DAMAGE] });
  assert.equal(
    [status.samples, status.ticks_expected, status.ticks_sampled, status.ticks_missed],
    [3, 6, 3, 3],
  );
  const reason = 'its record is damaged or lost in the journal';
  assert.equal(status.gaps, [{ from_tick: 1, to_tick: 3, reason }]);
  // The baseline sample is one of the records, too.
  const all = '3 of 6 ticks missing; 4 of its records are damaged or lost in the journal';
  assert.equal([status.status, status.reason], ['partial', all]);
  const elsewhere = statusOf([trackOf({ ticks: [0], holes: new Map([[0, 2]]) })], { stop: stopOf(0.5) });
  assert.is(elsewhere.reason, '2 of its records are not in the journals that were read');
});

test('sources add up one by one: those that had to deliver, and those that ever did', () => {
  const sets = [
    { sources: ['cpu', 'pressure'], lost: [] },
    { sources: ['cpu'], lost: ['vmstat'] },
    NO_SOURCES,
  ];
  const track = trackOf({
    hello: helloOf(0, 'node1', { required: ['cpu', 'netdev', 'vmstat'] }),
    ticks: [null, 0, 1, 2, 4],
    set: [0, 0, 1, 1, 2],
    sets,
    errors: new Map([
      ['netdev', 'failed: EACCES'],
      ['pressure', 'failed: EIO'],
    ]),
  });
  const { sources, reason } = statusOf([track], { stop: stopOf(4.5) });
  const at = (sampled: number, why: string) => ({
    ...{ ticks_expected: 5, ticks_sampled: sampled, ticks_missed: 5 - sampled },
    reason: why,
  });
  const namesLost = 'what its numbers are is lost: the journal is damaged';
  assert.equal(sources, {
    cpu: at(3, "its host's ticks are missing"),
    netdev: at(0, 'failed: EACCES'),
    vmstat: at(0, namesLost),
    pressure: at(1, 'failed: EIO'),
  });
  assert.is(
    reason,
    '2 of 5 ticks missing; netdev was never read: failed: EACCES; ' +
      `vmstat was never read: ${namesLost}; pressure is missing at 2 of 3 ticks: failed: EIO`,
  );
});

test('an optional source that never was there is none', () => {
  const track = trackOf({ ticks: [0, 1], errors: new Map([['pressure', 'absent']]) });
  const { status, sources } = statusOf([track], { stop: stopOf(1.5) });
  assert.equal([status, Object.keys(sources ?? {})], ['complete', ['meminfo']]);
});

test('a clock that was set: by how much, at which sample; what was thinned out counts for the next', () => {
  const steps = new Map([
    [1, 3_600_000],
    [3, -20.5],
    [5, 1000],
  ]);
  const track = trackOf({ ticks: [0, 1, 2, 3, 4, null], seconds: [0, 3601, 3602, 3603, 3604, 3605], steps });
  const { clock_steps } = statusOf([track], { stop: stopOf(4.5) });
  assert.equal(clock_steps, [
    { timestamp: '2026-11-25T13:00:01.000Z', tick: 1, step_ms: 3_600_000 },
    { timestamp: '2026-11-25T13:00:03.000Z', tick: 3, step_ms: -20.5 },
    { timestamp: '2026-11-25T13:00:05.000Z', tick: null, step_ms: 1000 },
  ]);
  const thinned = statusOf([{ ...track, stride: 4 }], { stop: stopOf(4.5) });
  assert.equal(thinned.clock_steps, [
    { timestamp: '2026-11-25T13:00:04.000Z', tick: 4, step_ms: 3_599_979.5 },
    { timestamp: '2026-11-25T13:00:05.000Z', tick: null, step_ms: 1000 },
  ]);
  // Forward and back, between two samples that are in the file.
  const back = new Map([
    [1, 600_000],
    [3, -600_000.097],
  ]);
  const none = trackOf({ ticks: [0, 1, 2, 3, 4], seconds: [0, 601, 602, 3, 4], steps: back, stride: 4 });
  assert.equal(statusOf([none], { stop: stopOf(4.5) }).clock_steps, []);
});

test('of a rank that was started again the last process counts, the samples of both', () => {
  const first = trackOf({ ticks: [0, 1], bye: undefined, clock: { offset_ms: 9, error_ms: 1 } });
  const second = trackOf({
    hello: helloOf(0, 'node1', { id: 'def456', utc_offset_minutes: 0 }),
    ticks: [3, 4],
    clock: { offset_ms: 2, error_ms: 1 },
  });
  const status = statusOf([first, second], { stop: stopOf(4.5) });
  assert.equal([status.samples, status.clock_offset_ms, status.utc_offset_minutes], [4, 2, 0]);
  assert.equal(status.gaps, [{ from_tick: 2, to_tick: 2, reason: 'its collector did not run' }]);
  assert.is(status.reason, '1 of 5 ticks missing');
});

test('percentiles of lateness, interpolated', () => {
  const ticks = Array.from({ length: 100 }, (_, tick) => tick);
  // Not in order: 100, 99, … 1 ms. Python: statistics.quantiles(range(1, 101), n=100, method='inclusive')[49, 89, 98]
  const track = trackOf({ ticks, lateMs: ticks.map((tick) => 100 - tick) });
  assert.equal(statusOf([track]).late_ms, { p50: 50.5, p90: 90.1, p99: 99.01, max: 100 });
  assert.is(statusOf([trackOf({ ticks: [null] })]).late_ms, null);
  const one = trackOf({ ticks: [0, 1], lateMs: [Number.NaN, 0.1234567] });
  assert.equal(statusOf([one]).late_ms, { p50: 0.123, p90: 0.123, p99: 0.123, max: 0.123 });
});

test('where journals are damaged that may be why something is missing, but not where only an end is torn', () => {
  const silent = trackOf({ ticks: [0, 1], bye: undefined, holes: new Map([[1, 3]]) });
  const told = (damage: Replay['damage'], track = silent) => {
    const { reason, gaps } = statusOf([track], { stop: stopOf(4), damage });
    const never = hostStatus({ key: 'node2', rank: null, tracks: [] }, replayOf([], { damage })).reason;
    return { reason, gap: gaps.at(-1)?.reason, never };
  };
  const cutOff = 'no word from it after 2026-11-25T12:00:01.000Z: killed or cut off';
  const clean = {
    reason: `${cutOff}; 2 of 4 ticks missing; 3 of its records are not in the journals that were read`,
    gap: 'its collector had ended',
    never: 'its collector never reached rank 0',
  };
  const end = { ...DAMAGE, problem: 'it ends in the middle of a record' };
  assert.equal(told([]), clean);
  assert.equal(
    told([
      { ...end, kind: 'torn end' },
      { ...end, kind: 'empty' },
    ]),
    clean,
  );
  assert.equal(told([{ ...end, kind: 'torn end' }, DAMAGE]), {
    reason: `${cutOff}, or damaged in the journal; 2 of 4 ticks missing; 3 of its records are damaged or lost in the journal`,
    gap: 'its collector had ended, or its records are damaged',
    never: 'its collector never reached rank 0, or its records are damaged',
  });
  // Of one that has said bye nothing more can have been there.
  assert.is(told([DAMAGE], trackOf({ ticks: [0, 1] })).gap, 'its collector had ended');
});

test('gaps for one reason with ticks between them are two', () => {
  const lost = new Map([
    [1, 1],
    [2, 1],
  ]);
  const { gaps } = statusOf([trackOf({ ticks: [0, 2, 4], dropped: lost })], { stop: stopOf(4.5) });
  assert.equal(
    gaps.map(({ from_tick, to_tick }) => [from_tick, to_tick]),
    [
      [1, 1],
      [3, 3],
    ],
  );
});

test.run();
