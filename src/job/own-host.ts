import os from 'node:os';
import { performance } from 'node:perf_hooks';
import { expectedHosts, type Identity, nodesWithRanks } from '../launch/identity/identity.ts';
import { SourceReader } from '../procfs/reader.ts';
import { SOURCES } from '../procfs/registry.ts';
import { Collector, type CollectorOptions } from '../rank/collector.ts';
import { Sampler } from '../rank/sampler.ts';
import { Sender } from '../rank/sender.ts';
import type { Clock } from '../system/clock.ts';
import { messageOf } from '../system/errors.ts';

import type { Log } from '../system/log.ts';
import { VERSION } from '../system/version.ts';
import type { CollectingOptions } from '../terminal/options.ts';
import type { JobRecord } from '../wire/records.ts';
import { hostInfo, utcOffsetMinutes } from './host-facts.ts';

/** What the journal says of the job, as the launcher's environment tells it. */
export function jobOf(
  { interval, benchmark }: CollectingOptions,
  identity: Identity,
): Omit<JobRecord, 'type' | 'protocol' | 'time'> {
  const { launcher, jobId, stepId } = identity;
  return {
    version: VERSION,
    interval_ms: interval * 1000,
    method: launcher === 'none' && identity.size === 1 ? 'local' : 'mpi',
    benchmark_type: benchmark,
    launcher,
    job_id: jobId,
    step_id: stepId,
    // One process of each node samples; where it is not known how many share one, each is taken to.
    expected: nodesWithRanks(identity) ?? identity.size,
    hosts: expectedHosts(process.env, identity) ?? [],
  };
}

/** The collector of this host. */
export function createCollector(
  options: CollectingOptions,
  identity: Identity,
  clock: Clock,
  events: Pick<CollectorOptions, 'onStop' | 'onConnection'> & { readonly log: Log },
): Collector {
  const sender = new Sender(identity.rank);
  const { procfs, sysfs } = options;
  const readers = SOURCES.filter(({ name }) => options.sources.includes(name)).map(
    (source) => new SourceReader(source, { procfs, sysfs }),
  );
  const sampler = new Sampler(readers, clock, sender);
  return new Collector({
    clock,
    sender,
    sampler,
    hostname: os.hostname(),
    node: process.env.SLURMD_NODENAME ?? null,
    hostInfo: () => hostInfo(options, sampler.outcomes),
    overhead: ownCost,
    utcOffsetMinutes: utcOffsetMinutes(),
    outboxBytes: options.outboxKb * 1024,
    isAttended: attendance(identity),
    onStop: events.onStop,
    onConnection: events.onConnection,
    onFault: (error) => events.log.warn(`goes on after an error: ${messageOf(error)}`),
  });
}

/**
 * Tells whether the launcher that started this process is still there. When mpirun is killed, the ranks that it
 * started itself go on, children of nobody.
 */
function attendance({ launcher }: Identity): () => boolean {
  const parent = process.ppid;
  return launcher === 'none' ? () => true : () => process.ppid === parent;
}

/** What this process has cost so far. */
function ownCost() {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    cpu_user_seconds: userCPUTime / 1e6,
    cpu_system_seconds: systemCPUTime / 1e6,
    wall_seconds: Math.round(performance.now()) / 1000,
    max_rss_kb: maxRSS,
  };
}
