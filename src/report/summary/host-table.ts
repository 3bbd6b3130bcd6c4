import { quantile } from '../../exact/quantile.ts';
import { cut } from '../../system/text/cut.ts';
import { printable } from '../../system/text/printable.ts';
import type { MeanMax } from '../data/statistics.ts';
import { cellText, METRICS, type MetricView, type ShownMetric } from '../metrics/metrics.ts';
import { short } from '../metrics/short.ts';
import type { HostSummary, MetricSummaries } from './summary.ts';

/** More hosts than this are shown as their spread and the unlike ones. */
const MOST_ROWS = 40;
const SHOWN_EXTREMES = 5;

/** A column of the table of hosts. */
interface Column {
  readonly metric: ShownMetric;
  readonly title: string;
}

/** A column for each metric that has a title here. */
const COLUMNS: readonly Column[] = METRICS.flatMap((metric) =>
  metric.summary === undefined ? [] : [{ metric, title: metric.summary }],
);

/** What hosts did, a row for each, as mean/max over the window; of many, their spread and the unlike ones. Nothing without rates. */
export function hostTable(hosts: readonly HostSummary[], width: number): string[] {
  const rows = tableRows(hosts);
  return rows.length === 0 ? [] : tables(rows, columnsOf(hosts), width);
}

/** Whether a host is in the table. */
export function hasRates({ metrics }: HostSummary): boolean {
  return COLUMNS.some(({ metric }) => metrics[metric.name] != null);
}

/** Those of what no host has are left out, and trouble of which no host had enough to matter. */
function columnsOf(hosts: readonly HostSummary[]): readonly Column[] {
  return COLUMNS.filter(({ metric: { name, presence, negligible } }) => {
    if (presence === 'everywhere') return true;
    const least = presence === 'somewhere' ? Number.NEGATIVE_INFINITY : negligible;
    return hosts.some(({ metrics }) => (metrics[name]?.mean ?? Number.NaN) >= least);
  });
}

interface HostRow {
  readonly name: string;
  readonly cells: MetricSummaries;
}

function tableRows(hosts: readonly HostSummary[]): HostRow[] {
  const seen = hosts.filter(hasRates);
  const row = ({ host, metrics }: HostSummary): HostRow => ({ name: printable(host), cells: metrics });
  if (seen.length <= MOST_ROWS) return seen.map(row);
  const waiting = (host: HostSummary) => host.metrics.cpu_iowait_percent?.mean ?? -1;
  const worst = [...seen].sort((a, b) => waiting(b) - waiting(a)).slice(0, SHOWN_EXTREMES);
  const spread = [
    ['least', 0],
    ['median', 0.5],
    ['most', 1],
  ] as const;
  return [...spread.map(([name, share]) => quantileRow(seen, name, share)), ...worst.map(row)];
}

/** Each cell by itself: the hosts' means and maxima at this share of their order. */
function quantileRow(hosts: readonly HostSummary[], name: string, share: number): HostRow {
  const cell = ({ name: metric }: MetricView): MeanMax | null => {
    const cells = hosts.map(({ metrics }) => metrics[metric]).filter((one) => one != null);
    if (cells.length === 0) return null;
    const at = (values: number[]) => quantile(Float64Array.from(values).sort(), share);
    return { mean: at(cells.map(({ mean }) => mean)), max: at(cells.map(({ max }) => max)) };
  };
  const cells = COLUMNS.map(({ metric }) => [metric.name, cell(metric)]);
  return { name: `(${name})`, cells: Object.fromEntries(cells) };
}

/**
 * A row for each host. What only some nodes have goes into tables below where it is too wide for one, with what belongs
 * together beside each other.
 */
function tables(rows: readonly HostRow[], columns: readonly Column[], width: number): string[] {
  const grid = gridOf(rows, columns);
  if (widthOf(grid) <= width || columns.every(isEverywhere)) return lined(grid, width);
  const groups = [...new Set(columns.filter(isRare).map(({ metric }) => metric.group))];
  const parts = [columns.filter(isEverywhere)];
  for (const group of groups) {
    const more = columns.filter((column) => isRare(column) && column.metric.group === group);
    const last = parts.at(-1) ?? [];
    if (widthOf(gridOf(rows, [...last, ...more])) <= width) parts.splice(-1, 1, [...last, ...more]);
    else parts.push(more);
  }
  return parts.flatMap((part) => lined(gridOf(rows, part), width));
}

function isRare({ metric }: Column): boolean {
  return metric.presence === 'somewhere';
}

function isEverywhere(column: Column): boolean {
  return !isRare(column);
}

type Grid = readonly (readonly string[])[];

function gridOf(rows: readonly HostRow[], columns: readonly Column[]): Grid {
  return [
    ['mean/max', ...columns.map(({ title }) => title)],
    ...rows.map(({ name, cells }) => [
      name,
      ...columns.map(({ metric }) => meanAndMax(metric, cells[metric.name])),
    ]),
  ];
}

function widthsOf(grid: Grid): number[] {
  return grid[0]?.map((_, column) => Math.max(...grid.map((row) => row[column]?.length ?? 0))) ?? [];
}

/** Without the names of hosts, for which there must be room for a few characters. */
function widthOf(grid: Grid): number {
  const [first = 0, ...others] = widthsOf(grid);
  return Math.min(first, LEAST_NAME) + others.reduce((sum, one) => sum + one + GAP, 0);
}

/** Characters of the column of names at least, if some are longer; and between two columns. */
const LEAST_NAME = 8;
const GAP = 2;

function lined(grid: Grid, width: number): string[] {
  const widths = widthsOf(grid);
  const others = widths.slice(1).reduce((sum, one) => sum + one + GAP, 0);
  const first = Math.max(LEAST_NAME, Math.min(widths[0] ?? 0, width - others));
  return grid.map(([name = '', ...cells]) => {
    const rest = cells.map((cell, column) => cell.padStart((widths[column + 1] ?? 0) + GAP)).join('');
    return cut(name, first).padEnd(first) + rest;
  });
}

function meanAndMax(metric: MetricView, cell: MeanMax | null | undefined): string {
  if (cell == null) return '-';
  return `${cellText(metric, cell.mean, short)}/${cellText(metric, cell.max, short)}`;
}
