import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LiveJob } from '../../src/top/live/live-job.ts';
import { topState } from '../../src/top/state-of-job.ts';
import type { Status } from '../../src/wire/control.ts';
import type { RecordBytes } from '../../src/wire/records.ts';
import { job, NOON, note, Scribe, start } from '../gather/scribe.ts';
import { exampleStatus } from '../wire/example-status.ts';

const STATUS = exampleStatus({
  started: NOON - 2000,
});
/** By the clock of the one who looks. */
const NOW = 50_000;

/** A job of these records, all of which were just written. */
function liveJob(...records: readonly RecordBytes[]): LiveJob {
  const live = new LiveJob();
  for (const record of records) live.take(record, 'live', NOW);
  return live;
}

interface Look {
  /** Ms since the records were written. */
  readonly later?: number;
  readonly trouble?: string;
}

/** What is shown of it some time after they were. */
function stateOf(live: LiveJob, { later = 0, trouble }: Look = {}, more: Partial<Status> = {}) {
  const heard = { status: { ...STATUS, ...more }, time: NOON + 9000, mono: NOW + later };
  return topState(live, heard, trouble ?? null);
}

/** What hosts do, as far as words go. */
const words = (live: LiveJob, look: Look = {}, more: Partial<Status> = {}) =>
  stateOf(live, look, more).hosts.map(({ name, state }) => `${name} ${state.kind}`);

const samples = (scribe: Scribe, ticks: number, more: { stride?: number } = {}) =>
  Array.from({ length: ticks }, (_, tick) => scribe.sample(tick * (more.stride ?? 1), 2n ** 63n, more));

test('the job, its time by the clock of rank 0, and its command once that is known', () => {
  const live = liveJob(job());
  assert.equal(stateOf(live), {
    ...{ benchmark: 'training', command: [], phase: 'sampling', ready: 2, expected: 2, samples: 8 },
    ...{ interval_ms: 1000, elapsed_ms: 11_000, problem: null, tick: -1, stride: 1, least_stride: 1 },
    ...{ mark: null, verdict: null },
    hosts: ['node1', 'node2'].map((name) => ({
      ...{ name, state: { kind: 'missing' }, rates: null, lately: null, memory_total_kb: null, points: [] },
    })),
  });
  live.take(
    note({ type: 'benchmark', nth: 3, command: ['ior', '-a'], start: NOON, end: null, exit_code: null }),
    'live',
    NOW,
  );
  assert.equal(stateOf(live).command, ['ior', '-a']);
  assert.is(stateOf(new LiveJob()).benchmark, 'benchmark');
});

test('the last mark, and how long ago it was by the clock of rank 0; a copy of an earlier one changes nothing', () => {
  const mark = (nth: number, label: string, second: number) =>
    note({ type: 'mark', nth, label, time: NOON + second * 1000 });
  const live = liveJob(job(), mark(3, 'write', 1), mark(4, 'read', 5), mark(3, 'write', 1));
  assert.equal(stateOf(live).mark, { label: 'read', for_ms: 4000 });
});

test('what is wrong on our side comes first, then what rank 0 says, then what is not understood', () => {
  const live = liveJob(job(), { head: Buffer.from('{}'), body: new Uint8Array(0) });
  const problem = 'disk full';
  assert.is(stateOf(live, { trouble: 'no answer' }, { problem }).problem, 'no answer');
  assert.is(stateOf(live, {}, { problem }).problem, 'disk full');
  assert.match(stateOf(live).problem ?? '', /^1 records are not understood/);
});

test('the rates of a host are those of now: one that is silent, or has ended, has none', () => {
  const [one, two] = [new Scribe(0, 'node1'), new Scribe(1, 'node2')];
  const live = liveJob(
    job(),
    start(),
    ...one.hello(),
    ...two.hello(),
    ...samples(one, 3),
    ...samples(two, 3),
  );
  const used = (look: Look = {}) =>
    stateOf(live, look).hosts.map(({ rates }) => rates?.memory_used_kb ?? null);
  assert.equal(
    [words(live), used()],
    [
      ['node1 sampling', 'node2 sampling'],
      [2 ** 63, 2 ** 63],
    ],
  );
  live.take(two.bye(3), 'live', NOW);
  assert.equal(
    [words(live), used()],
    [
      ['node1 sampling', 'node2 ended'],
      [2 ** 63, null],
    ],
  );
  // Two steps of a second, and seven on its way.
  assert.equal(words(live, { later: 9000 }), ['node1 sampling', 'node2 ended']);
  assert.equal(words(live, { later: 9001 }), ['node1 silent', 'node2 ended']);
  assert.equal(used({ later: 9001 }), [null, null]);
  assert.equal(
    stateOf(live, { later: 9001 }).hosts.map(({ points }) => points.length),
    [2, 2],
  );
});

test('where every fourth tick is sampled, a step takes four', () => {
  const one = new Scribe(0, 'node1');
  const live = liveJob(
    job({ expected: 1, hosts: [] }),
    start(),
    ...one.hello(),
    ...samples(one, 3, { stride: 4 }),
  );
  assert.equal(words(live, { later: 15_000 }), ['node1 sampling']);
  assert.equal(words(live, { later: 15_001 }), ['node1 silent']);
});

test('while hosts are waited for, who is there is ready', () => {
  const one = new Scribe(0, 'node1');
  const live = liveJob(job(), ...one.hello());
  assert.equal(words(live, { later: 1e6 }, { phase: 'waiting' }), ['node1 ready', 'node2 missing']);
  assert.equal(words(live), ['node1 ready', 'node2 missing']);
});

test('a host that has all the samples it should take is full, not silent, with --on-full stop only', () => {
  const hosts = (on_full: 'stop' | 'thin', ticks: number) => {
    const one = new Scribe(0, 'node1');
    const live = liveJob(
      job({ expected: 1, hosts: [] }),
      start(on_full, 10),
      ...one.hello(),
      ...samples(one, ticks),
    );
    return words(live, { later: 60_000 });
  };
  // Baseline and final sample are two of ten.
  assert.equal(hosts('stop', 8), ['node1 full']);
  assert.equal(hosts('stop', 7), ['node1 silent']);
  assert.equal(hosts('thin', 8), ['node1 silent']);
});

test('of hosts that sample each its own how-manieth tick, the fewest and the most', () => {
  const [one, two] = [new Scribe(0, 'node1'), new Scribe(1, 'node2')];
  const all = [...samples(one, 3, { stride: 4 }), ...samples(two, 3, { stride: 2 })];
  const { stride, least_stride } = stateOf(liveJob(job(), start(), ...one.hello(), ...two.hello(), ...all));
  assert.equal([stride, least_stride], [4, 2]);
});

test('the newest tick that all have, but nobody holds the others up by more than two steps', () => {
  const tick = (ofOne: number, ofTwo: number, more: { stride?: number } = {}) => {
    const [one, two] = [new Scribe(0, 'node1'), new Scribe(1, 'node2')];
    const all = [...samples(one, ofOne + 1, more), ...samples(two, ofTwo + 1, more)];
    const state = stateOf(liveJob(job(), start(), ...one.hello(), ...two.hello(), ...all));
    return [state.tick, state.stride];
  };
  assert.equal(tick(5, 5), [5, 1]);
  assert.equal(tick(5, 4), [4, 1]);
  assert.equal(tick(5, 1), [3, 1]);
  // Every fourth tick: 20, and four behind it.
  assert.equal(tick(5, 4, { stride: 4 }), [16, 4]);
});

test.run();
