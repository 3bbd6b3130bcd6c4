// All mutants of a source file in one text: StrykerJS's own, each behind a switch. The rest of StrykerJS needs a newer
// Node.js than ours and knows nothing of our tests; see https://stryker-mutator.io/docs/mutation-testing-elements/supported-mutators
import { createInstrumenter } from '@stryker-mutator/instrumenter';
import { createInjector } from 'typed-inject';

/** StrykerJS leaves what is `as const` as it is, for the sake of types; tables are code all the same. */
const AS_CONST = /\bas const\b/g;
/** It says what it does; we know that. */
const silent = new Proxy({}, { get: () => () => false });

/**
 * @param file path of a TypeScript file
 * @param content its text
 * @returns `text`, in which `globalThis.__stryker__.activeMutant`, or the variable `__STRYKER_ACTIVE_MUTANT__`, chooses a
 *   mutant by its id; and `mutants`: `{ id, line, lineText, original, replacement }`, where lines begin at 1
 */
export async function instrument(file, content) {
  const injector = createInjector().provideValue('logger', silent);
  const instrumenter = injector.injectFunction(createInstrumenter);
  const options = { excludedMutations: [], ignorers: [], plugins: null, noHeader: false };
  const { files, mutants } = await instrumenter.instrument(
    [{ name: file, content: content.replace(AS_CONST, blank), mutate: true }],
    options,
  );
  const lines = content.split('\n');
  return {
    text: files[0].content,
    mutants: mutants.map(({ id, location: { start, end }, replacement }) => ({
      id,
      line: start.line + 1,
      lineText: lines[start.line].trim(),
      original: content.slice(offsetOf(lines, start), offsetOf(lines, end)),
      replacement,
    })),
  };
}

const blank = (text) => ' '.repeat(text.length);

/** StrykerJS counts lines and columns from 0 here. */
function offsetOf(lines, { line, column }) {
  return lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, column);
}
