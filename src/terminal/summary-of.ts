import { hasTargets } from '../report/page-cache/page-cache.ts';
import { type Summary, summarize } from '../report/summary/summary.ts';
import { summaryJson } from '../report/summary/summary-json.ts';
import { type RenderOptions, renderSummary } from '../report/summary/summary-text.ts';
import type { SeriesHeader } from '../series/schema.ts';
import { createLog } from '../system/log.ts';
import type { Input } from './reading/inputs.ts';
import { type GivenResult, toldPhases } from './reading/results.ts';

const WIDTH = 100;

/** What the hosts of the table are sorted by, and how many of them are shown. */
export type SummaryView = Pick<RenderOptions, 'order' | 'top'>;

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
  view: SummaryView = {},
): Promise<{ text: string; complete: boolean; hasTargets: boolean }> {
  const summary = await summaryIn({ name, open }, results, utcOffset);
  const color = stream.isTTY === true && process.env.NO_COLOR === undefined ? 'always' : 'never';
  const text = renderSummary(summary, {
    ...view,
    width: Math.min(WIDTH, stream.columns ?? WIDTH),
    color,
    // Of which zone they are makes no difference to what is shown of them here.
    results: results.map(({ at }) => at(0)),
  });
  const complete = summary.hosts.every(({ status }) => status === 'complete');
  return { text, complete, hasTargets: hasTargets(summary.header) };
}

/** The same as JSON, for programs. */
export async function jsonOf(
  input: Pick<Input, 'name' | 'open'>,
  results: readonly GivenResult[],
  utcOffset?: string,
): Promise<string> {
  const summary = await summaryIn(input, results, utcOffset);
  const said = results.map(({ at }) => at(0));
  return `${summaryJson(input.name, summary, said)}\n`;
}

async function summaryIn(
  { name, open }: Pick<Input, 'name' | 'open'>,
  results: readonly GivenResult[],
  utcOffset: string | undefined,
): Promise<Summary> {
  const log = createLog('rankstat', 'normal');
  return await summarize(name, open, (header: SeriesHeader) => toldPhases(results, header, utcOffset, log));
}
