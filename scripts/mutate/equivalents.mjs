// Mutants that no test can kill, for they do the same as the code; known-equivalents.json names each:
// - `file`
// - `line`, on which the mutated code begins, without blanks around it
// - `original`, what is replaced, if several mutants on that line have the same replacement
// - `replacement`, as StrykerJS writes it
// - `why` nothing is different
import { readFileSync } from 'node:fs';

const KNOWN = JSON.parse(readFileSync(new URL('known-equivalents.json', import.meta.url), 'utf8'));

const isSame = (mutant, known) =>
  mutant.file === known.file &&
  mutant.lineText === known.line &&
  mutant.original === (known.original ?? mutant.original) &&
  mutant.replacement === known.replacement;

/**
 * Marks the mutants that are known as equivalent: their `end` is `equivalent`.
 * @param mutants those of one file, with how they ended
 * @returns them; and `wrong`: what does not fit to the table any more
 */
export function withoutEquivalents(file, mutants, table = KNOWN) {
  const wrong = [];
  const marked = [...mutants];
  for (const known of table.filter((one) => one.file === file)) {
    const what = `known-equivalents.json: ${known.file}: ${known.line}: ${known.replacement}`;
    const found = marked.filter((mutant) => isSame(mutant, known));
    if (found.length !== 1) wrong.push(`${what}: there are ${found.length} such mutants`);
    for (const mutant of found) {
      if (mutant.end === 'killed') wrong.push(`${what}: is no equivalent, a test kills it`);
      else marked[marked.indexOf(mutant)] = { ...mutant, end: 'equivalent' };
    }
  }
  return { mutants: marked, wrong };
}
