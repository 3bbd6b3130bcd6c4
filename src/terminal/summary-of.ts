import { summarize } from '../report/summary/summary.ts';
import { renderSummary } from '../report/summary/summary-text.ts';

const WIDTH = 100;

/**
 * The summary of a file as text for this stream.
 * @throws Error if the file cannot be read or is no series file
 */
export async function summaryOf(
  file: string,
  stream: NodeJS.WriteStream,
): Promise<{ text: string; complete: boolean }> {
  const summary = await summarize(file);
  const color = stream.isTTY === true && process.env.NO_COLOR === undefined ? 'always' : 'never';
  const text = renderSummary(summary, { width: Math.min(WIDTH, stream.columns ?? WIDTH), color });
  return { text, complete: summary.hosts.every(({ status }) => status === 'complete') };
}
