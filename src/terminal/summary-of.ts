import { summarize } from '../report/summary/summary.ts';
import { renderSummary } from '../report/summary/summary-text.ts';
import type { SeriesHeader } from '../series/schema.ts';
import { createLog } from '../system/log.ts';
import type { Input } from './reading/inputs.ts';
import { type GivenResult, toldPhases } from './reading/results.ts';

const WIDTH = 100;

/**
 * The summary of a run as text for this stream.
 * @param results what the benchmark says of itself
 * @param utcOffset the zone of its local times, if it was given
 * @throws Error if it cannot be read or is none
 */
export async function summaryOf(
  { name, open }: Pick<Input, 'name' | 'open'>,
  stream: NodeJS.WriteStream,
  results: readonly GivenResult[] = [],
  utcOffset?: string,
): Promise<{ text: string; complete: boolean }> {
  const log = createLog('rankstat', 'normal');
  const phasesOf = (header: SeriesHeader) => toldPhases(results, header, utcOffset, log);
  const summary = await summarize(name, open, phasesOf);
  const color = stream.isTTY === true && process.env.NO_COLOR === undefined ? 'always' : 'never';
  const text = renderSummary(summary, {
    width: Math.min(WIDTH, stream.columns ?? WIDTH),
    color,
    // Of which zone they are makes no difference to what is shown of them here.
    results: results.map(({ at }) => at(0)),
  });
  return { text, complete: summary.hosts.every(({ status }) => status === 'complete') };
}
