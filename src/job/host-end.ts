import type { Gather } from '../gather/gather.ts';
import type { Collector } from '../rank/collector.ts';
import type { Clock } from '../system/clock.ts';
import { Condition } from '../system/condition.ts';
import type { BenchmarkInfo } from '../wire/records.ts';
import type { GatherTransport } from '../wire/transport.ts';

/** That the benchmark on this host has ended. */
export interface HostEnd {
  readonly reason: string;
  /** What is known of it. */
  readonly benchmark: BenchmarkInfo;
  /** Whether it goes on elsewhere: one that has failed, or was ended, is over. */
  readonly elsewhere: 'goes on' | 'is over';
}

/** A benchmark that this process ends with, and not with a signal or a word of somebody else. */
export interface HostedBenchmark {
  /** What is known when it begins. */
  readonly begun: BenchmarkInfo;
  readonly ended: Promise<HostEnd>;
}

/** So long, after its own end, rank 0 waits for hosts that are not connected, and such a host looks for rank 0, ms. */
export const ALONE_MS = 2000;
/** The same where a benchmark has failed: its launcher ends the rest when this host's part of it has ended. */
export const FAILED_MS = 1000;
/** Between two looks whether all hosts have come, ms. */
const LOOK_EVERY_MS = 50;

/** What ends at rank 0. */
interface Hosting {
  readonly clock: Clock;
  readonly transport: Pick<GatherTransport, 'connections' | 'onConnections'>;
  readonly gather: Pick<Gather, 'noteBenchmark' | 'hasBegun'>;
  readonly collector: Pick<Collector, 'end'>;
  readonly stop: (reason: string) => void;
  readonly stopTimeoutMs: number;
}

/** Ends this host with its benchmark, and the job when all hosts have ended, or are not there any more. */
export async function endWithBenchmark(hosted: HostedBenchmark, parts: Hosting): Promise<void> {
  const { clock, gather, collector, stop, stopTimeoutMs } = parts;
  gather.noteBenchmark(hosted.begun);
  const { reason, benchmark, elsewhere } = await hosted.ended;
  gather.noteBenchmark(benchmark);
  if (elsewhere === 'is over') {
    // One that fails at once does so before its own host has come, and the others, which then fail, too.
    const end = clock.mono() + FAILED_MS;
    await collector.end(reason, Math.min(FAILED_MS, stopTimeoutMs));
    const tick = new Condition(clock);
    while (!gather.hasBegun && clock.mono() < end) await tick.until(() => false, LOOK_EVERY_MS);
    stop(reason);
    return;
  }
  // The gather stops by itself when the last host has said bye.
  await collector.end(reason, stopTimeoutMs);
  await untilAlone(parts, ALONE_MS);
  stop(reason);
}

/** The collector of rank 0 itself. */
const OWN = 1;

/** Waits until nobody else has been connected for so long, ms: who was cut off for a moment comes again. */
async function untilAlone(
  { clock, transport }: Pick<Hosting, 'clock' | 'transport'>,
  graceMs: number,
): Promise<void> {
  const connections = new Condition(clock);
  transport.onConnections(() => connections.changed());
  const isAlone = () => transport.connections <= OWN;
  do await connections.until(isAlone);
  while (await connections.until(() => !isAlone(), graceMs));
}
