import { Collector, type CollectorEvents } from '../../src/rank/collector.ts';
import { Sampler } from '../../src/rank/sampler.ts';
import { Sender } from '../../src/rank/sender.ts';
import type { Clock } from '../../src/system/clock.ts';
import type { Log } from '../../src/system/log.ts';
import type { PeerTransport } from '../../src/wire/transport.ts';
import { exampleInfo } from '../series/example.ts';

/** A log that keeps what is said in `lines`. */
export function keptLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (message: string) => void lines.push(message);
  return { lines, warn: keep, info: keep, detail: () => {} };
}

/** Messages that never come; they end at `end`. */
export function silence(): AsyncIterable<Buffer[]> & { readonly end: () => void } {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    end: () => end(),
    // biome-ignore lint/correctness/useYield: nothing comes
    async *[Symbol.asyncIterator]() {
      await over;
    },
  };
}

/** A connection that takes nothing, until it is closed. */
export function deadConnection(): PeerTransport & { readonly isClosed: () => boolean } {
  const messages = silence();
  let closed = false;
  return {
    messages,
    send: () => new Promise(() => {}),
    onConnection: () => {},
    close() {
      closed = true;
      messages.end();
    },
    isClosed: () => closed,
  };
}

/** A collector of a host without sources. */
export function collectorOf(rank: number, clock: Clock, events: CollectorEvents): Collector {
  const sender = new Sender(rank);
  return new Collector({
    ...events,
    clock,
    sender,
    sampler: new Sampler([], clock, sender),
    hostname: `node${rank}`,
    node: null,
    hostInfo: () => exampleInfo({ sources: {} }),
    overhead: () => ({ cpu_user_seconds: 0, cpu_system_seconds: 0, wall_seconds: 1, max_rss_kb: 1 }),
    completedInfo: (info) => info,
    requiredSources: [],
    utcOffsetMinutes: 0,
    outboxBytes: 1024 * 1024,
    flushMs: 0,
    isAttended: () => true,
    onWarm: () => {},
    onFault: (error) => {
      throw error;
    },
  });
}
