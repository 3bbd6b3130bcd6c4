import type { Metric } from '../../../series/rates.ts';
import type { Look } from '../engine/look.ts';
import { type Among, isBehind, normalOfOthers } from '../engine/others.ts';
import { storageSeries } from '../engine/storage.ts';
import type { TimeWindow } from '../engine/windows.ts';
import { times } from '../engine/words.ts';
import type { Cause } from '../finding.ts';
import type { Unlike } from './unlike.ts';

/** A disk that is slow has requests most of the time, more than the others' disks do. */
const BUSIER_POINTS = 3;

/** What one host can have more or less of than the others: causes before symptoms. */
export const UNLIKES: readonly Unlike[] = [
  {
    cause: 'slow disk',
    metrics: ['disk_busy_percent'],
    ...{ unit: '%', side: 'more', least: 7, leastShare: 0.05, spread: 0.5, spreadShare: 0.01, severe: 25 },
    needs: (look, host, window, kind) =>
      isLike(look, ['disk_read_mb_per_s', 'disk_write_mb_per_s'], {
        host,
        window,
        kind,
        least: 0.3,
        most: 1.05,
      }),
    say: (who) => `the disk of ${who} was slow and moved no more than the others'`,
    word: 'busy',
  },
  {
    cause: 'slow disk',
    metrics: ['disk_await_ms'],
    moved: ['disk_reads_per_s', 'disk_writes_per_s'],
    ...{ unit: 'ms', side: 'more', least: 0.5, leastShare: 0.1, spread: 0.1, spreadShare: 0.02, severe: 2 },
    needs: (look, host, window, kind) =>
      isBusier(look, host, window, kind) &&
      isLike(look, ['disk_reads_per_s', 'disk_writes_per_s'], { host, window, kind, least: 0.2, most: 1.2 }),
    say: (who, value, normal) =>
      `the disk of ${who} was slow, a request took ${times(value, normal)} as long`,
    word: 'a request took',
  },
  {
    cause: 'slow storage',
    metrics: ['nfs_await_ms'],
    moved: ['nfs_read_mb_per_s', 'nfs_write_mb_per_s'],
    ...{ unit: 'ms', side: 'more', least: 0.5, leastShare: 0.1, spread: 0.1, spreadShare: 0.02, severe: 2 },
    needs: (look, host, window, kind) =>
      isLike(look, ['nfs_read_mb_per_s', 'nfs_write_mb_per_s'], {
        host,
        window,
        kind,
        least: 0.2,
        most: 1.2,
      }),
    say: (who, value, normal) =>
      `the storage of ${who} was slow, NFS took ${times(value, normal)} as long to answer`,
    word: 'an operation took',
  },
  {
    cause: 'busy',
    metrics: ['cpu_user_percent', 'cpu_system_percent', 'cpu_irq_percent'],
    ...{ unit: '%', side: 'more', least: 3, leastShare: 0.05, spread: 0.5, spreadShare: 0.02, severe: 25 },
    needs: (look, host, window, kind) => movesNoMore(look, { host, window, kind }),
    say: (who) => `${who} was busy with more than the others`,
    word: 'CPU busy',
  },
  moving('disk_write_mb_per_s', 'slow writer', 'wrote', '', 'disks wrote'),
  moving('nfs_write_mb_per_s', 'slow writer', 'wrote', ' to NFS', 'wrote'),
  moving('lustre_write_mb_per_s', 'slow writer', 'wrote', ' to Lustre', 'wrote'),
  moving('disk_read_mb_per_s', 'slow reader', 'read', '', 'disks read'),
  moving('nfs_read_mb_per_s', 'slow reader', 'read', ' of NFS', 'read'),
  moving('lustre_read_mb_per_s', 'slow reader', 'read', ' of Lustre', 'read'),
  {
    cause: 'slow storage',
    metrics: ['cpu_iowait_percent'],
    ...{ unit: '%', side: 'more', least: 5, leastShare: 0.2, spread: 1, spreadShare: 0.1, severe: 25 },
    needs: (look, host, window, kind) => movesNoMore(look, { host, window, kind }),
    say: (who) => `${who} waited for its storage more than the others`,
    word: 'waiting for I/O',
  },
  {
    cause: 'slow network',
    metrics: ['net_rx_mb_per_s', 'net_tx_mb_per_s'],
    ...{ unit: 'MB/s', side: 'less', least: 10, leastShare: 0.15, spread: 2, spreadShare: 0.03, severe: 0.5 },
    needs: (look, host, window, kind) =>
      isBehind(look, ['net_rx_mb_per_s', 'net_tx_mb_per_s'], { host, window, kind }),
    say: (who, value, normal) =>
      `the network of ${who} carried ${part(value, normal)} of what the others' did`,
    word: 'received and sent',
  },
  {
    cause: 'idle',
    metrics: ['cpu_busy_percent'],
    ...{ unit: '%', side: 'less', least: 10, leastShare: 0.15, spread: 1, spreadShare: 0.03, severe: 40 },
    say: (who) => `${who} did less than the others`,
    word: 'CPU busy',
  },
];

/** Who moves less than the others, and never makes up for it. @param where behind what it did, with a blank before it */
function moving(metric: Metric, cause: Cause, did: string, where: string, word: string): Unlike {
  return {
    ...{ cause, metrics: [metric], word },
    ...{ unit: 'MB/s', side: 'less', least: 5, leastShare: 0.1, spread: 1, spreadShare: 0.02, severe: 0.4 },
    needs: (look, host, window, kind) => isBehind(look, [metric], { host, window, kind }),
    say: (who, value, normal) => `${who} ${did} ${part(value, normal)} of what the others ${did}${where}`,
  };
}

function part(value: number, normal: number): string {
  return `${((100 * Math.max(0, value)) / normal).toFixed(0)} %`;
}

function isBusier(look: Look, host: number, window: TimeWindow, kind: readonly number[]): boolean {
  const busy = look.series('disk_busy_percent').means(window);
  const normal = normalOfOthers(busy, host, kind);
  const own = busy[host] ?? Number.NaN;
  return normal !== null && own >= normal.median + BUSIER_POINTS;
}

/** Who moves more than the others has more to do for that, and waits for it longer. */
const MORE = 1.1;

function movesNoMore(look: Look, { host, window, kind }: Among): boolean {
  return [storageSeries(look).series, look.series('net_rx_mb_per_s', 'net_tx_mb_per_s')].every((series) => {
    const all = series.means(window);
    const normal = normalOfOthers(all, host, kind);
    return normal === null || !((all[host] ?? 0) > Math.max(1, MORE * normal.median));
  });
}

interface Like extends Among {
  /** Parts of the median. */
  readonly least: number;
  readonly most?: number;
}

/** Whether a host does about as much of something as the others, which do some of it at all. */
function isLike(look: Look, metrics: readonly Metric[], like: Like): boolean {
  const { host, window, kind, least, most = Number.POSITIVE_INFINITY } = like;
  const all = look.series(...metrics).means(window);
  const normal = normalOfOthers(all, host, kind);
  const own = all[host] ?? Number.NaN;
  return normal !== null && normal.median >= 1 && own >= least * normal.median && own <= most * normal.median;
}
