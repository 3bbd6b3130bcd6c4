import type { Watch } from '../launch/network/watch.ts';
import type { FoundGather } from '../launch/rendezvous/found-gather.ts';
import type { Collector, CollectorEvents } from '../rank/collector.ts';
import type { OwnJournal } from '../rank/own-journal.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT } from '../system/exit.ts';
import type { Log } from '../system/log.ts';
import type { Schedule } from '../wire/records.ts';
import type { PeerTransport } from '../wire/transport.ts';

/** The journal of a rank alone. */
type Journal = Pick<OwnJournal, 'path' | 'keep' | 'write' | 'close'>;

/** Whom a rank watches: the process that listens there. */
export interface Watched {
  readonly host: string;
  readonly port: number;
}

/** What a rank other than 0 is made of. */
export interface OtherRankParts {
  readonly log: Log;
  readonly stopTimeoutMs: number;
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
  /** Begins a journal of this rank's own with what its collector has not delivered. */
  readonly ownJournal: (collector: Collector) => Promise<Journal>;
}

const GONE = 'rank 0 is gone';
const REJECTED = 'rank 0 does not take this rank';

/**
 * The life of a rank other than 0: it samples, and sends what it has to rank 0.
 * @returns exit code
 */
export async function otherRank(parts: OtherRankParts): Promise<number> {
  const { log, stopTimeoutMs, onSignal, ownSchedule } = parts;
  const ending = new Ending();
  onSignal(ending.end);
  let watch: Pick<Watch, 'notice' | 'end'> | undefined;
  const collector = parts.collector({
    onStop: ending.end,
    onReject: (reason) => {
      log.warn(`${REJECTED}: ${reason}`);
      ending.end(REJECTED);
    },
    onConnection: (state) => watch?.notice(state),
  });
  let own: Journal | undefined;
  try {
    collector.begin();
    const found = await lookedUp(parts, ending.reason);
    const [endpoint] = found?.endpoints ?? [];
    if (found === undefined || endpoint === undefined) {
      own = await begun(parts, collector, 'rank 0 was not found, and no journal can be kept');
      if (own !== undefined) log.warn(`rank 0 was not found; samples go to ${own.path} for rankstat recover`);
      own?.keep();
      collector.follow(ownSchedule());
      watch = parts.broker && parts.watch(parts.broker, () => ending.end('rankstat run is gone'));
      watch?.notice('down');
    } else {
      log.detail(`rank 0 is at ${endpoint.host}:${endpoint.pullPort}`);
      watch = parts.watch({ host: endpoint.host, port: endpoint.pullPort }, () => ending.end(GONE));
      collector.connect(parts.connect(found));
    }
    const reason = await ending.reason;
    watch?.end();
    // Where nobody listens there is nothing to wait for.
    const isHeard = endpoint !== undefined && reason !== GONE && reason !== REJECTED;
    const patienceMs = isHeard ? stopTimeoutMs : 0;
    if (!(await collector.end(reason, patienceMs))) own = await kept(parts, collector, own);
  } finally {
    watch?.end();
    collector.close();
    await own?.close().catch((error: unknown) => log.warn(`${own?.path}: ${messageOf(error)}`));
  }
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

/**
 * Where rank 0 is; undefined if it is not known before this rank is to end. The search is ended, not left: it may have to
 * take leave of the launcher.
 */
async function lookedUp(
  { lookUp, log }: OtherRankParts,
  ended: Promise<string>,
): Promise<FoundGather | undefined> {
  const looking = new AbortController();
  ended.then(() => looking.abort()).catch(() => {}); // A reason is never refused.
  try {
    return await lookUp(looking.signal);
  } catch (error) {
    log.warn(`looking for rank 0: ${messageOf(error)}`);
    return undefined;
  }
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
    log.warn(`what rank 0 has not got is in ${journal.path}: give it to rankstat recover, too`);
  } catch (error) {
    log.warn(
      `cannot write ${journal.path}: ${messageOf(error)}; ${lost()}, what was written before is there`,
    );
  }
  return journal;
}
