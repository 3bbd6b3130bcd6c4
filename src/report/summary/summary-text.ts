import { quantile } from '../../exact/quantile.ts';
import type { BenchmarkResult } from '../../result/result.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import { blindMounts } from '../../series/totals/blind-mounts.ts';
import { printable } from '../../system/text/printable.ts';
import { everyText } from '../data/spacing.ts';
import type { MeanMax } from '../data/statistics.ts';
import { cellText, METRICS, type MetricView, type ShownMetric } from '../metrics/metrics.ts';
import { short } from '../metrics/short.ts';
import { wholeRun } from '../phases/phases.ts';
import { ledgerNotes } from './ledger-notes.ts';
import { nfsLines, resultLines } from './result-lines.ts';
import type { HostSummary, MetricSummaries, Summary } from './summary.ts';

export interface RenderOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: 'always' | 'never';
  /** What the benchmark says of itself. */
  readonly results?: readonly BenchmarkResult[];
}

/** More hosts than this are shown as their spread and the unlike ones. */
const MOST_ROWS = 40;
const SHOWN_EXTREMES = 5;
/** Incomplete hosts that are named. */
const MOST_NAMED = 10;

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
 * A summary as text for a terminal: the run, the coverage, a row for each host as mean/max over the window, the
 * collectors' cost.
 */
export function renderSummary(summary: Summary, { width, color, results = [] }: RenderOptions): string {
  const bold = (text: string) => (color === 'always' ? `\u001b[1m${text}\u001b[0m` : text);
  const rows = tableRows(summary.hosts);
  const lines = [
    ...runLines(summary).map((line) => cut(line, width)),
    bold(coverageLine(summary.hosts)),
    ...incompleteLines(summary.hosts).map((line) => cut(line, width)),
    ...ledgerNotes(summary.header.host_status).map((line) => cut(line, width)),
    ...(rows.length === 0 ? [whyNoRates(summary)] : table(rows, columnsOf(summary.hosts), width)),
    ...(rows.length === 0 ? [] : withoutRates(summary.hosts)).map((line) => cut(line, width)),
    ...unknownNetworkLines(summary.hosts).map((line) => cut(line, width)),
    ...killedLines(summary.hosts).flatMap((line) => folded(line, width)),
    ...nfsLines(summary.moved).flatMap((line) => folded(line, width)),
    ...resultLines(results, summary.moved, wholeRun(summary.header)).flatMap((line) =>
      folded(printable(line), width),
    ),
    ...blindLines(summary.header).map((line) => cut(line, width)),
    overheadLine(summary.hosts),
  ];
  return `${lines.join('\n')}\n`;
}

/** Those of what no host has are left out. */
function columnsOf(hosts: readonly HostSummary[]): readonly Column[] {
  return COLUMNS.filter(
    ({ metric: { name, presence } }) =>
      presence === 'everywhere' || hosts.some(({ metrics }) => metrics[name] != null),
  );
}

function runLines({ header, window, spacing }: Summary): string[] {
  const { benchmark, start_time, end_time, num_samples, collection_method } = header;
  const { command, exit_code, launcher } = benchmark;
  const seconds =
    (Date.parse(benchmark.end_time ?? end_time) - Date.parse(benchmark.start_time ?? start_time)) / 1000;
  const facts = [
    // The clocks of two hosts, or one that somebody has set.
    seconds < 0 ? 'ended before it began, by the clocks' : `${seconds.toFixed(1)} s`,

    ...(exit_code === null ? [] : [`exit code ${exit_code}`]),
    `${num_samples} samples, ${everyText(spacing)}`,
    `means over ${window}`,
    startedBy(collection_method, launcher),
  ];
  const what = command === null ? benchmark.type : `${benchmark.type}: ${command.join(' ')}`;
  return [printable(what), printable(facts.join(', '))];
}

function startedBy(method: SeriesHeader['collection_method'], launcher: string): string {
  if (method === 'local') return 'this host alone';
  return launcher === 'none' ? 'collectors without a launcher' : `collectors by ${launcher}`;
}

function coverageLine(hosts: readonly HostSummary[]): string {
  // A file of another program has no ledger.
  if (hosts.length > 0 && hosts.every(({ status }) => status === 'unknown')) {
    return `${hosts.length} hosts; how complete they are is not in the file`;
  }
  const complete = hosts.filter(({ status }) => status === 'complete').length;
  return `${complete} of ${hosts.length} hosts complete`;
}

function incompleteLines(hosts: readonly HostSummary[]): string[] {
  const isNone = ({ status, samples }: HostSummary) => status === 'unknown' && samples === 0;
  // Where nothing at all is known of completeness, only who has no samples is worth a line.
  const hasLedger = hosts.some(({ status }) => status !== 'unknown');
  const incomplete = hosts.filter((host) => (hasLedger ? host.status !== 'complete' : isNone(host)));
  const lines = incomplete.slice(0, MOST_NAMED).map(({ host, status, reason, samples }) => {
    const why = reason ?? (samples === 0 ? 'there is no sample of it' : 'host_status has nothing of it');
    return `  ${printable(host)} is ${status}: ${printable(why)}`;
  });
  const more = incomplete.length - lines.length;
  return more > 0 ? [...lines, `  and ${more} more hosts`] : lines;
}

function unknownNetworkLines(hosts: readonly HostSummary[]): string[] {
  const unknown = hosts.filter(({ unknownInterfaces }) => unknownInterfaces !== undefined);
  const lines = unknown.slice(0, MOST_NAMED).map(({ host, unknownInterfaces = [] }) => {
    const names = unknownInterfaces.slice(0, MOST_NAMED).join(', ');
    return `  network of ${printable(host)} not known: /sys did not say what ${printable(names)} is`;
  });
  const more = unknown.length - lines.length;
  return more > 0 ? [...lines, `  and of ${more} more hosts`] : lines;
}

/** A benchmark whose readers are killed goes on with fewer, or hangs, and does not say why. */
function killedLines(hosts: readonly HostSummary[]): string[] {
  const killed = hosts.filter(({ oomKills = 0 }) => oomKills > 0);
  if (killed.length === 0) return [];
  const named = killed.slice(0, MOST_NAMED).map(({ host, oomKills }) => `${oomKills} on ${printable(host)}`);
  const more = killed.length - named.length;
  const rest = more > 0 ? `, and some on ${more} more hosts` : '';
  return [`  the job's memory was full, and processes of it were killed (OOM): ${named.join(', ')}${rest}`];
}

/** What hosts have mounted and cannot be seen: else its absence would look like idleness. */
function blindLines({ host_info }: SeriesHeader): string[] {
  const hosts = new Map<string, number>();
  for (const info of Object.values(host_info)) {
    for (const { target, type } of blindMounts(info)) {
      const mount = `${printable(target)} (${printable(type)})`;
      hosts.set(mount, (hosts.get(mount) ?? 0) + 1);
    }
  }
  const lines = [...hosts].slice(0, MOST_NAMED).map(([mount, count]) => {
    const whose = count === 1 ? '1 host' : `${count} hosts`;
    return `  not seen: ${mount} of ${whose}; what goes through it is in no number of a file system here`;
  });
  const more = hosts.size - lines.length;
  return more > 0 ? [...lines, `  and ${more} more mounts`] : lines;
}

/** Those that are in no row though there are samples of them: else nothing would say that they are not there. */
function withoutRates(hosts: readonly HostSummary[]): string[] {
  const without = hosts.filter((host) => host.samples > 0 && !hasRates(host));
  if (without.length === 0) return [];
  const names = without.slice(0, MOST_NAMED).map(({ host }) => printable(host));
  const more = without.length - names.length;
  return [`  no rates of ${names.join(', ')}${more > 0 ? ` and ${more} more hosts` : ''}`];
}

function hasRates({ metrics }: HostSummary): boolean {
  return COLUMNS.some(({ metric }) => metrics[metric.name] != null);
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

/** Why there is no table. */
function whyNoRates({ hosts, header }: Summary): string {
  if (header.num_samples === 0) return 'there are no samples';
  const most = Math.max(...hosts.map(({ samples }) => samples));
  if (most > 2) return 'no rates: nothing that they are made of was sampled';
  return 'the run was too short for rates';
}

function table(rows: readonly HostRow[], columns: readonly Column[], width: number): string[] {
  const grid = [
    ['mean/max', ...columns.map(({ title }) => title)],
    ...rows.map(({ name, cells }) => [
      name,
      ...columns.map(({ metric }) => meanAndMax(metric, cells[metric.name])),
    ]),
  ];
  const widths = grid[0]?.map((_, column) => Math.max(...grid.map((row) => row[column]?.length ?? 0))) ?? [];
  const others = widths.slice(1).reduce((sum, one) => sum + one + 2, 0);
  const first = Math.max(8, Math.min(widths[0] ?? 0, width - others));
  return grid.map(([name = '', ...cells]) => {
    const rest = cells.map((cell, column) => cell.padStart((widths[column + 1] ?? 0) + 2)).join('');
    return cut(name, first).padEnd(first) + rest;
  });
}

function meanAndMax(metric: MetricView, cell: MeanMax | null | undefined): string {
  if (cell == null) return '-';
  return `${cellText(metric, cell.mean, short)}/${cellText(metric, cell.max, short)}`;
}

/** Over less nothing can be told in percent. */
const LEAST_WALL_SECONDS = 0.001;

function overheadLine(hosts: readonly HostSummary[]): string {
  const costs = hosts
    .map(({ overhead }) => overhead)
    .filter((cost) => cost !== undefined)
    .filter(({ wall_seconds }) => wall_seconds >= LEAST_WALL_SECONDS);
  if (costs.length === 0) return 'collectors: what they cost is not known';
  const shares = costs.map((cost) => (cost.cpu_user_seconds + cost.cpu_system_seconds) / cost.wall_seconds);
  const cpu = (100 * Math.max(...shares)).toFixed(2);
  const memory = (Math.max(...costs.map(({ max_rss_kb }) => max_rss_kb)) / 1024).toFixed(0);
  // One that was killed has not said; one that never came has cost nothing that anybody knows of.
  const there = hosts.filter(({ status }) => status !== 'missing').length;
  const known = costs.length < there ? `, known of ${costs.length} of ${there} hosts` : '';
  return `collectors: at most ${cpu} % of one core with their start, ${memory} MiB resident${known}`;
}

/** As lines of at most so many characters, broken at blanks: of an amount that is cut off, another would be left. */
function folded(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S) (?![MGT]B\b)/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `      ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => cut(one, width));
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
