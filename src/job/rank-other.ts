import type { Watch } from '../launch/network/watch.ts';
import type { FoundGather } from '../launch/rendezvous/found-gather.ts';
import { RankZeroFailed } from '../launch/rendezvous/rank-zero-failed.ts';
import type { Collector, CollectorEvents } from '../rank/collector.ts';
import { Condition } from '../system/condition.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT } from '../system/exit.ts';
import { within } from '../system/patience.ts';
import { hostAndPort } from '../wire/curve.ts';
import type { Schedule } from '../wire/records.ts';
import type { PeerTransport } from '../wire/transport.ts';
import { ALONE_MS, FAILED_MS, type HostedBenchmark } from './host-end.ts';
import { begun, copied, type Journal, kept, type LeavingParts, settle } from './leaving.ts';
import { RANK_ZERO_ENDED, Unheard, type UnheardOptions } from './unheard.ts';

/** Whom a rank watches: the process that listens there. */
export interface Watched {
  readonly host: string;
  readonly port: number;
}

/** What a rank other than 0 is made of. */
export interface OtherRankParts
  extends LeavingParts,
    Pick<UnheardOptions, 'lookEveryMs' | 'isAttended' | 'isRendezvousGone'> {
  /** So long rank 0 is looked for, ms. */
  readonly readyTimeoutMs: number;
  readonly stopTimeoutMs: number;
  /** After so long the job is over, ms; undefined: when it is told to be. */
  readonly durationMs: number | undefined;
  readonly onSignal: (handle: (signal: string) => void) => void;
  /** The benchmark with which this rank ends, where that is how it ends. */
  readonly hosted?: Pick<HostedBenchmark, 'ended'>;
  readonly collector: (events: CollectorEvents) => Collector;
  /** Finds rank 0; gives undefined if it could not within the time for that, or until `signal`. */
  readonly lookUp: (signal: AbortSignal) => Promise<FoundGather | undefined>;
  readonly connect: (found: FoundGather) => PeerTransport;
  /** Removes what a rank 0 that has died has left, by which others would find it. Never rejects. */
  readonly clearUpAfter: (rankZero: FoundGather) => Promise<void>;
  /** `rankstat run`, where that has started this rank. */
  readonly broker: Watched | undefined;
  readonly watch: (whom: Watched, onGone: () => void) => Pick<Watch, 'notice' | 'end'>;
  /** The schedule of a rank that is alone. */
  readonly ownSchedule: () => Schedule;
}

const GONE = 'rank 0 is gone';
const REJECTED = 'rank 0 does not take this rank';
const NOBODY_HEARS: ReadonlySet<string> = new Set([GONE, REJECTED, RANK_ZERO_ENDED]);
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
  const { clock, readyTimeoutMs } = parts;
  const began = clock.mono();
  // Rank 0 can have begun much later than this one: as long as it is looked for, nothing is over.
  let cancelDuration = endAfter(parts, readyTimeoutMs, ending);
  try {
    collector.begin();
    unheard.notice('down');
    const search = lookedUp(parts, ending.reason);
    if (parts.hosted !== undefined)
      endWithHosted(parts.hosted, parts, search, ending).catch((error: unknown) =>
        ending.end(messageOf(error)),
      );
    const found = await search;
    const [endpoint] = found === 'failed' ? [] : (found?.endpoints ?? []);
    if (found === undefined || found === 'failed' || endpoint === undefined) {
      const why = `rank 0 ${found === 'failed' ? 'failed' : 'was not found'}`;
      own = await begun(parts, collector, `${why}, and no journal can be kept`);
      if (own !== undefined) log.warn(`${why}; samples go to ${own.path} for rankstat recover`);
      own?.keep();
      cancelDuration();
      cancelDuration = endAfter(parts, began - clock.mono(), ending);
      collector.follow(ownSchedule());
      watch = parts.broker && parts.watch(parts.broker, () => ending.end('rankstat run is gone'));
      watch?.notice('down');
    } else {
      log.detail(`rank 0 is at ${hostAndPort(endpoint.host, endpoint.port)}`);
      // It began before it could be found, and tells all when it is over: that comes first.
      cancelDuration();
      cancelDuration = endAfter(parts, stopTimeoutMs, ending);
      watch = parts.watch(endpoint, () => ending.end(GONE));
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
    if (reason === GONE && found !== undefined && found !== 'failed') await parts.clearUpAfter(found);
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

/** One that was short can have ended before rank 0, which began with it, could be found: that waits for others, too. */
async function endWithHosted(
  { ended }: Pick<HostedBenchmark, 'ended'>,
  { clock }: OtherRankParts,
  search: Promise<unknown>,
  { end }: Ending,
): Promise<void> {
  const { reason, elsewhere } = await ended;
  const late = () => new Error('rank 0 was not found');
  await within(clock, elsewhere === 'goes on' ? ALONE_MS : FAILED_MS, search, late).catch(() => {});
  end(reason);
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
