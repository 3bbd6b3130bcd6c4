import os from 'node:os';
import { type Identity, identify } from '../launch/identity/identity.ts';
import { takeSeat, waitForSeat } from '../launch/identity/seat.ts';
import { seatName } from '../launch/identity/seat-name.ts';
import { pmiExchange } from '../launch/rendezvous/pmi/exchange.ts';
import { chooseWay } from '../launch/rendezvous/way.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { createLog } from '../system/log.ts';
import { keepHeapSmall } from '../system/node/small-heap.ts';
import { onStopSignal, takeSignalsOfOthers } from '../system/signals.ts';
import { goOnAfterUncaught } from '../system/uncaught.ts';
import { leaveNow } from '../system/way-out.ts';
import type { RankPlace } from './parts.ts';
import type { RankOptions } from './rank-options.ts';

/** How long a process that is not the first of its node waits for the one that is, ms. */
const SEAT_PATIENCE_MS = 30_000;

/**
 * The life of one `rankstat rank`.
 * @returns its exit code. Under a launcher it is 0 whatever happens: another code of one process kills the
 *   others under Open MPI.
 * @throws UserError if the arguments or the environment are wrong
 */
export async function rankProcess(options: RankOptions): Promise<number> {
  const identity = identityOrUsage();
  const log = createLog(`rankstat[${os.hostname()}]`, options.verbosity);
  // A rank that ends in the middle of a run takes a launch of Open MPI down with it.
  goOnAfterUncaught(log.warn);
  takeSignalsOfOthers();
  const { launcher, rank, size, localRank } = identity;
  log.detail(`rank ${rank} of ${size ?? '?'} by ${launcher}, local rank ${localRank ?? '?'}`);
  if (options.skipTimeseries) return EXIT.ok;
  const chosen = wayOrUsage(options, identity);
  log.detail(`rank 0 is found by ${chosen.way.kind}: ${chosen.why}`);
  const seat = seatName(identity, chosen.way, os.hostname());
  if (size !== 1 && !(await hasSeat(identity, seat))) {
    log.detail('another process samples on this node; this one waits');
    onStopSignal(() => leaveNow(EXIT.ok));
    // PMI's barrier is for all ranks.
    const joined = chosen.way.kind === 'pmi' ? joinPmi(options) : undefined;
    await waitForSeat(seat, SEAT_PATIENCE_MS);
    await joined;
    return EXIT.ok;
  }
  const code = await lifeOf(rank, options, { identity, way: chosen.way, log }).catch((error: unknown) => {
    log.warn(messageOf(error));
    return EXIT.io;
  });
  return launcher === 'none' ? code : EXIT.ok;
}

/** Loaded only now: of many processes on a node one comes this far. */
async function lifeOf(rank: number, options: RankOptions, place: RankPlace): Promise<number> {
  const { rankZeroParts, otherRankParts } = await import('./parts.ts');
  if (rank === 0) {
    const { rankZero } = await import('./rank-zero.ts');
    keepHeapSmall();
    return await rankZero(rankZeroParts(options, place));
  }
  const { otherRank } = await import('./rank-other.ts');
  keepHeapSmall();
  return await otherRank(otherRankParts(options, place));
}

/** One process of each node samples: that with the lowest local rank, or where nobody tells, the first to come. */
export async function hasSeat({ localRank, localSize, rank }: Identity, seat: string): Promise<boolean> {
  // Where it is alone nobody can take its seat, whoever has guessed the name.
  if (localSize === 1) return true;
  if (localRank !== null && localRank !== 0) return false;
  return (await takeSeat(seat)) !== undefined || rank === 0;
}

async function joinPmi({ readyTimeout }: RankOptions): Promise<void> {
  const exchange = { env: process.env, value: undefined, timeoutMs: readyTimeout * 1000 };
  await pmiExchange(exchange).catch(() => {}); // What it says is for the one that samples.
}

function identityOrUsage(): Identity {
  try {
    return identify(process.env);
  } catch (error) {
    throw new UserError(EXIT.usage, messageOf(error));
  }
}

function wayOrUsage({ rendezvous }: RankOptions, identity: Identity) {
  try {
    return chooseWay({ rendezvous, env: process.env, identity });
  } catch (error) {
    throw new UserError(EXIT.usage, messageOf(error));
  }
}
