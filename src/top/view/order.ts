import { SUMS, sumOf } from '../measures.ts';
import type { HostState, TopHost } from '../state.ts';

/** The key that a person presses for an order: one of `SORT_KEYS`. */
export type SortKey = string;

const BY_NAME = 'n';
const BY_STATE = 's';
const BY_SUM = new Map(SUMS.map((sum) => [sum.key, sum]));

/** What hosts can be ordered by, by key: what it means. */
export const SORTS: Readonly<Record<SortKey, string>> = {
  [BY_NAME]: 'name',
  ...Object.fromEntries(SUMS.map(({ key, word }) => [key, word])),
  [BY_STATE]: 'state',
};
export const SORT_KEYS: readonly SortKey[] = Object.keys(SORTS);

/** Most wanted first, or the other way round. */
export type Direction = 'usual' | 'reversed';

/** What needs a look comes first. */
const STATES: readonly HostState['kind'][] = [
  'silent',
  'missing',
  'late',
  'ready',
  'sampling',
  'full',
  'ended',
];

const byNumbers = new Intl.Collator('en', { numeric: true });

/**
 * The hosts in order: names from the first on, numbers in them by their value; rates from the greatest on; states
 * from the worst on. Hosts without a rate come last either way; equal ones are ordered by name.
 */
export function ordered(hosts: readonly TopHost[], by: SortKey, direction: Direction): TopHost[] {
  const sign = direction === 'usual' ? 1 : -1;
  const byName = (a: TopHost, b: TopHost) => byNumbers.compare(a.name, b.name);
  return [...hosts].sort((a, b) => {
    if (by === BY_NAME) return sign * byName(a, b);
    if (by === BY_STATE) return sign * (rankOf(a) - rankOf(b)) || byName(a, b);
    const [one, other] = [rateOf(a, by), rateOf(b, by)];
    if (one === null || other === null) return Number(one === null) - Number(other === null) || byName(a, b);
    return sign * (other - one) || byName(a, b);
  });
}

function rankOf({ state }: TopHost): number {
  return STATES.indexOf(state.kind);
}

function rateOf({ rates }: TopHost, by: SortKey): number | null {
  const sum = BY_SUM.get(by);
  return rates === null || sum === undefined ? null : sumOf(rates, sum);
}
