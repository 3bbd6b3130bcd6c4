import type { Options } from 'yargs';
import { RESULT_FORMATS } from '../../result/read-result.ts';

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
