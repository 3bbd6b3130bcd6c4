import path from 'node:path';
import type { BenchmarkResult } from '../../result/result.ts';
import { sampledSpan } from '../../series/clock-offsets.ts';
import type { Gap } from '../../series/schema.ts';
import { blindMounts } from '../../series/totals/blind-mounts.ts';
import { printable } from '../../system/text/printable.ts';
import type { HostCoverage } from '../data/coverage.ts';
import type { Run } from '../data/run.ts';
import type { TickRuns } from '../data/tick-runs.ts';
import { figureLines } from '../figures/figure-lines.ts';
import type { PhaseFigures } from '../figures/phase-figures.ts';
import { figuresOfRun } from '../figures/run-figures.ts';
import { differencesOf } from '../findings/differences.ts';
import { findingsOf } from '../findings/findings.ts';
import { limitsOf } from '../findings/limits.ts';
import { remoteDisks } from '../findings/remote-disks.ts';
import { sideBySide } from '../findings/side-by-side.ts';
import { stragglersOf } from '../findings/stragglers.ts';
import { METRICS } from '../metrics/metrics.ts';
import { cacheLines } from '../page-cache/cache-lines.ts';
import { cacheAnswers } from '../page-cache/page-cache.ts';
import { type Moved, movedIn } from '../phases/moved.ts';
import { phaseMeans, totalsOf } from '../phases/phase-means.ts';
import { phaseTable } from '../phases/phase-table.ts';
import { type Phase, wholeRun, windowOf } from '../phases/phases.ts';
import { nfsLines, resultLines, resultsOf } from '../summary/result-lines.ts';
import { type ChartLimits, chartData } from './chart-data.ts';
import type { PageHost, PageRun, PageTotal } from './page-data.ts';
import { stripOf } from './strip.ts';

const KIB_PER_GB = 1e9 / 1024;
const MB_PER_GB = 1000;

/** What the benchmark says of itself, beside what was sampled. */
export interface Told {
  readonly results?: readonly BenchmarkResult[];
  /** The file that the phases are from, if they are not those of marks. */
  readonly phasesFrom?: string | null;
  readonly figures?: readonly PhaseFigures[];
}

/** What a page shows of a run with these phases. */
export async function pageRun(
  run: Run,
  phases: readonly Phase[],
  limits: ChartLimits,
  { results = [], phasesFrom = null, figures = figuresOfRun(run, { results }) }: Told = {},
): Promise<PageRun> {
  const { header } = run;
  const whole = wholeRun(header);
  const rows = [whole, ...phases];
  const window = windowOf(header);
  const means = phaseMeans(run, [window, ...phases]);
  const moved = movedIn(run, window);
  return {
    name: path.basename(run.file),
    benchmark: header.benchmark,
    method: header.collection_method,
    start: whole.start,
    end: whole.end,
    utcOffsetMinutes:
      Object.values(header.host_status).find(({ rank }) => rank === 0)?.utc_offset_minutes ?? null,
    interval_seconds: header.collection_interval_seconds,
    spacing: run.spacing,
    window: window.name,
    samples: header.num_samples,
    hosts: run.coverage.map((coverage, at) => pageHost(run, coverage, at)),
    phases,
    phasesFrom,
    phaseTable: phaseTable(means, rows),
    limits: limitsOf(run),
    findings: findingsOf(run.observed, figures),
    figures,
    strip: stripOf(run.observed, phases, means, figures),
    unseen: unseenMounts(header),
    totals: totals(run),
    storage: storageLines(run, results, moved, figures),
    stragglers: stragglersOf(means, rows),
    sideBySide: sideBySide(means, rows),
    remoteDisks: remoteDisks(header),
    differences: differencesOf(header.host_info),
    oddities: run.oddities,
    charts: await chartData(run, limits),
  };
}

/** As a summary has them. */
function storageLines(
  { header, cache }: Run,
  results: readonly BenchmarkResult[],
  moved: Moved,
  [, ...phases]: readonly PhaseFigures[],
): string[] {
  const whole = wholeRun(header);
  const answers = cacheAnswers(cache, resultsOf(whole, results));
  const fromMemory = answers.length > 0 ? cacheLines(answers[0]) : nfsLines(moved);
  const ofPhases = results.length > 0 || answers.length > 0 ? figureLines(phases) : [];
  return [...fromMemory, ...resultLines(results, moved, whole), ...ofPhases].map((line) =>
    printable(line.trim()),
  );
}

function pageHost(run: Run, status: HostCoverage, at: number): PageHost {
  const name = run.hosts[at] ?? '';
  const sampled = spanOf(run, status, name);
  return {
    name,
    status: status.status,
    reason: status.reason,
    rank: status.rank,
    samples: status.samples,
    ticks_expected: status.ticks_expected,
    ticks_missed: status.ticks_missed,
    first: sampled?.start ?? null,
    last: sampled?.end ?? null,
    gaps: status.gaps.map((gap) => gapOf(run, gap, run.ticks[at])),
    late_p99_ms: status.late_ms?.p99 ?? null,
    clock_offset_ms: status.clock_offset_ms,
    clock_error_ms: status.clock_error_ms,
    overhead: run.header.overhead[name] ?? null,
  };
}

/** From the first to the last sample of a host; by its own clock if nobody knows how far that is from rank 0's. */
function spanOf(run: Run, { first_sample, last_sample }: HostCoverage, name: string) {
  if (first_sample === null || last_sample === null) return null;
  return sampledSpan(run.header, name) ?? { start: Date.parse(first_sample), end: Date.parse(last_sample) };
}

/** From the sample before a gap to that behind it, or where there is none, as far as the run goes. */
function gapOf(
  run: Run,
  { from_tick, to_tick, reason }: Gap,
  ticks: TickRuns | undefined,
): PageHost['gaps'][number] {
  const before = ticks?.before(from_tick) ?? from_tick;
  const behind = ticks?.behind(to_tick);
  const end = Math.max(wholeRun(run.header).end, run.timeOfTick(before));
  return {
    from: run.timeOfTick(before),
    to: behind === undefined ? Math.min(end, run.timeOfTick(to_tick)) : run.timeOfTick(behind),
    reason,
  };
}

function unseenMounts({ host_info }: Run['header']): string[] | null {
  const infos = Object.values(host_info);
  if (infos.every(({ mounts }) => mounts.length === 0)) return null;
  return [...new Set(infos.flatMap(blindMounts).map(({ target, type }) => `${target} (${type})`))];
}

/** Where the bytes went, over all hosts; the page cache as it was at the end less at the beginning. */
function totals(run: Run): PageRun['totals'] {
  const moved = METRICS.flatMap(({ name, total: what }) =>
    what === undefined ? [] : [total(what, totalsOf(run, name), MB_PER_GB)],
  );
  return [...moved, total('page cache grew by', run.cacheGrownKb, KIB_PER_GB)].filter(
    ({ hosts }) => hosts > 0,
  );
}

/** @param values by host; NaN of one of which nothing is known */
function total(what: string, values: readonly number[], perGigabyte: number): PageTotal {
  const known = values.filter((value) => !Number.isNaN(value));
  return { what, gigabytes: known.reduce((sum, value) => sum + value, 0) / perGigabyte, hosts: known.length };
}
