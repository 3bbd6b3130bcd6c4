import type { Damage } from '../wire/journal/reader.ts';

/** Places that are told: a disk that fails can damage a journal in thousands. */
const MOST_TOLD = 20;

/**
 * The lines that tell where journals are damaged: the first places, and how many more there are.
 * @param cost what damage of a kind has cost, behind what it is
 */
export function toldDamage(damage: readonly Damage[], cost: (kind: Damage['kind']) => string): string[] {
  const lines = damage
    .slice(0, MOST_TOLD)
    .map(({ kind, path, offset, problem }) => `${path}, byte ${offset}: ${problem}${cost(kind)}`);
  const more = damage.length - lines.length;
  return more === 0 ? lines : [...lines, `and ${more} more such places`];
}
