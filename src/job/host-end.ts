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
/** The collector of rank 0 itself. */
const OWN = 1;

/** Waits until nobody else has been connected for so long, ms: who was cut off for a moment comes again. */
export async function untilAlone(
  {
    clock,
    transport,
  }: { readonly clock: Clock; readonly transport: Pick<GatherTransport, 'connections' | 'onConnections'> },
  graceMs: number,
): Promise<void> {
  const connections = new Condition(clock);
  transport.onConnections(() => connections.changed());
  const isAlone = () => transport.connections <= OWN;
  do await connections.until(isAlone);
  while (await connections.until(() => !isAlone(), graceMs));
}
