import type { BenchmarkResult } from '../../result/result.ts';
import type { Run } from '../data/run.ts';
import { findingsJson } from '../findings/findings-json.ts';
import { cacheAnswers } from '../page-cache/page-cache.ts';
import { wholeRun } from '../phases/phases.ts';
import { resultsOf } from '../summary/result-lines.ts';
import { resultsJson } from '../summary/summary-json.ts';
import type { PageFacts } from './page-data.ts';

/**
 * What a page says of a run, for programs; what `summary --json` has, too, has the same names. Means are in the units in which
 * metrics are shown, times ms since 1970 by rank 0's clock. The names are those of `docs/report.md`.
 */
export function reportJson(run: Run, facts: PageFacts, results: readonly BenchmarkResult[]): object {
  const { benchmark, start_time, end_time, num_samples } = run.header;
  const { window, hosts, phasesFrom, phaseTable, limits, findings, figures, remoteDisks } = facts;
  const { totals, stragglers, differences, oddities } = facts;
  return {
    ...{ file: run.file, benchmark, start_time, end_time, num_samples, window },
    ...findingsJson(findings),
    phases_from: phasesFrom,
    phases: phaseTable,
    ...{ figures, stragglers },
    shares_of_time: limits,
    totals,
    hosts: hosts.map(({ name, ...coverage }) => ({ host: name, ...coverage })),
    ...{ differences, oddities, remote_disks: remoteDisks },
    results: resultsJson(results),
    page_cache: cacheAnswers(run.cache, resultsOf(wholeRun(run.header), results)),
  };
}
