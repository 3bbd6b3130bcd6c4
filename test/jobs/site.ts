import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { validateSeries } from '../../src/series/validate.ts';
import { Cluster, clusterRequirements, type Job } from '../cluster/cluster.ts';
import { clusterTest } from '../cluster/suite.ts';

const root = path.dirname(path.dirname(import.meta.dirname));

/** The command under test, as it is installed: the bundle. */
export const RANKSTAT = path.join(root, 'bin/rankstat');
/** The folder of the starters. */
export const STARTERS = path.join(root, 'scripts/mpirun');

/** A host's line of the coverage ledger, as far as tests look at it. */
interface HostStatus {
  status: string;
  rank: number | null;
  reason: string | null;
  ticks_expected: number;
  ticks_sampled: number;
  ticks_missed: number;
  samples: number;
  clock_offset_ms: number | null;
  clock_error_ms: number | null;
  gaps: { from_tick: number; to_tick: number; reason: string }[];
  clock_steps?: { timestamp: string; tick: number | null; step_ms: number }[];
}

interface Sample {
  timestamp: string;
  hostname: string;
  tick: number | null;
  kind?: string;
  clock_step_ms?: number;
  netdev: { interface_name: string; rx_bytes: number; tx_bytes: number }[];
}

/** A series file, as far as tests look at it. */
export interface SeriesFile {
  collection_method: string;
  num_samples: number;
  start_time: string;
  end_time: string;
  hosts_requested: string[];
  hosts_collected: string[];
  samples_by_host: Record<string, Sample[]>;
  host_status: Record<string, HostStatus>;
  /** Of hosts that have said bye. */
  overhead: Record<string, { samples: number }>;
  marks: { label: string; time: string }[];
  benchmark: {
    exit_code: number | null;
    launcher: string;
    command: string[] | null;
    job_id: string | null;
    start_time: string | null;
    end_time: string | null;
  };
}

/** A cluster of three nodes for the tests of a file. */
export class Site {
  #cluster: Cluster | undefined;
  #directories = 0;
  readonly check: (name: string, body: () => Promise<void>) => void;

  constructor(test: Test, nodes = 3) {
    this.check = clusterTest(test);
    test.before(async () => {
      if (clusterRequirements().length === 0) this.#cluster = await Cluster.up({ nodes });
    });
    test.after(async () => {
      await this.#cluster?.down();
    });
  }

  get cluster(): Cluster {
    assert.ok(this.#cluster, 'the cluster is not up');
    return this.#cluster;
  }

  /** A new results directory, seen by all nodes. */
  newDirectory(): string {
    this.#directories++;
    return path.join(this.cluster.dir, `results-${this.#directories}`);
  }

  /** The pid of the collector on a node that was started with this results directory. */
  collectorOn(node: string, out: string): number {
    const found = this.cluster
      .processes(node)
      .filter(({ argv }) => argv.includes('rank') && argv.some((text) => text.endsWith('rankstat.cjs')))
      .find(({ argv }) => argv.some((text) => text === out || text.endsWith(`=${out}`)));
    assert.ok(found, `no collector on ${node}`);
    return found.pid;
  }

  /** Submits a batch script for three nodes with two tasks each, in which `rankstat` is in PATH. */
  async batch(script: string, options: { args?: string[]; nodes?: number } = {}): Promise<Job> {
    const { args = [], nodes = 3 } = options;
    const text = `PATH=${path.dirname(RANKSTAT)}:$PATH\n${script}`;
    return await this.cluster.sbatch(text, { nodes, args: ['--ntasks-per-node=2', ...args] });
  }
}

/** Names of all files of a directory, hidden ones too; none if it does not exist. */
export async function filesIn(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(() => [])).sort();
}

/**
 * A series file. Whatever has become of its job, its ledger adds up, and says of the samples what they are: that is what
 * `validate` finds out.
 */
export async function seriesFile(file: string): Promise<SeriesFile> {
  assert.equal(await validateSeries(file), [], file);
  return JSON.parse(await readFile(file, 'utf8'));
}

/** Of a rank that had no answer a second after its end: it copies what rank 0 may lack, and can be ended before it removes that. */
const COPY = /^[a-z]+_\d{8}_\d{6}_rank\d+_.+_timeseries\.journal$/;

/**
 * The one series file of a results directory, where nothing else may be left but the journal if a host is not complete,
 * as when its machine was busy.
 * @param copies whether ranks may have left copies, as on a busy machine: who asks for all samples in the file has those too
 */
export async function onlyFile(
  directory: string,
  copies: 'none' | 'may be left' = 'none',
): Promise<SeriesFile> {
  const names = (await filesIn(directory)).filter((one) => copies === 'none' || !COPY.test(one));
  const [name = ''] = names.filter((one) => one.endsWith('.json'));
  assert.match(name, /^[a-z]+_\d{8}_\d{6}_timeseries\.json$/, `${directory} has ${names.join(', ')}`);
  const file = await seriesFile(path.join(directory, name));
  const isComplete = Object.values(file.host_status).every(({ status }) => status === 'complete');
  const isJournal = (one: string) => one.startsWith(name.replace(/\.json$/, '')) && one.endsWith('.journal');
  const others = names.filter((one) => one !== name && (isComplete || !isJournal(one)));
  assert.equal(others, [], `${directory} has ${names.join(', ')}`);
  return file;
}

/** The series file of a results directory where the journal has been kept with it, and nothing else is left. */
export async function fileWithJournal(directory: string): Promise<SeriesFile> {
  const names = await filesIn(directory);
  const [journal = '', file = ''] = names;
  assert.is(names.length, 2, `${directory} has ${names.join(', ')}`);
  assert.is(journal, file.replace(/json$/, 'journal'));
  return await seriesFile(path.join(directory, file));
}

/** The ticks that a host has sampled. */
export function ticksOf(file: SeriesFile, host: string): number[] {
  return (file.samples_by_host[host] ?? []).map(({ tick }) => tick).filter((tick) => tick !== null);
}

/**
 * What the ledger says of ticks that a collector did not come to because its machine had other things to do: two cores
 * that others use as well can keep a process waiting for longer than an interval.
 */
const STALLED: ReadonlySet<string> = new Set([
  'its collector was not there yet',
  'its collector did not run',
  'its collector had ended',
]);
/** More than this share of the ticks is no stall any more. */
const MOST_STALLED = 0.4;

/**
 * Fails unless a host's samples add up: each that its collector took is in the file, and each tick that it did not come to
 * is in the ledger, with that reason.
 */
export function assertAddsUp(file: SeriesFile, host: string, mostMissed = MOST_STALLED): void {
  const status = file.host_status[host];
  assert.ok(status, `${host} is not in the ledger`);
  const samples = file.samples_by_host[host] ?? [];
  const taken = file.overhead[host]?.samples ?? samples.length; // A collector that was killed has not told.
  assert.is(samples.length, taken, `of ${taken} samples of ${host} the file has ${samples.length}`);
  assert.is(status.samples, samples.length);
  const ticks = ticksOf(file, host);
  assert.equal(
    ticks,
    [...new Set(ticks)].sort((a, b) => a - b),
  );
  const { ticks_expected, ticks_sampled, ticks_missed, gaps } = status;
  assert.equal([ticks_sampled, ticks_expected - ticks_missed], [ticks.length, ticks.length]);
  const inGaps = gaps.flatMap(({ from_tick, to_tick }) =>
    Array.from({ length: to_tick - from_tick + 1 }, (_, nth) => from_tick + nth),
  );
  assert.equal(
    [...ticks, ...inGaps].sort((a, b) => a - b),
    Array.from({ length: ticks_expected }, (_, tick) => tick),
  );
  assert.equal(
    gaps.filter(({ reason }) => !STALLED.has(reason)),
    [],
  );
  assert.ok(
    ticks_missed <= mostMissed * ticks_expected,
    `${host} missed ${ticks_missed} of ${ticks_expected}`,
  );
}

/**
 * Fails unless these are the hosts and each has all of its samples, a baseline first and a final sample last, and is
 * complete unless its machine was busy.
 */
export function assertComplete(file: SeriesFile, hosts: readonly string[]): void {
  assert.equal(file.hosts_collected, hosts);
  assert.equal(Object.keys(file.samples_by_host), hosts);
  for (const host of hosts) {
    assertAddsUp(file, host);
    const { status, ticks_missed, reason } = file.host_status[host] ?? {};
    assert.is(status, ticks_missed === 0 ? 'complete' : 'partial', `${host}: ${reason}`);
    const samples = file.samples_by_host[host] ?? [];
    assert.is(samples[0]?.kind, 'baseline');
    assert.is(samples.at(-1)?.kind, 'final');
    assert.ok(samples.every(({ hostname }) => hostname === host));
  }
}

/**
 * Fails unless a host has sampled up to the tick `last` at least, and its samples add up.
 * @param mostMissed part of its ticks: of a rank that is short of memory before it is killed any
 */
export function assertTicksTo(file: SeriesFile, host: string, last: number, mostMissed?: number): void {
  assertAddsUp(file, host, mostMissed);
  const own = ticksOf(file, host).at(-1) ?? -1;
  assert.ok(own >= last, `the last tick of ${host} is ${own}`);
}
