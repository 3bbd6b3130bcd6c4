import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { suite } from 'uvu';
import { Context } from 'zeromq';
import { Gather } from '../../src/gather/gather.ts';
import { createOutput } from '../../src/job/files.ts';
import { merge } from '../../src/merge/merge.ts';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import { sourceNamed } from '../../src/procfs/registry.ts';
import { Collector } from '../../src/rank/collector.ts';
import { Sampler } from '../../src/rank/sampler.ts';
import { Sender } from '../../src/rank/sender.ts';
import { type Clock, systemClock } from '../../src/system/clock.ts';
import type { Status } from '../../src/wire/control.ts';
import { ANY_PORT } from '../../src/wire/curve.ts';
import { jobKeys, newSecret } from '../../src/wire/keys.ts';
import { bindGather, connectToGather } from '../../src/wire/sockets.ts';
import type { Endpoint, GatherTransport } from '../../src/wire/transport.ts';
import { exampleInfo } from '../series/example.ts';
import { JOB } from './scribe.ts';

/** A job whose gather is in this process. */
export interface GatherJob {
  directory: string;
  file: string;
  gather: Gather;
  context: Context;
  keys: ReturnType<typeof jobKeys>;
  to: Endpoint;
  logged: string[];
  /** Which messages are lost on their way to the gather, although no connection breaks; none at first. */
  loses: (frames: readonly Buffer[]) => boolean;
}
const NOBODY = Buffer.alloc(0);
const HOST = exampleInfo({ sources: { loadavg: 'ok' } });

/** Gives each test of a suite a job with real sockets, every 50 ms, that expects the hosts `a` and `b`. */
export function withGather(test: ReturnType<typeof suite<GatherJob>>): void {
  test.before.each(async (job) => {
    job.directory = await mkdtemp(path.join(tmpdir(), 'rankstat-gather-'));
    job.context = new Context();
    job.keys = jobKeys(newSecret());
    job.logged = [];
    const output = await createOutput({
      resultsDir: job.directory,
      journalDir: undefined,
      benchmark: 'training',
      start: new Date(),
      compression: 'none',
    });
    job.file = output.paths.series;
    job.loses = () => false;
    const transport = lossy(await bindGather(job.context, job.keys, ANY_PORT), (frames) => job.loses(frames));
    job.gather = new Gather({
      transport,
      clock: systemClock(),
      ...output,
      job: { ...JOB, interval_ms: 50, hosts: ['a', 'b'] },
      size: 2,
      schedule: { max_samples: 3600, on_full: 'thin' },
      patienceMs: 60_000,
      stopTimeoutMs: 300,
      onReady: () => {},
      onStopping: () => {},
      whileItMoves: async (work) => await work,
      merge: async () => {
        await merge([output.paths.journal], output.paths.series);
        await output.journal.close();
      },
      log: (message) => job.logged.push(message),
    });
    job.to = { host: '127.0.0.1', port: transport.port };
  });
  test.after.each(async ({ gather, directory }) => {
    gather.close();
    await rm(directory, { recursive: true });
  });
}

/** A transport that loses what comes and is chosen. */
function lossy(transport: GatherTransport, loses: (frames: readonly Buffer[]) => boolean): GatherTransport {
  async function* kept() {
    for await (const [from, ...frames] of transport.messages)
      if (!loses(frames)) yield [from ?? NOBODY, ...frames];
  }
  return {
    port: transport.port,
    get connections() {
      return transport.connections;
    },
    onConnections: (handle) => transport.onConnections(handle),
    messages: kept(),
    send: (to, frames) => transport.send(to, frames),
    close: () => transport.close(),
  };
}

function collector(rank: number, hostname: string, clock: Clock, ended: (reason: string) => void): Collector {
  const sender = new Sender(rank);
  const reader = new SourceReader(sourceNamed('loadavg')!, { procfs: '/proc', sysfs: '/sys' });
  return new Collector({
    clock,
    sender,
    sampler: new Sampler([reader], clock, sender),
    hostname,
    node: null,
    hostInfo: () => HOST,
    overhead: () => ({ cpu_user_seconds: 0, cpu_system_seconds: 0, wall_seconds: 1, max_rss_kb: 1 }),
    completedInfo: (info) => info,
    requiredSources: [],
    utcOffsetMinutes: 0,
    outboxBytes: 1024 * 1024,
    flushMs: 0,
    isAttended: () => true,
    onWarm: () => {},
    onStop: ended,
    onReject: ended,
    onConnection: () => {},
    onFault: (error) => {
      throw error;
    },
  });
}

export interface CollectorPlace {
  readonly rank: number;
  readonly hostname: string;
  /** Where it connects; by default to the job itself, rank 0 within the process. */
  readonly to?: Endpoint | 'own';
  readonly clock?: Clock;
}

/** Starts a collector that ends when it is told to; `delivered` resolves with whether rank 0 has got everything. */
export function startCollector(job: GatherJob, { rank, hostname, to, clock }: CollectorPlace) {
  const place = to ?? (rank === 0 ? 'own' : job.to);
  let made: Collector | undefined;
  const delivered = new Promise<boolean>((resolve) => {
    const ended = (reason: string) => void made?.end(reason, 5000).then(resolve);
    made = collector(rank, hostname, clock ?? systemClock(), ended);
  });
  made?.begin();
  const context = place === 'own' ? job.context : new Context();
  made?.connect(connectToGather(context, job.keys, place));
  return { delivered, close: () => made?.close() };
}

/** How long a job in this process may take to come to what is waited for, ms, and how often is looked. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 10;

/**
 * Waits until the job's status is what is waited for.
 * @throws Error with the status if that does not come
 */
export async function untilStatus(job: GatherJob, condition: (status: Status) => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!condition(job.gather.status('listed'))) {
    if (performance.now() > end) throw new Error(`it stays ${JSON.stringify(job.gather.status('listed'))}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
