import os from 'node:os';
import path from 'node:path';
import { Context } from 'zeromq';
import { Gather } from '../gather/gather.ts';
import { type Identity, nodesWithRanks } from '../launch/identity/identity.ts';
import { publishedHosts } from '../launch/network/published.ts';
import { Watch } from '../launch/network/watch.ts';
import { announce } from '../launch/rendezvous/announce.ts';
import { announceFailure } from '../launch/rendezvous/announce-failure.ts';
import { removeOf } from '../launch/rendezvous/file/file.ts';
import { placeSeen } from '../launch/rendezvous/file/own.ts';
import { Presence } from '../launch/rendezvous/file/presence.ts';
import { lookUp } from '../launch/rendezvous/look-up.ts';
import type { Way } from '../launch/rendezvous/way.ts';
import { programSettings } from '../procfs/program/programs.ts';
import { SourceReader } from '../procfs/reading/reader.ts';
import { Collector, type CollectorEvents } from '../rank/collector.ts';
import { OwnJournal } from '../rank/own-journal.ts';
import { namedButMissing, requiredSources, sourcesToRead } from '../rank/required-sources.ts';
import { Sampler } from '../rank/sampler.ts';
import { Sender } from '../rank/sender.ts';
import { systemClock } from '../system/clock.ts';
import { faultLine } from '../system/faults.ts';
import type { Log } from '../system/log.ts';
import { optimizeNoMore } from '../system/node/compilers.ts';
import { within } from '../system/patience.ts';
import { onStopSignal } from '../system/signals.ts';
import { removeOwnCopy } from '../system/single/own-copy.ts';
import { removeJournal } from '../wire/journal/parts.ts';
import { jobKeys, newSecret } from '../wire/keys.ts';
import type { Schedule } from '../wire/records.ts';
import { SmallContext } from '../wire/small-context.ts';
import { bindGather, connectToGather } from '../wire/sockets.ts';
import { finish } from './end/finish.ts';
import { tablesByProcess, tablesCommand } from './end/tables.ts';
import { createOutput, createOwnJournal } from './files.ts';
import { jobFacts } from './job-record.ts';
import { aboutOwnJob, ownSchedule } from './own-job.ts';
import type { RankOptions } from './rank-options.ts';
import type { OtherRankParts } from './rank-other.ts';
import type { RankZeroParts } from './rank-zero.ts';
import { attendance, completedInfo, hostInfo, ownCost, utcOffsetMinutes } from './this-host.ts';

/** Who this process is, how it finds the others, and what it says. */
export interface RankPlace {
  readonly identity: Identity;
  readonly way: Way;
  readonly log: Log;
}

/** The first tick waits at most so long for hosts that are not there yet, ms. */
const PATIENCE_MS = 5000;

/** Between two looks of a rank whether the job is over, ms; more where so many look that they make 1000 a second. */
const LOOK_EVERY_MS = 1000;
/** A directory in which nothing could be created for so long is not waited for, ms. */
const CREATE_MS = 10_000;
const CROWD =
  'connections without the job’s key would have taken all descriptors: they are turned away from now on';

/** What rank 0 is made of: the one place in which its options become parts. */
export function rankZeroParts(options: RankOptions, place: RankPlace): RankZeroParts {
  const { resultsDir, journalDir, benchmark, gzip, output, keepJournal, ports } = options;
  const { identity, way, log } = place;
  const { job, limits, ...common } = commonParts(options, place, () => {});
  const { clock, stopTimeoutMs } = common;
  const context = new SmallContext();
  const secret = way.kind === 'broker' ? way.secret : newSecret();
  const keys = jobKeys(secret);
  /** Under which the others reach this process, best first. */
  let hosts: readonly string[] = [];
  const facts = { context, keys, way, env: process.env, identity, resultsDir };
  return {
    ...common,
    directories: journalDir === undefined ? [resultsDir] : [resultsDir, journalDir],
    listen: async () => {
      const nodes = nodesWithRanks(identity);
      hosts = await publishedHosts({ env: process.env, only: options.interface, nodes });
      return await bindGather(context, keys, ports, {
        hosts: nodes,
        onCrowd: () => log.warn(`${CROWD}; hosts connect anew, and nothing is lost`),
      });
    },
    createFiles: async () => {
      const compression = gzip ? 'gzip' : 'none';
      const tables = output === 'json,parquet' ? 'wanted' : 'unwanted';
      const start = new Date();
      return await createOutput({ resultsDir, journalDir, benchmark, start, compression, tables });
    },
    gather: (more) =>
      new Gather({
        ...more,
        clock,
        job,
        size: identity.size,
        schedule: limits,
        patienceMs: Math.min(PATIENCE_MS, options.readyTimeout * 1000),
        stopTimeoutMs,
      }),
    connect: () => connectToGather(context, keys, 'own'),
    announce: async ({ port, paths, ...handlers }) => {
      return await announce({
        ...facts,
        secret,
        gather: {
          endpoints: hosts.map((host) => ({ host, port })),
          hostname: os.hostname(),
          file: path.resolve(paths.series),
          journal: path.resolve(paths.journal),
        },
        log: log.warn,
        clock,
        goneAfterMs: stopTimeoutMs,
        ...handlers,
      });
    },
    announceFailure: async (problem, signal) =>
      await announceFailure({ ...facts, log: log.warn, signal }, problem),
    finish: async (more) =>
      await finish({
        ...more,
        job,
        whole: keepJournal ? 'keep' : 'remove',
        makeTables: async (making) => await tablesByProcess({ clock, command: tablesCommand(), ...making }),
      }),
  };
}

/** What a rank other than 0 is made of: the one place in which its options become parts. */
export function otherRankParts(options: RankOptions, where: RankPlace): OtherRankParts {
  const { resultsDir, journalDir = resultsDir, benchmark, readyTimeout } = options;
  const { identity, way } = where;
  const { rank } = identity;
  const { job, limits, ...common } = commonParts(options, where, optimizeNoMore);
  const { clock, stopTimeoutMs } = common;
  const context = new Context();
  let presence: Presence | undefined;
  const look = (secret: string | undefined) => {
    const place = placeSeen({ way, identity, resultsDir }, secret);
    presence ??= place && new Presence(place);
  };
  look(way.kind === 'broker' ? way.secret : undefined);
  const start = new Date();
  const began = clock.wall();
  // Once: the journal says which schedule it is that the ticks are of.
  let chosen: Schedule | undefined;
  const schedule = () => {
    chosen ??= ownSchedule(job.interval_ms, limits, clock);
    return chosen;
  };
  return {
    ...common,
    readyTimeoutMs: readyTimeout * 1000,
    lookEveryMs: Math.max(LOOK_EVERY_MS, identity.size ?? 0),
    isRendezvousGone: async () => (await presence?.isGone()) === true,
    lookUp: async (signal) => {
      const timeoutMs = readyTimeout * 1000;
      const found = await lookUp({ context, way, resultsDir, env: process.env, timeoutMs, signal });
      look(found?.secret);
      return found;
    },
    connect: ({ secret, endpoints: [endpoint] }) => {
      if (endpoint === undefined) throw new Error('rank 0 has no address');
      return connectToGather(context, jobKeys(secret), endpoint);
    },
    clearUpAfter: async ({ secret }) => {
      if (way.kind === 'broker') return; // `rankstat run` does.
      const directory = way.kind === 'file' ? path.dirname(way.path) : resultsDir;
      const late = () => new Error('no answer');
      await within(clock, CREATE_MS, removeOf(directory, secret), late).catch(() => {});
    },
    broker: way.kind === 'broker' ? way.brokers[0] : undefined,
    watch: (whom, onGone) => new Watch({ clock, ...whom, patienceMs: stopTimeoutMs, onGone }),
    ownSchedule: schedule,
    remove: removeJournal,
    ownJournal: async (collector) => {
      // That of rank 0, if this rank has found it and lost it again.
      const about = { schedule: collector.schedule ?? schedule(), rank, time: began };
      const named = { directory: journalDir, benchmark, start, rank, hostname: os.hostname() };
      const late = () => new Error(`no answer for ${CREATE_MS / 1000} s`);
      return await OwnJournal.create({
        clock,
        journal: await within(clock, CREATE_MS, createOwnJournal(named), late),
        about: aboutOwnJob(job, about),
        collector,
      });
    },
  };
}

/** What every rank has: its clock, the collector of its host, and what is said of the job. */
function commonParts(options: RankOptions, { identity, log }: RankPlace, onWarm: () => void) {
  const { interval, benchmark, maxSamples, onFull, stopTimeout, duration, outboxKb, flush } = options;
  const { procfs, sysfs } = options;
  const roots = { procfs, sysfs };
  const clock = systemClock();
  const sender = new Sender(identity.rank);
  const programs = programSettings(roots, process.env, interval * 1000);
  const readers = sourcesToRead(options).map(
    (source) => new SourceReader(source, roots, undefined, programs),
  );
  const sampler = new Sampler(readers, clock, sender);
  const isAttended = attendance(identity.launcher);
  return {
    clock,
    log,
    onSignal: onStopSignal,
    stopTimeoutMs: stopTimeout * 1000,
    durationMs: duration === undefined ? undefined : duration * 1000,
    isAttended,
    job: jobFacts({ intervalMs: interval * 1000, benchmark }, identity, process.env),
    limits: { max_samples: maxSamples, on_full: onFull },
    collector: (events: CollectorEvents) =>
      new Collector({
        ...events,
        clock,
        sender,
        sampler,
        hostname: os.hostname(),
        node: process.env.SLURMD_NODENAME ?? null,
        hostInfo: () => {
          for (const line of namedButMissing(options, sampler.outcomes)) log.warn(line);
          return hostInfo(roots, options.targets, sampler.outcomes);
        },
        completedInfo: (info, names) => completedInfo(info, names, roots, sampler.outcomes),
        requiredSources: requiredSources(options),
        overhead: ownCost,
        utcOffsetMinutes: utcOffsetMinutes(),
        outboxBytes: outboxKb * 1024,
        flushMs: flush * 1000,
        isAttended,
        // Nobody starts from it any more.
        onSchedule: removeOwnCopy,
        onWarm,
        onFault: (error) => log.warn(faultLine(error)),
      }),
  };
}
