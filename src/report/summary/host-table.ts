import { quantile } from '../../exact/quantile.ts';
import type { Metric } from '../../series/rates.ts';
import { cut } from '../../system/text/cut.ts';
import { printable } from '../../system/text/printable.ts';
import type { MeanMax } from '../data/statistics.ts';
import { cellText, METRICS, type MetricView, type ShownMetric } from '../metrics/metrics.ts';
import { short } from '../metrics/short.ts';
import { type HostOrder, sortHosts } from './host-order.ts';
import type { OddHost } from './odd-hosts.ts';
import type { Paint, Weight } from './paint.ts';
import type { HostSummary, MetricSummaries } from './summary.ts';

/** More hosts than this are shown as their spread and the unlike ones. */
const MOST_ROWS = 40;
/** So many that are odd are shown first. */
const MOST_ODD = 5;
/** Of more hosts than have a row each, sorted by something, so many are shown. */
const SHOWN_EXTREMES = 10;

/** How the table is shown. */
export interface TableView {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
  /** The oddest first. */
  readonly odd: readonly OddHost[];
  /** What hosts are sorted by; the odd ones first, then as they come, if it is not given. */
  readonly order?: HostOrder;
  /** So many hosts are shown at most. */
  readonly top?: number;
}

/** A column of the table of hosts. */
interface Column {
  readonly metric: ShownMetric;
  readonly title: string;
}

/** A column for each metric that has a title here. */
const COLUMNS: readonly Column[] = METRICS.flatMap((metric) =>
  metric.summary === undefined ? [] : [{ metric, title: metric.summary }],
);

/**
 * What hosts did, a row for each, as mean/max over the window, the odd ones first; of many, their spread and the odd ones.
 * Nothing without rates.
 */
export function hostTable(hosts: readonly HostSummary[], view: TableView): string[] {
  const rows = tableRows(hosts, view);
  return rows.length === 0 ? [] : tables(rows, columnsOf(hosts), view);
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
  /** How much it stands out, if it does. */
  readonly odd?: OddHost;
}

function tableRows(hosts: readonly HostSummary[], { odd, order, top }: TableView): HostRow[] {
  const seen = hosts.filter(hasRates);
  const first = odd.slice(0, MOST_ODD);
  const row = ({ host, metrics }: HostSummary): HostRow => {
    const found = first.find((one) => one.host === host);
    return { name: printable(host), cells: metrics, ...(found && { odd: found }) };
  };
  const sorted = order === undefined ? oddFirst(seen, first) : sortHosts(seen, order, odd);
  const isMany = seen.length > MOST_ROWS;
  const most = top ?? (isMany ? (order === undefined ? first.length : SHOWN_EXTREMES) : seen.length);
  const shown = sorted.slice(0, most).map(row);
  return isMany ? [...shown, ...SPREAD.map(([name, share]) => quantileRow(seen, name, share))] : shown;
}

const SPREAD = [
  ['least', 0],
  ['median', 0.5],
  ['most', 1],
] as const;

function oddFirst(hosts: readonly HostSummary[], odd: readonly OddHost[]): HostSummary[] {
  const names = new Set(odd.map(({ host }) => host));
  const first = odd.flatMap(({ host }) => hosts.find((one) => one.host === host) ?? []);
  return [...first, ...hosts.filter(({ host }) => !names.has(host))];
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
function tables(rows: readonly HostRow[], columns: readonly Column[], view: TableView): string[] {
  const { width, paint } = view;
  const gridOf = (some: readonly Column[]) => makeGrid(rows, some, paint);
  const grid = gridOf(columns);
  if (widthOf(grid) <= width || columns.every(isEverywhere)) return lined(grid, view);
  const groups = [...new Set(columns.filter(isRare).map(({ metric }) => metric.group))];
  const parts = [columns.filter(isEverywhere)];
  for (const group of groups) {
    const more = columns.filter((column) => isRare(column) && column.metric.group === group);
    const last = parts.at(-1) ?? [];
    if (widthOf(gridOf([...last, ...more])) <= width) parts.splice(-1, 1, [...last, ...more]);
    else parts.push(more);
  }
  return parts.flatMap((part) => lined(gridOf(part), view));
}

function isRare({ metric }: Column): boolean {
  return metric.presence === 'somewhere';
}

function isEverywhere(column: Column): boolean {
  return !isRare(column);
}

interface Cell {
  readonly text: string;
  readonly weight?: Weight;
}
type Grid = readonly (readonly Cell[])[];

/** The first column are names. What is odd has a mark where there are no colours; then all others of the column have a blank. */
function makeGrid(rows: readonly HostRow[], columns: readonly Column[], { mark }: Paint): Grid {
  const isMarked = (metric: Metric) => mark !== '' && rows.some(({ odd }) => odd?.metrics.has(metric));
  const blank = ({ metric: { name } }: Column) => (isMarked(name) ? ' '.repeat(mark.length) : '');
  return [
    ['mean/max', ...columns.map((column) => column.title + blank(column))].map((text) => ({ text })),
    ...rows.map(({ name, cells, odd }) => [
      odd === undefined ? { text: name } : { text: mark + name, weight: odd.severity },
      ...columns.map((column): Cell => {
        const { metric } = column;
        const text = meanAndMax(metric, cells[metric.name]);
        const weight = odd?.metrics.get(metric.name);
        return weight === undefined ? { text: text + blank(column) } : { text: text + mark, weight };
      }),
    ]),
  ];
}

function widthsOf(grid: Grid): number[] {
  return grid[0]?.map((_, column) => Math.max(...grid.map((row) => row[column]?.text.length ?? 0))) ?? [];
}

/** Without the names of hosts, for which there must be room for a few characters. */
function widthOf(grid: Grid): number {
  const [first = 0, ...others] = widthsOf(grid);
  return Math.min(first, LEAST_NAME) + others.reduce((sum, one) => sum + one + GAP, 0);
}

/** Characters of the column of names at least, if some are longer; and between two columns. */
const LEAST_NAME = 8;
const GAP = 2;

function lined(grid: Grid, { width, paint }: TableView): string[] {
  const widths = widthsOf(grid);
  const others = widths.slice(1).reduce((sum, one) => sum + one + GAP, 0);
  const first = Math.max(LEAST_NAME, Math.min(widths[0] ?? 0, width - others));
  const painted = (text: string, weight: Weight | undefined) =>
    weight === undefined ? text : paint.text(text, weight);
  return grid.map(([name = { text: '' }, ...cells]) => {
    const rest = cells.map(({ text, weight }, column) => {
      const blanks = (widths[column + 1] ?? 0) + GAP - text.length;
      return ' '.repeat(blanks) + painted(text, weight);
    });
    const shown = cut(name.text, first);
    return painted(shown, name.weight) + ' '.repeat(first - shown.length) + rest.join('');
  });
}

function meanAndMax(metric: MetricView, cell: MeanMax | null | undefined): string {
  if (cell == null) return '-';
  return `${cellText(metric, cell.mean, short)}/${cellText(metric, cell.max, short)}`;
}
