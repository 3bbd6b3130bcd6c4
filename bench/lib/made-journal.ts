import path from 'node:path';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import { DEFAULT_SOURCES } from '../../src/procfs/registry.ts';
import { type Moment, Sampler } from '../../src/rank/sampler.ts';
import { Sender } from '../../src/rank/sender.ts';
import { type Clock, systemClock } from '../../src/system/clock.ts';
import { JournalWriter } from '../../src/wire/journal/writer.ts';
import {
  encodeHead,
  type JournalRecord,
  PROTOCOL,
  type RankRecord,
  type RecordBytes,
} from '../../src/wire/records.ts';
import { exampleInfo } from '../../test/series/example.ts';
import { type HostSize, writeHost } from './host-fixture.ts';
import { SCRATCH } from './workshop.ts';

/** A job that never ran. */
export interface MadeJob {
  readonly hosts: number;
  /** Of each host, the last of them final. */
  readonly samples: number;
  readonly size: HostSize;
}

const START = Date.UTC(2026, 10, 25, 12);
const INTERVAL_MS = 1000;
const NOTHING = Buffer.alloc(0);
/** The numbers come round after so many ticks: a key sample begins each round. */
const ROUND = 16;
const RECORDS_PER_WRITE = 20_000;

/** What a made-up host sends. */
export interface MadeRecords {
  /** By tick, as a rank packs them: layouts first, the sample last. */
  readonly byTick: readonly (readonly RecordBytes[])[];
  /** How many numbers a sample has. */
  readonly numbers: number;
}

/** What a host of this size sends in so many ticks. */
export function recordsOf(size: HostSize, ticks: number): MadeRecords {
  const directory = path.join(SCRATCH, `host-${size.cpus}-${size.disks}`);
  const roots = writeHost(directory, size, 0);
  const clock: Clock = { ...systemClock(), wall: () => START };
  const readers = DEFAULT_SOURCES.map((source) => new SourceReader(source, roots));
  const sampler = new Sampler(readers, clock, new Sender(0));
  const taken: RecordBytes[][] = [];
  for (let tick = 0; tick < ticks; tick++) {
    writeHost(directory, size, tick);
    const moment: Moment = { kind: 'tick', tick, intervalMs: 1000, lateMs: 0.317, stride: 1 };
    taken.push(sampler.take(moment));
  }
  sampler.close();
  if (taken.slice(1).some((records) => records.length > 1))
    throw new Error('the layout of the made-up node changes');
  return { byTick: taken, numbers: readers.reduce((sum, { reading }) => sum + reading.numbers.length, 0) };
}

/** Writes the journal of a job that never ran: the records that its gather would have accepted. */
export async function writeJournal(file: string, { hosts, samples, size }: MadeJob): Promise<void> {
  const journal = await JournalWriter.create(file);
  const round = recordsOf(size, ROUND).byTick;
  const layouts = round[0]!.slice(0, -1);
  const bodies = round.map((records) => records.at(-1)!.body);
  const keyHead: RankRecord & { type: 'samples' } = JSON.parse(String(round[0]!.at(-1)!.head));
  const seqs = new Uint32Array(hosts);
  let waiting: RecordBytes[] = [];
  const put = async (head: JournalRecord, body: Uint8Array = NOTHING) => {
    waiting.push({ head: encodeHead(head), body });
    if (waiting.length < RECORDS_PER_WRITE) return;
    await journal.append(waiting);
    waiting = [];
  };
  const stamp = (rank: number) => ({ rank, id: 'abc123', seq: ++seqs[rank]! });
  await put({
    type: 'job',
    nth: 1,
    protocol: PROTOCOL,
    version: '0.0.0',
    time: START - 900,
    interval_ms: INTERVAL_MS,
    method: 'mpi',
    benchmark_type: 'made',
    launcher: 'slurm',
    job_id: '1',
    step_id: '0',
    expected: hosts,
    hosts: [],
  });
  const info = Buffer.from(
    JSON.stringify(
      exampleInfo({ sources: Object.fromEntries(DEFAULT_SOURCES.map(({ name }) => [name, 'ok'])) }),
    ),
  );
  for (let rank = 0; rank < hosts; rank++) {
    const hostname = `node${String(rank).padStart(5, '0')}`;
    await put(
      {
        type: 'hello',
        ...stamp(rank),
        time: START - 500,
        protocol: PROTOCOL,
        hostname,
        node: null,
        utc_offset_minutes: 0,
        required: [],
      },
      info,
    );
    for (const { head, body } of layouts) await put({ ...JSON.parse(String(head)), ...stamp(rank) }, body);
    await put({ type: 'clock', ...stamp(rank), offset_ms: 0.021, error_ms: 0.18 });
  }
  await put({
    type: 'start',
    nth: 2,
    start: START,
    interval_ms: INTERVAL_MS,
    max_samples: 1_000_000,
    on_full: 'thin',
  });
  for (let tick = 0; tick < samples; tick++) {
    const body = bodies[tick % ROUND]!;
    for (let rank = 0; rank < hosts; rank++) {
      const base = tick % ROUND === 0 ? { base: 0, layouts: keyHead.layouts } : { base: seqs[rank]! };
      const moment = tick === samples - 1 ? { tick: null, kind: 'final' as const } : { tick, late: 0.317 };
      await put(
        {
          type: 'samples',
          ...stamp(rank),
          ...base,
          taken: [{ time: START + tick * INTERVAL_MS + 0.317, ...moment }],
        },
        body,
      );
    }
  }
  const since_start_ms = (samples - 1) * INTERVAL_MS;
  await put({
    type: 'stop',
    nth: 3,
    time: START + since_start_ms,
    since_start_ms,
    reason: 'the benchmark has ended',
  });
  const cost = Buffer.from(
    JSON.stringify({
      cpu_user_seconds: 1.5,
      cpu_system_seconds: 0.7,
      wall_seconds: samples,
      max_rss_kb: 57_000,
      bytes_sent: 400 * samples,
      samples,
      seconds_by_source: {},
    }),
  );
  for (let rank = 0; rank < hosts; rank++) {
    await put(
      { type: 'bye', ...stamp(rank), time: START + since_start_ms, reason: 'the benchmark has ended' },
      cost,
    );
  }
  await journal.append(waiting);
  await journal.close();
}
