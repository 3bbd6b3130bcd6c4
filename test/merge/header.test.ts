import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keysOf, seriesHeader } from '../../src/merge/header.ts';
import { mergedHosts } from '../../src/merge/hosts.ts';
import type { Replay } from '../../src/merge/replay.ts';
import type { Track } from '../../src/merge/track.ts';
import { NOON } from '../gather/scribe.ts';
import { exampleInfo } from '../series/example.ts';
import { helloOf, jobOf, replayOf, stopOf, trackOf } from './example.ts';

/** The header of what these processes have left. */
function headerOf(tracks: readonly Track[], more: Partial<Replay> = {}) {
  const replayed = replayOf(tracks, more);
  return seriesHeader(replayed, mergedHosts(replayed));
}

const on = (rank: number, hostname: string, id = 'abc123') => ({ hello: helloOf(rank, hostname, { id }) });
const COST = {
  ...{ cpu_user_seconds: 0.05, cpu_system_seconds: 0.01, wall_seconds: 4, max_rss_kb: 46_000 },
  ...{ bytes_sent: 2000, samples: 5, seconds_by_source: {} },
};

test('what is known of the job before anything is there', () => {
  const job = jobOf({ expected: 2, hosts: ['node1', 'node2'], interval_ms: 2500, method: 'local' });
  const { host_status, ...header } = headerOf([], { job });
  assert.equal(header, {
    schema_version: 1,
    generator: { name: 'rankstat', version: '1.2.3' },
    collection_interval_seconds: 2.5,
    start_time: '2026-11-25T11:59:58.500Z',
    end_time: '2026-11-25T11:59:58.500Z',
    num_samples: 0,
    collection_method: 'local',
    hosts_requested: ['node1', 'node2'],
    hosts_collected: [],
    benchmark: {
      ...{ type: 'training', command: null, start_time: null, end_time: null, exit_code: null },
      ...{ launcher: 'slurm', job_id: '7', step_id: '0' },
    },
    marks: [],
    host_info: Object.create(null),
    overhead: Object.create(null),
  });
  assert.equal(Object.keys(host_status), ['node1', 'node2']);
});

test('the end is the stop, or the last sample of whoever has sampled last', () => {
  const early = trackOf({ ...on(0, 'node1'), ticks: [0, 1, 2, 3] });
  const late = trackOf({ ...on(1, 'node2'), ticks: [0, 5] });
  const never = trackOf(on(2, 'node3'));
  const tracks = [late, early, never];
  assert.is(headerOf(tracks).end_time, '2026-11-25T12:00:05.000Z');
  assert.is(headerOf(tracks, { stop: stopOf(3.25) }).end_time, '2026-11-25T12:00:03.250Z');
});

test('samples count that are in the file; collected is who has a sample with anything in it', () => {
  const full = trackOf({ ...on(0, 'node1'), ticks: [null, 0, 1, 2] });
  const empty = { sources: [], lost: [] };
  const nothing = trackOf({ ...on(1, 'node2'), ticks: [0, 1], sets: [empty] });
  const thinned = trackOf({ ...on(2, 'node3'), ticks: [0, 1, 2, 3, 4], stride: 2 });
  const job = jobOf({ expected: 4, hosts: ['node1', 'node2', 'node3', 'node4'] });
  const header = headerOf([full, nothing, thinned], { job });
  assert.is(header.num_samples, 4 + 2 + 3);
  assert.equal(header.hosts_collected, ['node1', 'node3']);
  assert.equal(header.hosts_requested, ['node1', 'node2', 'node3', 'node4']);
});

test('of a ring the last ticks count', () => {
  const schedule = { start: NOON, interval_ms: 1000, max_samples: 5, on_full: 'ring' } as const;
  assert.is(headerOf([trackOf({ ticks: [0, 1, 2, 3, 4] })], { schedule }).num_samples, 3);
});

test('a host is told of by the last of its processes, and only if that has said so', () => {
  const old = exampleInfo({ kernel: '4.18.0' });
  const now = exampleInfo({ kernel: '5.14.0' });
  const cost = { ...COST, samples: 9 };
  const header = headerOf([
    trackOf({ ...on(0, 'node1'), info: old, overhead: COST }),
    trackOf({ ...on(0, 'node1', 'def456'), info: now, overhead: cost }),
    trackOf({ ...on(1, 'node2'), info: old, overhead: COST }),
    trackOf({ ...on(1, 'node2', 'def456') }),
    trackOf({ ...on(2, '__proto__'), info: now, overhead: COST }),
  ]);
  assert.equal(Object.entries(header.host_info ?? {}), [
    ['node1', now],
    ['__proto__', now],
  ]);
  assert.equal(Object.entries(header.overhead ?? {}), [
    ['node1', cost],
    ['__proto__', COST],
  ]);
  assert.equal(Object.keys(header.host_status), ['node1', 'node2', '__proto__']);
});

test('the benchmark as far as it has come, and marks', () => {
  const command = ['fio', '--name=x'];
  const marks = [{ time: NOON + 500, label: 'epoch 1' }];
  const running = { command, start: NOON, end: null, exit_code: null };
  const header = headerOf([], { benchmark: running, marks });
  assert.equal(header.marks, [{ time: '2026-11-25T12:00:00.500Z', label: 'epoch 1' }]);
  const { command: told, start_time, end_time, exit_code } = header.benchmark ?? {};
  assert.equal([told, start_time, end_time, exit_code], [command, '2026-11-25T12:00:00.000Z', null, null]);
  const ended = headerOf([], { benchmark: { ...running, end: NOON + 3000, exit_code: 0 } }).benchmark;
  assert.equal([ended?.end_time, ended?.exit_code], ['2026-11-25T12:00:03.000Z', 0]);
});

test('keys are told in their order', () => {
  assert.equal(keysOf(['b', 'a'].map((key) => ({ key, rank: null, tracks: [] }))), ['b', 'a']);
});

test.run();
