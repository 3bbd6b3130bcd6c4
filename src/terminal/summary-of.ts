import { hasTargets } from '../report/page-cache/page-cache.ts';
import { summarize } from '../report/summary/summary.ts';
import { renderSummary } from '../report/summary/summary-text.ts';
import type { BenchmarkResult } from '../result/result.ts';
import type { Input } from './reading/inputs.ts';

const WIDTH = 100;

/**
 * The summary of a run as text for this stream.
 * @param results what the benchmark says of itself
 * @throws Error if it cannot be read or is none
 */
export async function summaryOf(
  { name, open }: Pick<Input, 'name' | 'open'>,
  stream: NodeJS.WriteStream,
  results: readonly BenchmarkResult[] = [],
): Promise<{ text: string; complete: boolean; hasTargets: boolean }> {
  const summary = await summarize(name, open);
  const color = stream.isTTY === true && process.env.NO_COLOR === undefined ? 'always' : 'never';
  const text = renderSummary(summary, {
    width: Math.min(WIDTH, stream.columns ?? WIDTH),
    color,
    results,
  });
  const complete = summary.hosts.every(({ status }) => status === 'complete');
  return { text, complete, hasTargets: hasTargets(summary.header) };
}
