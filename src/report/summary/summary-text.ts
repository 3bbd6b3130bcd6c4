import type { BenchmarkResult } from '../../result/result.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import { blindMounts } from '../../series/totals/blind-mounts.ts';
import { cut } from '../../system/text/cut.ts';
import { folded } from '../../system/text/folded.ts';
import { printable } from '../../system/text/printable.ts';
import { everyText } from '../data/spacing.ts';
import { figureLines } from '../figures/figure-lines.ts';
import type { PhaseFigures } from '../figures/phase-figures.ts';
import { figuresOfSummary } from '../figures/run-figures.ts';
import type { Cause, Finding, Findings } from '../findings/finding.ts';
import { findingsOf } from '../findings/findings.ts';
import { remoteDisks } from '../findings/remote-disks.ts';
import { cacheLines, NAME_IT } from '../page-cache/cache-lines.ts';
import { cacheAnswers } from '../page-cache/page-cache.ts';
import { wholeRun } from '../phases/phases.ts';
import { findingLines, limitLines, shownFindings } from './finding-lines.ts';
import type { HostOrder } from './host-order.ts';
import { hasRates, hostTable } from './host-table.ts';
import { ledgerNotes } from './ledger-notes.ts';
import { hostsToLookAt } from './odd-hosts.ts';
import { paintFor } from './paint.ts';
import { nfsLines, resultLines, resultsOf } from './result-lines.ts';
import type { HostSummary, Summary } from './summary.ts';

export interface RenderOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: 'always' | 'never';
  /** What the benchmark says of itself. */
  readonly results?: readonly BenchmarkResult[];
  /** What happened, if it is not to be found out. */
  readonly findings?: Findings;
  /** What the hosts of the table are sorted by, and how many are shown of them. */
  readonly order?: HostOrder;
  readonly top?: number;
}

/** Incomplete hosts that are named. */
const MOST_NAMED = 10;

/**
 * A summary as text for a terminal: the run, the coverage, what happened, what each phase was limited by, a row for each host
 * as mean/max over the window, then what is behind all that, and the collectors' cost.
 */
export function renderSummary(summary: Summary, options: RenderOptions): string {
  const { width, color, results = [], order, top } = options;
  const paint = paintFor(color);
  const figures = figuresOfSummary(summary, results);
  const { findings: found = findingsOf(summary.observed, figures) } = options;
  const shown = shownFindings(found);
  const view = { width, paint, odd: hostsToLookAt(shown) };
  const sorted = { ...(order !== undefined && { order }), ...(top !== undefined && { top }) };
  const table = hostTable(summary.hosts, { ...view, ...sorted });
  const isTold = (cause: Cause) => shown.some((one) => one.cause === cause);
  const lines = [
    ...runLines(summary).map((line) => cut(line, width)),
    coverageLine(summary.hosts),
    ...incompleteLines(summary.hosts).map((line) => cut(line, width)),
    ...ledgerNotes(summary.header.host_status).map((line) => cut(line, width)),
    '',
    ...findingLines(found, width, paint),
    ...limitLines(found, width),
    '',
    ...(table.length === 0 ? [whyNoRates(summary)] : table),
    ...(table.length === 0 ? [] : withoutRates(summary.hosts)).map((line) => cut(line, width)),
    ...unknownNetworkLines(summary.hosts).map((line) => cut(line, width)),
    ...(isTold('oom') ? [] : killedLines(summary.hosts).flatMap((line) => folded(line, width))),
    ...movedLines(summary, results, figures, shown).flatMap((line) => folded(printable(line), width)),
    ...targetStateLines(summary.targetStates ?? []).map((line) => cut(line, width)),
    ...blindLines(summary.header, shown).map((line) => cut(line, width)),
    ...remoteLines(summary.header).flatMap((line) => folded(line, width)),
    ...namespaceLines(summary.header).flatMap((line) => folded(line, width)),
    overheadLine(summary.hosts),
  ];
  return `${lines.join('\n')}\n`;
}

/** What was moved, by whom, and what of it the page cache gave; without what is said above as a finding. */
function movedLines(
  { header, moved, cache, morePhases }: Summary,
  results: readonly BenchmarkResult[],
  figures: readonly PhaseFigures[],
  shown: readonly Finding[],
): string[] {
  const run = wholeRun(header);
  const [, ...phases] = figures;
  const isTold = (phase: string | null) =>
    shown.some((one) => (one.cause === 'benchmark' || one.cause === 'page cache') && one.phase === phase);
  const said = resultLines(results, moved, run);
  const untold = phases.filter(({ label }) => !isTold(label));
  // Else all of them are those of the run.
  const ofPhases = figureLines(untold, header.marks.length > 0 ? morePhases : 0);
  const answers = cacheAnswers(cache, resultsOf(run, results));
  if (answers.length > 0) {
    const flows = isTold(null) ? 'told' : 'not told';
    return [...said, ...cacheLines(answers[0], flows), ...ofPhases];
  }
  const isCacheTold = shown.some(({ cause }) => cause === 'page cache');
  const nfs = isCacheTold ? [] : nfsLines(moved);
  // Who has brought a result wants to compare it.
  const hint = results.length > 0 && nfs.length === 0 && !isCacheTold ? [`  ${NAME_IT}`] : [];
  return [...nfs, ...said, ...ofPhases, ...hint];
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

function targetStateLines(states: NonNullable<Summary['targetStates']>): string[] {
  const lines = states.slice(0, MOST_NAMED).map(([what, hosts]) => {
    return `  ${printable(what)}, seen by ${hosts === 1 ? '1 host' : `${hosts} hosts`}`;
  });
  const more = states.length - lines.length;
  return more > 0 ? [...lines, `  and ${more} more states`] : lines;
}

/** What hosts have mounted and cannot be seen: else its absence would look like idleness. */
function blindLines({ host_info }: SeriesHeader, shown: readonly Finding[]): string[] {
  const isTold = (mount: string) =>
    shown.some(({ cause, text }) => cause === 'blind' && text.includes(mount));
  const hosts = new Map<string, number>();
  for (const info of Object.values(host_info)) {
    for (const { target, type } of blindMounts(info)) {
      if (isTold(`${target} (${type})`)) continue;
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

/** Disks that are elsewhere: what they carry is in the network's numbers once more. */
function remoteLines(header: SeriesHeader): string[] {
  const disks = remoteDisks(header);
  if (disks.length === 0) return [];
  const names = printable(disks.join(', '));
  return [`  over a network: disks ${names}; what they carry is in the numbers of the network, too`];
}

/** Whose network is another than the host's, as in a container. */
function namespaceLines({ host_info }: SeriesHeader): string[] {
  const hosts = Object.keys(host_info).filter((host) => host_info[host]?.namespaces?.some(isOfNetwork));
  if (hosts.length === 0) return [];
  const more = hosts.length - MOST_NAMED;
  const names = printable(hosts.slice(0, MOST_NAMED).join(', ')) + (more > 0 ? ` and ${more} more` : '');
  return [
    `  the network of ${names} is seen from a network namespace, as of a container: not all of the host's`,
  ];
}

function isOfNetwork(namespace: string): boolean {
  return namespace === 'net' || namespace === 'sysfs-net';
}

/** Those that are in no row though there are samples of them: else nothing would say that they are not there. */
function withoutRates(hosts: readonly HostSummary[]): string[] {
  const without = hosts.filter((host) => host.samples > 0 && !hasRates(host));
  if (without.length === 0) return [];
  const names = without.slice(0, MOST_NAMED).map(({ host }) => printable(host));
  const more = without.length - names.length;
  return [`  no rates of ${names.join(', ')}${more > 0 ? ` and ${more} more hosts` : ''}`];
}

/** Why there is no table. */
function whyNoRates({ hosts, header }: Summary): string {
  if (header.num_samples === 0) return 'there are no samples';
  const most = Math.max(...hosts.map(({ samples }) => samples));
  if (most > 2) return 'no rates: nothing that they are made of was sampled';
  return 'the run was too short for rates';
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
