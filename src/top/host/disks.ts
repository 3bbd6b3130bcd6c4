import type { HostInfo, Sample } from '../../series/schema.ts';
import { sharesOfDisks } from '../../series/totals/devices.ts';
import { dividedBy, perSecond, sumOfAll } from './per-second.ts';

/** What a block device did; null where it is not known. */
export interface DiskDetail {
  readonly name: string;
  readonly readMb: number | null;
  readonly writeMb: number | null;
  /** Requests a second. */
  readonly reads: number | null;
  readonly writes: number | null;
  /** From when a request was made to its end, mean; null where there was none. */
  readonly awaitMs: number | null;
  /** Of the time, that in which it had requests, percent. */
  readonly busy: number | null;
}

const SECTOR_BYTES = 512;

/** Of the disks whose bytes are in the sums: no partitions, and nothing that stands on others. */
export function diskDetails(
  { diskstats: before = [] }: Sample,
  { diskstats: after = [] }: Sample,
  seconds: number,
  info: HostInfo | undefined,
): DiskDetail[] {
  const earlier = new Map(before.map((device) => [device.device_name, device]));
  const shares = sharesOfDisks(after, info);
  return after.flatMap((now, at) => {
    const share = shares[at];
    if (share !== 'counted' && share !== 'unknown') return [];
    const then = earlier.get(now.device_name);
    const rate = (field: string) => perSecond(then?.[field], now[field], seconds);
    const mb = (sectors: number | null) => (sectors === null ? null : (sectors * SECTOR_BYTES) / 1e6);
    const [reads, writes] = [rate('reads_completed'), rate('writes_completed')];
    const waited = sumOfAll([rate('time_reading_ms'), rate('time_writing_ms')]);
    const busyMs = rate('time_doing_ios_ms');
    return [
      {
        name: String(now.device_name),
        readMb: mb(rate('sectors_read')),
        writeMb: mb(rate('sectors_written')),
        reads,
        writes,
        awaitMs: dividedBy(waited, sumOfAll([reads, writes])),
        busy: busyMs === null ? null : Math.min(100, busyMs / 10),
      },
    ];
  });
}
