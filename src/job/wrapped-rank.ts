import os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type Identity, identify } from '../launch/identity/identity.ts';
import { launchKey } from '../launch/identity/launch-key.ts';
import { hasLaunchMates } from '../launch/identity/launch-mates.ts';
import { proxyLaunch } from '../launch/identity/proxy-launch.ts';
import { seatName } from '../launch/identity/seat-name.ts';
import { chooseWay } from '../launch/rendezvous/way.ts';
import { type Clock, systemClock } from '../system/clock.ts';
import { EXIT } from '../system/exit.ts';
import { createLog, type Log } from '../system/log.ts';
import { keepHeapSmall } from '../system/node/small-heap.ts';
import { goOnAfterUncaught } from '../system/uncaught.ts';
import type { BenchmarkInfo } from '../wire/records.ts';
import type { HostEnd } from './host-end.ts';
import type { RankPlace } from './parts.ts';
import type { RankOptions } from './rank-options.ts';
import { hasSeat } from './rank-process.ts';

/** The benchmark's process of this node, whose parent has started this one. */
export interface WrappedBenchmark {
  /** When it began, wall clock, ms. */
  readonly start: number;
  /** Its command line, without what is secret in it. */
  readonly command: readonly string[];
  /** Its exit code, as a shell gives it. Rejects if its parent is gone. */
  readonly ended: Promise<number>;
  /** Resolves at a signal that comes after its end: the launch is to end. */
  readonly asked: Promise<NodeJS.Signals>;
}

/** Between two looks whether other processes of the launch are left on this node, ms. */
const LOOK_EVERY_MS = 250;
const ENDED = 'the benchmark has ended';

/**
 * The life of the collector that `rankstat wrap` starts beside a benchmark: a rank that ends with the benchmark of its
 * node, and the job with the last of them. All that it says of itself is said; whatever it comes to, the benchmark goes on.
 * @throws Error if it cannot begin
 */
export async function wrappedRank(options: RankOptions, benchmark: WrappedBenchmark): Promise<void> {
  const log = createLog(`rankstat[${os.hostname()}]`, options.verbosity);
  goOnAfterUncaught(log.warn);
  if (options.skipTimeseries) return;
  const place = placeOf(options, log);
  const { identity, way } = place;
  const seat = `${seatName(identity, way, os.hostname())}-wrap`;
  if (identity.size !== 1 && !(await hasSeat(identity, seat))) {
    log.detail('another process collects on this node');
    return;
  }
  const clock = systemClock();
  const begun = { command: [...benchmark.command], start: benchmark.start, end: null, exit_code: null };
  const hosted = { begun, ended: hostEnd(benchmark, clock, begun) };
  const onSignal = (handle: (reason: string) => void) => {
    benchmark.asked.then(handle, () => {});
  };
  const { rankZeroParts, otherRankParts } = await import('./parts.ts');
  if (identity.rank === 0) {
    const { rankZero } = await import('./rank-zero.ts');
    keepHeapSmall();
    await rankZero({ ...rankZeroParts(options, place), onSignal, hosted });
    return;
  }
  const { otherRank } = await import('./rank-other.ts');
  keepHeapSmall();
  await otherRank({ ...otherRankParts(options, place), onSignal, hosted });
}

/** Who this is, and how it finds the others: never by PMI, whose connection is the benchmark's. */
function placeOf({ rendezvous }: RankOptions, log: Log): RankPlace {
  const identity = withLaunchKey(identify(process.env));
  const { launcher, rank, size, localRank } = identity;
  log.detail(`rank ${rank} of ${size ?? '?'} by ${launcher}, local rank ${localRank ?? '?'}`);
  // What a `rankstat run` around it has set is of another job.
  const { way, why } = chooseWay({ rendezvous, env: {}, identity });
  log.detail(`rank 0 is found by ${way.kind}: ${why}`);
  return { identity, way, log };
}

function withLaunchKey(identity: Identity): Identity {
  if (identity.launchKey !== null || identity.launcher === 'none') return identity;
  const launch = proxyLaunch('/proc', process.pid);
  return launch === undefined
    ? identity
    : { ...identity, launchKey: launchKey(process.env, identity.launcher, launch) };
}

/** Waits for the benchmark of this node: its own process, and where that went well for the others of the launch. */
async function hostEnd({ ended }: WrappedBenchmark, clock: Clock, begun: BenchmarkInfo): Promise<HostEnd> {
  let exitCode: number;
  try {
    exitCode = await ended;
  } catch {
    return { reason: 'rankstat wrap is gone', benchmark: begun, elsewhere: 'is over' };
  }
  const benchmark = { ...begun, end: clock.wall(), exit_code: exitCode };
  if (exitCode !== EXIT.ok)
    return { reason: `${ENDED} with code ${exitCode}`, benchmark, elsewhere: 'is over' };
  // The process that runs the benchmark is a child of the launcher's. What they are compared by is their environment alone.
  const own = identify(process.env);
  while (hasLaunchMates('/proc', process.ppid, own)) await pause(LOOK_EVERY_MS);
  return { reason: ENDED, benchmark, elsewhere: 'goes on' };
}
