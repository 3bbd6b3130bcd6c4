import type { BenchmarkResult } from '../../result/result.ts';
import { figuresOfSummary } from '../figures/run-figures.ts';
import { findingsOf } from '../findings/findings.ts';
import { findingsJson } from '../findings/findings-json.ts';
import { cacheAnswers } from '../page-cache/page-cache.ts';
import { wholeRun } from '../phases/phases.ts';
import { resultsOf } from './result-lines.ts';
import type { Summary } from './summary.ts';

/**
 * A summary as JSON on one line, for programs: the run, each host's means and maxima over the window in the units of
 * `docs/file-format.md`, of the storage under test what the page cache gave, bytes: the whole run first, then phases; what
 * happened, and what benchmarks say beside what the hosts saw. The names are those of `docs/report.md`.
 * @param file what it is of
 */
export function summaryJson(file: string, summary: Summary, results: readonly BenchmarkResult[]): string {
  const { header, window, hosts, cache, observed } = summary;
  const figures = figuresOfSummary(summary, results);
  const { benchmark, start_time, end_time, num_samples } = header;
  const run = wholeRun(header);
  return JSON.stringify({
    ...{ file, benchmark, start_time, end_time, num_samples, window },
    hosts: hosts.map(({ host, status, reason, samples, metrics }) => ({
      ...{ host, status, reason, samples, metrics },
    })),
    results: resultsJson(results),
    page_cache: cacheAnswers(cache, resultsOf(run, results)),
    ...findingsJson(findingsOf(observed, figures)),
    figures,
  });
}

/** What benchmarks say of the whole run, bytes. */
export function resultsJson(results: readonly BenchmarkResult[]) {
  return results.map(({ tool, version, read, written }) => ({
    ...{ tool, version: version ?? null, read: bytesOf(read), written: bytesOf(written) },
  }));
}

/** Beyond 2^53 bytes the last digits are not known. */
function bytesOf(amount: BenchmarkResult['read']) {
  return amount === undefined
    ? null
    : { least: Number(amount.least), most: Number(amount.most), basis: amount.basis };
}
