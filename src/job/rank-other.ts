import type { Watch } from '../launch/network/watch.ts';
import type { FoundGather } from '../launch/rendezvous/found-gather.ts';
import { RankZeroFailed } from '../launch/rendezvous/rank-zero-failed.ts';
import type { Collector, CollectorEvents } from '../rank/collector.ts';
import type { OwnJournal, OwnJournalOptions } from '../rank/own-journal.ts';
import type { Clock } from '../system/clock.ts';
import { Condition } from '../system/condition.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT } from '../system/exit.ts';
import type { Log } from '../system/log.ts';
import { within } from '../system/patience.ts';
import type { Schedule } from '../wire/records.ts';
import type { PeerTransport } from '../wire/transport.ts';
import { RANK_ZERO_ENDED, Unheard, type UnheardOptions } from './unheard.ts';

/** The journal of a rank alone. */
type Journal = Pick<OwnJournal, 'path' | 'keep' | 'write' | 'close'>;

/** Whose records a journal keeps. */
export type KeptFrom = OwnJournalOptions['collector'] & Pick<Collector, 'schedule'>;

/** Whom a rank watches: the process that listens there. */
export interface Watched {
  readonly host: string;
  readonly port: number;
}

/** What a rank other than 0 is made of. */
export interface OtherRankParts
  extends Pick<UnheardOptions, 'lookEveryMs' | 'isAttended' | 'isRendezvousGone'> {
  readonly clock: Clock;
  readonly log: Log;
  /** So long rank 0 is looked for, ms. */
  readonly readyTimeoutMs: number;
  readonly stopTimeoutMs: number;
  /** After so long the job is over, ms; undefined: when it is told to be. */
  readonly durationMs: number | undefined;
  readonly onSignal: (handle: (signal: string) => void) => void;
  readonly collector: (events: CollectorEvents) => Collector;
  /** Finds rank 0; gives undefined if it could not within the time for that, or until `signal`. */
  readonly lookUp: (signal: AbortSignal) => Promise<FoundGather | undefined>;
  readonly connect: (found: FoundGather) => PeerTransport;
  /** `rankstat run`, where that has started this rank. */
  readonly broker: Watched | undefined;
  readonly watch: (whom: Watched, onGone: () => void) => Pick<Watch, 'notice' | 'end'>;
  /** The schedule of a rank that is alone. */
  readonly ownSchedule: () => Schedule;
  /** Begins a journal of this rank's own with what its collector has not delivered, which is then delivered. */
  readonly ownJournal: (collector: KeptFrom) => Promise<Journal>;
  /** Removes a file. */
  readonly remove: (path: string) => Promise<void>;
}

const GONE = 'rank 0 is gone';
const REJECTED = 'rank 0 does not take this rank';
const NOBODY_HEARS: ReadonlySet<string> = new Set([GONE, REJECTED, RANK_ZERO_ENDED]);
/** What rank 0 has not got so long after this rank's end is copied, ms. */
const COPY_AFTER_MS = 1000;
/** A search that does not end when its time is over, though it takes leave of its launcher, is left after so long, ms. */
const LEAVE_SEARCH_MS = 3000;

/**
 * The life of a rank other than 0: it samples, and sends what it has to rank 0.
 * @returns exit code
 */
export async function otherRank(parts: OtherRankParts): Promise<number> {
  const { log, stopTimeoutMs, onSignal, ownSchedule } = parts;
  const ending = new Ending();
  onSignal(ending.end);
  const unheard = new Unheard({ ...parts, onOver: ending.end });
  let watch: Pick<Watch, 'notice' | 'end'> | undefined;
  const collector = parts.collector({
    onStop: ending.end,
    onReject: (reason) => {
      log.warn(`${REJECTED}: ${reason}`);
      ending.end(REJECTED);
    },
    onConnection: (state) => {
      watch?.notice(state);
      unheard.notice(state);
    },
  });
  let own: Journal | undefined;
  let cancelDuration = endAfter(parts, 0, ending);
  try {
    collector.begin();
    unheard.notice('down');
    const found = await lookedUp(parts, ending.reason);
    const [endpoint] = found === 'failed' ? [] : (found?.endpoints ?? []);
    if (found === undefined || found === 'failed' || endpoint === undefined) {
      const why = `rank 0 ${found === 'failed' ? 'failed' : 'was not found'}`;
      own = await begun(parts, collector, `${why}, and no journal can be kept`);
      if (own !== undefined) log.warn(`${why}; samples go to ${own.path} for rankstat recover`);
      own?.keep();
      collector.follow(ownSchedule());
      watch = parts.broker && parts.watch(parts.broker, () => ending.end('rankstat run is gone'));
      watch?.notice('down');
    } else {
      log.detail(`rank 0 is at ${endpoint.host}:${endpoint.pullPort}`);
      // It began before it could be found, and tells all when it is over: that comes first.
      cancelDuration();
      cancelDuration = endAfter(parts, stopTimeoutMs, ending);
      watch = parts.watch({ host: endpoint.host, port: endpoint.pullPort }, () => ending.end(GONE));
      collector.connect(parts.connect(found));
    }
    const reason = await ending.reason;
    watch?.end();
    unheard.end();
    // Where nobody listens there is nothing to wait for.
    const isHeard = endpoint !== undefined && !NOBODY_HEARS.has(reason);
    const delivered = collector.end(reason, isHeard ? stopTimeoutMs : 0);
    const copy = own === undefined && isHeard ? await copied(parts, collector, delivered) : undefined;
    if (copy !== undefined) await settle(parts, copy, await delivered);
    else if (!(await delivered)) own = await kept(parts, collector, own);
  } finally {
    cancelDuration();
    watch?.end();
    unheard.end();
    collector.close();
    await own?.close().catch((error: unknown) => log.warn(`${own?.path}: ${messageOf(error)}`));
  }
  return EXIT.ok;
}

/** Ends a rank after the job's duration and `moreMs`, if it has any. @returns what cancels it */
function endAfter({ clock, durationMs }: OtherRankParts, moreMs: number, { end }: Ending): () => void {
  if (durationMs === undefined) return () => {};
  const over = new Condition(clock);
  let isCancelled = false;
  const cancel = () => {
    isCancelled = true;
    over.changed();
  };
  over
    .until(() => isCancelled, durationMs + moreMs)
    .then(() => {
      if (!isCancelled) end(`after ${durationMs / 1000} s`);
    })
    .catch(() => {}); // It does not fail.
  return cancel;
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

/**
 * Where rank 0 is; `failed` if it has said that it cannot gather; undefined if that is not known before this rank is to
 * end, or when its time is over. The search is ended, not left: it may have to take leave of the launcher.
 */
async function lookedUp(
  { clock, lookUp, readyTimeoutMs, log }: OtherRankParts,
  ended: Promise<string>,
): Promise<FoundGather | 'failed' | undefined> {
  const looking = new AbortController();
  ended.then(() => looking.abort()).catch(() => {}); // A reason is never refused.
  // Its own time is the same; what hangs in it must not keep this rank from sampling.
  const cancel = clock.after(readyTimeoutMs + LEAVE_SEARCH_MS, () => looking.abort());
  const left = new Promise<undefined>((resolve) => {
    looking.signal.addEventListener('abort', () => clock.after(LEAVE_SEARCH_MS, () => resolve(undefined)));
  });
  try {
    return await Promise.race([lookUp(looking.signal), left]);
  } catch (error) {
    // Rank 0 itself has said why, and `rankstat run` what it heard.
    const said = `looking for rank 0: ${messageOf(error)}`;
    if (!(error instanceof RankZeroFailed)) log.warn(said);
    else {
      log.detail(said);
      return 'failed';
    }
    return undefined;
  } finally {
    cancel();
  }
}

/**
 * Copies what rank 0 has not got into a journal while it may still come to get it: who is cut off, and does not know, can
 * be killed by its launcher before it has given up.
 * @returns undefined if that was not needed, or not possible
 */
async function copied(
  parts: OtherRankParts,
  collector: Collector,
  delivered: Promise<boolean>,
): Promise<Journal | undefined> {
  const { clock } = parts;
  const late = () => new Error('no answer');
  const soon = await within(clock, COPY_AFTER_MS, delivered, late).catch(() => undefined);
  if (soon !== undefined) return undefined;
  const { essentials, undelivered, schedule } = collector;
  const from = { essentials, undelivered, schedule, delivered: () => {} };
  return await parts.ownJournal(from).catch(() => undefined); // It is tried once more if need be.
}

/** Leaves that copy, or removes it if rank 0 has come to have all of it. */
async function settle({ log, remove }: OtherRankParts, copy: Journal, delivered: boolean): Promise<void> {
  await copy.close().catch((error: unknown) => log.warn(`${copy.path}: ${messageOf(error)}`));
  if (delivered) await remove(copy.path).catch(() => {});
  else log.warn(left(copy));
}

function left({ path }: Journal): string {
  return `what rank 0 has not got is in ${path}: give it to rankstat recover, too`;
}

/** Begins a journal of its own; if that fails it says so. */
async function begun(
  { ownJournal, log }: OtherRankParts,
  collector: Collector,
  otherwise: string,
): Promise<Journal | undefined> {
  try {
    return await ownJournal(collector);
  } catch (error) {
    log.warn(`${otherwise}: ${messageOf(error)}`);
    return undefined;
  }
}

/** Puts what rank 0 has not got into a journal of its own, and says where it is, or that it is lost. */
async function kept(
  parts: OtherRankParts,
  collector: Collector,
  own: Journal | undefined,
): Promise<Journal | undefined> {
  const { log } = parts;
  const lost = () => `${collector.undelivered.length} records are lost`;
  const journal = own ?? (await begun(parts, collector, lost()));
  if (journal === undefined) return undefined;
  try {
    await journal.write();
    log.warn(left(journal));
  } catch (error) {
    log.warn(
      `cannot write ${journal.path}: ${messageOf(error)}; ${lost()}, what was written before is there`,
    );
  }
  return journal;
}
