import type { HostInfo, Sample } from '../../series/schema.ts';
import { sharesOfInterfaces } from '../../series/totals/devices.ts';
import { perSecond, sumOfAll } from './per-second.ts';

/** What a network interface did; null where it is not known. */
export interface InterfaceDetail {
  readonly name: string;
  readonly rxMb: number | null;
  readonly txMb: number | null;
  /** Of its speed, what the busier direction had, percent; null where the kernel tells no speed. */
  readonly share: number | null;
  /** Mb/s */
  readonly speed: number | null;
  /** Packets a second that were thrown away, and that were damaged. */
  readonly drops: number | null;
  readonly errors: number | null;
}

/** Of the interfaces whose bytes are in the sums. */
export function interfaceDetails(
  { netdev: before = [] }: Sample,
  { netdev: after = [] }: Sample,
  seconds: number,
  info: HostInfo | undefined,
): InterfaceDetail[] {
  const earlier = new Map(before.map((one) => [one.interface_name, one]));
  const speeds = new Map(info?.interfaces.map(({ name, speed_mbps }) => [name, speed_mbps]));
  const shares = sharesOfInterfaces(after, info);
  return after.flatMap((now, at) => {
    const counted = shares[at];
    if (counted !== 'counted' && counted !== 'unknown') return [];
    const name = String(now.interface_name);
    const then = earlier.get(name);
    const rate = (field: string) => perSecond(then?.[field], now[field], seconds);
    const [rx, tx] = [rate('rx_bytes'), rate('tx_bytes')];
    const known = speeds.get(name) ?? 0;
    const speed = known > 0 ? known : null;
    const isKnown = speed !== null && rx !== null && tx !== null;
    return [
      {
        name,
        rxMb: rx === null ? null : rx / 1e6,
        txMb: tx === null ? null : tx / 1e6,
        share: isKnown ? (100 * Math.max(rx, tx) * 8) / (speed * 1e6) : null,
        speed,
        drops: sumOfAll([rate('rx_dropped'), rate('tx_dropped')]),
        errors: sumOfAll([rate('rx_errors'), rate('tx_errors')]),
      },
    ];
  });
}
