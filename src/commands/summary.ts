import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { summarize } from '../report/summary/summary.ts';
import { renderSummary } from '../report/summary/summary-text.ts';
import { inputError } from '../terminal/input.ts';

const WIDTH = 100;

/** `rankstat summary`: what the hosts did, on the terminal. */
export const summaryCommand: CommandModule = {
  command: 'summary <file..>',
  describe: 'Show per host what it did: CPU, memory, disk, network; and the coverage',
  builder: (yargs: Argv) =>
    yargs
      .positional('file', { type: 'string', array: true, demandOption: true, describe: 'Series files' })
      .example('$0 summary results/*_timeseries.json', 'all of a directory'),
  handler: async (argv: ArgumentsCamelCase) => {
    for (const file of (argv.file as unknown[]).map(String)) {
      const { text } = await summaryOf(file, process.stdout).catch((error: unknown) => {
        throw inputError(file, error);
      });
      process.stdout.write(text);
    }
  },
};

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
