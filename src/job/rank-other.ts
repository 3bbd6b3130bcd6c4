import os from 'node:os';
import path from 'node:path';
import { Context } from 'zeromq';
import { Watch } from '../launch/network/watch.ts';
import { lookUp } from '../launch/rendezvous/look-up.ts';
import type { Collector } from '../rank/collector.ts';
import { OwnJournal } from '../rank/own-journal.ts';
import { type Clock, systemClock } from '../system/clock.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT } from '../system/exit.ts';
import { onStopSignal } from '../system/signals.ts';
import { topicsOfRank } from '../wire/control.ts';
import type { RecordBytes } from '../wire/frames.ts';
import { jobKeys } from '../wire/keys.ts';
import { encodeHead, PROTOCOL, type Schedule } from '../wire/records.ts';
import { connectToGather } from '../wire/sockets.ts';
import { fileSafe, stamp } from './files.ts';
import { createCollector, jobOf } from './own-host.ts';
import type { RankContext, RankOptions } from './rank-context.ts';

const NOTHING = new Uint8Array(0);
const GONE = 'rank 0 is gone';

/**
 * The life of a rank other than 0: it samples, and sends what it has to rank 0.
 * @returns exit code
 */
export async function otherRank({ options, identity, way, log }: RankContext): Promise<number> {
  const clock = systemClock();
  const context = new Context();
  const ended = new Ending();
  onStopSignal((signal) => ended.end(signal));
  let watch: Watch | undefined;
  const watchFor = (whom: { host: string; port: number }, onGone: () => void) =>
    new Watch({ clock, ...whom, patienceMs: options.stopTimeout * 1000, onGone });
  const collector = createCollector(options, identity, clock, {
    onStop: (reason) => ended.end(reason),
    onConnection: (state) => watch?.notice(state),
    log,
  });
  collector.begin();
  const began = new Date();
  const about = aboutJob(options, identity, clock);
  const keepOwn = () => ownJournal({ options, rank: identity.rank, began, about, collector });
  const looking = new AbortController();
  ended.reason.then(() => looking.abort()).catch(() => {}); // A reason is never refused.
  const found = await lookUp({
    context,
    way,
    resultsDir: options.resultsDir,
    env: process.env,
    timeoutMs: options.readyTimeout * 1000,
    signal: looking.signal,
  }).catch((error: unknown) => {
    log.warn(`looking for rank 0: ${messageOf(error)}`);
    return undefined;
  });
  let own: OwnJournal | undefined;
  const endpoint = found?.endpoints[0];
  if (found === undefined || endpoint === undefined) {
    own = await keepOwn().catch((error: unknown) => {
      log.warn(`rank 0 was not found, and no journal can be kept: ${messageOf(error)}`);
      return undefined;
    });
    if (own !== undefined) log.warn(`rank 0 was not found; samples go to ${own.path} for rankstat recover`);
    own?.keep();
    collector.follow(ownSchedule(options, clock));
    const broker = way.kind === 'broker' ? way.brokers[0] : undefined;
    watch = broker && watchFor(broker, () => ended.end('rankstat run is gone'));
    watch?.notice('down');
  } else {
    log.detail(`rank 0 is at ${endpoint.host}:${endpoint.pullPort}`);
    watch = watchFor({ host: endpoint.host, port: endpoint.pullPort }, () => ended.end(GONE));
    collector.connect(connectToGather(context, jobKeys(found.secret), endpoint, topicsOfRank(identity.rank)));
  }
  const reason = await ended.reason;
  watch?.end();
  const patienceMs = own !== undefined || reason === GONE ? 0 : options.stopTimeout * 1000;
  if (!(await collector.end(reason, patienceMs))) {
    own ??= await keepOwn().catch((error: unknown) => {
      log.warn(`${collector.undelivered.length} records are lost: ${messageOf(error)}`);
      return undefined;
    });
    await own?.write();
    if (own !== undefined)
      log.warn(`what rank 0 has not got is in ${own.path}: give it to rankstat recover, too`);
  }
  await own?.close();
  collector.close();
  return EXIT.ok;
}

/** The end of this rank: the first reason counts. */
class Ending {
  readonly reason: Promise<string>;
  end: (reason: string) => void = () => {};

  constructor() {
    this.reason = new Promise((resolve) => {
      this.end = resolve;
    });
  }
}

/** The schedule of a rank that is alone: it begins at once. */
function ownSchedule({ interval, maxSamples, onFull }: RankOptions, clock: Clock): Schedule {
  const interval_ms = interval * 1000;
  const start = Math.ceil(clock.wall() / interval_ms) * interval_ms;
  return { start, interval_ms, max_samples: maxSamples, on_full: onFull };
}

/** What a journal of this rank alone says of the job, so that it can be recovered without rank 0's. */
function aboutJob(options: RankOptions, identity: RankContext['identity'], clock: Clock): RecordBytes[] {
  const facts = { protocol: PROTOCOL, time: clock.wall(), kept_by: identity.rank };
  const job = { type: 'job' as const, ...facts, ...jobOf(options, identity) };
  const start = { type: 'start' as const, ...ownSchedule(options, clock) };
  return [job, start].map((head) => ({ head: encodeHead(head), body: NOTHING }));
}

async function ownJournal(facts: {
  options: RankOptions;
  rank: number;
  began: Date;
  about: RecordBytes[];
  collector: Collector;
}): Promise<OwnJournal> {
  const { options, rank, began, about, collector } = facts;
  const directory = options.journalDir ?? options.resultsDir;
  const base = `${fileSafe(options.benchmark)}_${stamp(began)}_rank${rank}_${fileSafe(os.hostname())}`;
  return await OwnJournal.create(path.join(directory, `${base}_timeseries.journal`), about, collector);
}
