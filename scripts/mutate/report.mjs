// What is printed of mutants.

const ENDS = ['killed', 'survived', 'uncovered', 'timeout', 'equivalent'];
const LONGEST = 100;

/** One line for a file: how its mutants ended. The score is of all but equivalents, and counts no timeout as killed. */
export function line(name, mutants) {
  const counts = ENDS.map((end) => mutants.filter((mutant) => mutant.end === end).length);
  const real = mutants.length - counts[ENDS.indexOf('equivalent')];
  const score = real === 0 ? '' : `${((100 * counts[0]) / real).toFixed(1)} %`;
  const cells = [mutants.length, ...counts].map((count) => `${count}`.padStart(12));
  return `${name.padEnd(48)}${cells.join('')}${score.padStart(12)}`;
}

export const head = `${''.padEnd(48)}${['mutants', ...ENDS, 'score'].map((title) => title.padStart(12)).join('')}`;

/** The mutants that no test has killed, a line each. */
export function survivors(mutants) {
  return mutants
    .filter(({ end }) => end === 'survived' || end === 'uncovered' || end === 'timeout')
    .map(
      ({ file, line: at, original, replacement, end }) =>
        `${end.padEnd(9)} ${file}:${at}: ${short(original)} → ${short(replacement)}`,
    );
}

function short(code) {
  const text = code.replace(/\s+/g, ' ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** Files of `src/launch/...` belong to `src/launch`. */
export const folderOf = (file) => file.split('/').slice(0, 2).join('/');
