import { METRICS } from '../../report/metrics/metrics.ts';
import { HISTORY, type History, type HistoryMetric, MOST_KEPT } from '../live/history.ts';
import type { TopHost } from '../state.ts';
import { compact } from './columns.ts';
import { type Glyphs, meansAlongAxis, sparkline } from './sparkline.ts';
import type { Styled } from './styled.ts';
import { fitted, shortDuration } from './text.ts';
import { styleOf } from './thresholds.ts';

interface Drawn {
  readonly host: TopHost;
  readonly history: History | undefined;
  readonly tick: number;
  readonly stride: number;
  readonly interval_ms: number;
}

/** What a curve is called, its unit, and what its metric is multiplied with to have it. */
const CURVES: Readonly<Record<HistoryMetric, readonly [title: string, unit: string, scale: number]>> = {
  cpu_busy_percent: ['CPU busy', '%', 1],
  cpu_iowait_percent: ['CPU iowait', '%', 1],
  cpu_steal_percent: ['CPU steal', '%', 1],
  memory_used_kb: ['memory', 'GiB', 1 / 1024 ** 2],
  swap_in_mb_per_s: ['swap in', 'MB/s', 1],
  swap_out_mb_per_s: ['swap out', 'MB/s', 1],
  disk_read_mb_per_s: ['disk read', 'MB/s', 1],
  disk_write_mb_per_s: ['disk written', 'MB/s', 1],
  net_rx_mb_per_s: ['net received', 'MB/s', 1],
  net_tx_mb_per_s: ['net sent', 'MB/s', 1],
  nfs_read_mb_per_s: ['NFS read', 'MB/s', 1],
  nfs_write_mb_per_s: ['NFS written', 'MB/s', 1],
  lustre_read_mb_per_s: ['Lustre read', 'MB/s', 1],
  lustre_write_mb_per_s: ['Lustre written', 'MB/s', 1],
  rdma_rx_mb_per_s: ['RDMA received', 'MB/s', 1],
  rdma_tx_mb_per_s: ['RDMA sent', 'MB/s', 1],
};
/** What is 0 on most nodes for good. */
const SELDOM: ReadonlySet<HistoryMetric> = new Set(['swap_in_mb_per_s', 'swap_out_mb_per_s']);
const TITLE_WIDTH = 19;
const NUMBER_WIDTH = 6;
const SCALE_WIDTH = 9;
const LEAST_CURVE = 8;

/** A line for each that is known: its number, its curve, and the curve's upper end. */
export function curveLines(
  { host, history, tick, stride, interval_ms }: Drawn,
  { width, glyphs }: { readonly width: number; readonly glyphs: Glyphs },
): Styled[][] {
  if (history === undefined) return [];
  const room = width - TITLE_WIDTH - NUMBER_WIDTH - SCALE_WIDTH - 2;
  const curveWidth = Math.max(LEAST_CURVE, Math.min(room, MOST_KEPT));
  const span = MOST_KEPT * stride;
  const each = Math.max(1, Math.ceil(MOST_KEPT / curveWidth)) * stride * interval_ms;
  const lines = HISTORY.flatMap((metric): Styled[][] => {
    const points = history.of(metric);
    if (!points.some(({ value }) => value !== null && (value > 0 || !SELDOM.has(metric)))) return [];
    const [title, unit, scale] = CURVES[metric];
    const values = meansAlongAxis(points, { tick, stride, width: curveWidth }, span);
    const most = METRICS.find(({ name }) => name === metric)?.most ?? mostOf(metric, host, values);
    const now = host.rates?.[metric] ?? null;
    const text = now === null ? '-' : unit === '%' ? now.toFixed(0) : compact(now * scale);
    return [
      [
        { text: fitted(`${title} ${unit}`, TITLE_WIDTH) },
        {
          text: text.padStart(NUMBER_WIDTH),
          style: now === null ? undefined : styleOf(metric, now, host.memory_total_kb),
        },
        { text: ` ${sparkline(values, most, glyphs)} ` },
        { text: fitted(`to ${compact(most * scale)}`, SCALE_WIDTH), style: 'faint' },
      ],
    ];
  });
  if (lines.length === 0) return [];
  const title = `${fitted('', TITLE_WIDTH)}${'now'.padStart(NUMBER_WIDTH)} last ${shortDuration(curveWidth * each)}`;
  return [[{ text: title, style: 'title' }], ...lines];
}

/** The upper end of a curve without one of its own: of memory all of it, else the greatest that is drawn. */
function mostOf(metric: HistoryMetric, host: TopHost, values: readonly (number | null)[]): number {
  if (metric === 'memory_used_kb' && host.memory_total_kb !== null) return host.memory_total_kb;
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}
