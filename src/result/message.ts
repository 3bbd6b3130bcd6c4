import * as v from 'valibot';
import { parseExact, stringifyExact } from '../exact/json.ts';
import { BASES, type BenchmarkResult, FORMATS, TOOLS } from './result.ts';
import type { RunResults } from './results-of-run.ts';

/** More phases, operations and figures than anybody looks at are not passed on. */
const MOST_PARTS = 1000;

const bytes = v.pipe(
  v.union([v.pipe(v.number(), v.safeInteger()), v.bigint()]),
  v.transform((value) => BigInt(value)),
);
const amount = v.object({ least: bytes, most: bytes, basis: v.picklist(BASES) });
const figures = {
  read: v.exactOptional(amount),
  written: v.exactOptional(amount),
  operations: v.array(v.object({ name: v.string(), ...amount.entries })),
  printed: v.array(v.object({ name: v.string(), text: v.string(), unit: v.string() })),
};
const span = { start: v.exactOptional(v.number()), end: v.exactOptional(v.number()) };
const result = v.object({
  format: v.picklist(FORMATS),
  tool: v.picklist(TOOLS),
  version: v.exactOptional(v.string()),
  ...span,
  phases: v.array(v.object({ label: v.string(), ...span, ...figures })),
  ...figures,
  remarks: v.array(v.string()),
});
const message = v.object({
  results: v.array(v.object({ file: v.string(), result })),
  problems: v.array(v.string()),
  isCutShort: v.boolean(),
});

/** What was found, as one process tells it to another. */
export function resultsMessage(found: RunResults): string {
  const results = found.results.map(({ file, result: one }) => ({ file, result: shortened(one) }));
  return stringifyExact({ ...found, results });
}

/** What another process has found; undefined if it is not what {@link resultsMessage} gives, such as one that was cut off. */
export function resultsFromMessage(text: string): RunResults | undefined {
  try {
    const { success, output } = v.safeParse(message, parseExact(text));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}

function shortened(one: BenchmarkResult): BenchmarkResult {
  const few = <T>(all: readonly T[]) => all.slice(0, MOST_PARTS);
  const [operations, printed] = [few(one.operations), few(one.printed)];
  return { ...one, phases: few(one.phases), operations, printed, remarks: few(one.remarks) };
}
