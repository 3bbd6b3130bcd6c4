import { SCHEMA_VERSION, type SeriesHeader } from '../series/schema.ts';
import { SeriesWriter } from '../series/writer.ts';
import { isoTime } from '../system/clock.ts';
import { wordsOf } from '../wire/absent-hosts.ts';
import type { Damage } from '../wire/journal/reader.ts';
import { coverageOf } from './coverage.ts';
import { type MergedHost, mergedHosts } from './hosts.ts';
import { hostStatus } from './ledger.ts';
import { type Replay, replay } from './replay.ts';
import { SampleCopier, type Unreadable } from './samples.ts';
import { selectionFor } from './selection.ts';

/** What a merge made. */
export interface MergeResult {
  readonly path: string;
  readonly header: SeriesHeader;
  /** Hosts that have not said bye: they can have more than reached the gather, in a journal of their own. */
  readonly unfinished: readonly string[];
  /** Hosts that were expected and of which there is nothing: so can they, but for those that have said why. */
  readonly missing: readonly string[];
  /** Places of the journals that could not be read; what is before and behind them is in the file. */
  readonly damage: readonly Damage[];
}

/** Called while a merge goes on with the share of the journals' samples, in bytes, that is in the file. */
export type OnMerged = (share: number) => void;

/**
 * Makes the series file of journals. A living gather and `rankstat recover` both come here.
 * Memory grows with hosts, and by some fifty bytes per sample.
 * @throws Error if a journal cannot be read or the file not be written
 */
export async function merge(
  journals: readonly string[],
  path: string,
  onMerged: OnMerged = () => {},
): Promise<MergeResult> {
  const refused = new Map<string, Map<number, string>>();
  for (let left = MOST_TRIES; ; left--) {
    const replayed = await replay(journals, refused);
    const hosts = mergedHosts(replayed);
    const header = headerOf(replayed, hosts);
    const merging = { path, header, replayed, hosts };
    const unreadable = await written(merging, onMerged);
    const [first] = unreadable;
    if (first === undefined) return resultOf(merging);
    if (left === 0) throw new Error(`${first.path}, byte ${first.offset}: ${first.problem}`);
    for (const { path: journal, offset, problem } of unreadable) {
      const known = refused.get(journal) ?? new Map<number, string>();
      refused.set(journal, known.set(offset, problem));
    }
  }
}

/** A record that is refused can have a copy, which can be no better. */
const MOST_TRIES = 8;

interface Merging {
  readonly path: string;
  readonly header: SeriesHeader;
  readonly replayed: Replay;
  readonly hosts: readonly MergedHost[];
}

/**
 * Writes the file, unless there are records whose numbers are not what they should be: then there is none, for the ledger
 * stands before the samples.
 * @returns these records, in all journals
 */
async function written({ path, header, replayed, hosts }: Merging, onShare: OnMerged): Promise<Unreadable[]> {
  const unreadable: Unreadable[] = [];
  const writer = await SeriesWriter.create(path, header);
  try {
    const copier = SampleCopier.open(replayed, {
      writer,
      onShare,
      onUnreadable: (record) => unreadable.push(record),
    });
    try {
      for (const host of hosts) {
        if (host.tracks.length > 0) await copier.copy(host, selectionFor(host.tracks, replayed.schedule));
      }
    } finally {
      copier.close();
    }
    if (unreadable.length === 0) await writer.finish();
    else await writer.abandon();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  return unreadable;
}

function resultOf({ path, header, replayed, hosts }: Merging): MergeResult {
  const unfinished = hosts.filter(({ tracks }) => tracks.some(({ bye }) => bye === undefined));
  const wordOf = wordsOf(replayed.absent);
  const missing = hosts.filter(({ key, tracks }) => tracks.length === 0 && wordOf(key) === undefined);
  return { path, header, unfinished: keysOf(unfinished), missing: keysOf(missing), damage: replayed.damage };
}

function keysOf(hosts: readonly MergedHost[]): string[] {
  return hosts.map(({ key }) => key);
}

function headerOf(replayed: Replay, hosts: readonly MergedHost[]): SeriesHeader {
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
