import { counterDelta } from '../counters.ts';
import type { HostInfo } from '../schema.ts';
import type { Between } from '../totals/between.ts';
import { linkSpeeds } from './link-speeds.ts';

/** What 1 Mb/s carries, bytes per second. */
export const BYTES_PER_MBPS = 1e6 / 8;

/**
 * Of the counted interfaces whose speed is known, the one that was nearest to it: the seconds that what it received, or sent,
 * whichever was more, takes at that speed. Bytes are those of frames without preamble and gap, so a full port of Ethernet
 * with frames of 1500 bytes shows 98 %. Null if no speed is known, or if one moved that may be another's traffic again.
 */
export function busiestLinkSeconds(between: Between | undefined, info: HostInfo | undefined): number | null {
  const speeds = linkSpeeds(info);
  let most: number | null = null;
  for (const { name, share, then, now } of between?.pairs ?? []) {
    const received = counterDelta(then.rx_bytes, now.rx_bytes);
    const sent = counterDelta(then.tx_bytes, now.tx_bytes);
    const busier = received === null || sent === null ? null : Math.max(received, sent);
    if (share === 'unknown') {
      if (busier !== 0) return null;
      continue;
    }
    const speed = speeds.get(name);
    if (busier === null || speed === undefined) continue;
    most = Math.max(most ?? 0, busier / (speed * BYTES_PER_MBPS));
  }
  return most;
}
