import { SCHEMA_VERSION, type SeriesHeader } from '../series/schema.ts';
import { isoTime } from '../system/clock.ts';
import { coverageOf } from './coverage.ts';
import type { MergedHost } from './hosts.ts';
import { hostStatus } from './ledger.ts';
import type { Replay } from './replay.ts';
import { selectionFor } from './selection.ts';

/** The keys of hosts in the series file. */
export function keysOf(hosts: readonly MergedHost[]): string[] {
  return hosts.map(({ key }) => key);
}

/** All of the series file but the samples. */
export function seriesHeader(replayed: Replay, hosts: readonly MergedHost[]): SeriesHeader {
  const { job, benchmark, marks } = replayed;
  const status = hosts.map((host) => [host.key, hostStatus(host, replayed)] as const);
  const lastOf = (host: MergedHost) => host.tracks.at(-1);
  const infos = hosts.flatMap((host) => {
    const info = lastOf(host)?.info;
    return info === undefined ? [] : [[host.key, info] as const];
  });
  const costs = hosts.flatMap((host) => {
    const cost = lastOf(host)?.overhead;
    return cost === undefined ? [] : [[host.key, cost] as const];
  });
  return {
    schema_version: SCHEMA_VERSION,
    generator: { name: 'rankstat', version: job.version },
    collection_interval_seconds: job.interval_ms / 1000,
    start_time: isoTime(job.time),
    end_time: isoTime(endOf(replayed)),
    num_samples: status.reduce((sum, [, { samples }]) => sum + samples, 0),
    collection_method: job.method,
    hosts_requested: hosts.map(({ key }) => key),
    hosts_collected: keysOf(hosts.filter(hasGoodSample(replayed))),
    benchmark: {
      type: job.benchmark_type,
      command: benchmark?.command ?? null,
      start_time: timeOrNull(benchmark?.start),
      end_time: timeOrNull(benchmark?.end),
      exit_code: benchmark?.exit_code ?? null,
      launcher: job.launcher,
      job_id: job.job_id,
      step_id: job.step_id,
    },
    marks: marks.map(({ time, label }) => ({ time: isoTime(time), label })),
    host_status: record(status),
    host_info: record(infos),
    overhead: record(costs),
  };
}

/** Whether the file has a sample of a host that has anything in it. */
function hasGoodSample({ schedule }: Replay): (host: MergedHost) => boolean {
  return ({ tracks }) => coverageOf(tracks, selectionFor(tracks, schedule)).good > 0;
}

/** The stop; without one, the last sample. */
function endOf({ job, stop, tracks }: Replay): number {
  if (stop !== undefined) return stop.time;
  return tracks.reduce((last, { time }) => Math.max(last, time.at(time.length - 1) || 0), job.time);
}

function timeOrNull(wallMs: number | null | undefined): string | null {
  return wallMs === null || wallMs === undefined ? null : isoTime(wallMs);
}

/** An object without a prototype: a host may have any name. */
function record<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const made: Record<string, T> = Object.create(null);
  for (const [key, value] of entries) made[key] = value;
  return made;
}
