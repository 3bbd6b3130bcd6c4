import type { Options } from 'yargs';
import { RESULT_FORMATS } from '../../result/read-result.ts';
import { EXIT, UserError } from '../../system/exit.ts';

/** The option of commands that show what a benchmark says of itself. */
export const resultOption = {
  type: 'string',
  array: true,
  // One each time: what stands behind it is another argument.
  nargs: 1,
  requiresArg: true,
  describe: `What the benchmark says of itself: ${RESULT_FORMATS}`,
} as const satisfies Options;

/** What was given with it. */
export function resultsGiven(argv: Readonly<Record<string, unknown>>): string[] {
  const { result } = argv;
  if (result === undefined) return [];
  return (Array.isArray(result) ? result : [result]).map(String);
}

/**
 * What was given for each of so many runs: all of it for one run, else the first for the first.
 * @throws UserError if there are more than runs
 */
export function resultsByRun(argv: Readonly<Record<string, unknown>>, runs: number): string[][] {
  const files = resultsGiven(argv);
  if (runs === 1) return [files];
  if (files.length > runs)
    throw new UserError(EXIT.usage, `--result is given ${files.length} times for ${runs} series files`);
  return Array.from({ length: runs }, (_, nth) => files.slice(nth, nth + 1));
}
