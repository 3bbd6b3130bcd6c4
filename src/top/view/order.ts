import { SUMS, sumOf } from '../measures.ts';
import type { Oddness } from '../odd.ts';
import type { HostState, TopHost } from '../state.ts';

/** The key that a person presses for an order: one of `SORT_KEYS`. */
export type SortKey = string;

const BY_NAME = 'n';
const BY_STATE = 's';
const BY_ODDNESS = 'o';
const BY_SUM = new Map(SUMS.map((sum) => [sum.key, sum]));

/** What hosts can be ordered by, by key: what it means. */
export const SORTS: Readonly<Record<SortKey, string>> = {
  [BY_NAME]: 'name',
  ...Object.fromEntries(SUMS.map(({ key, word }) => [key, word])),
  [BY_STATE]: 'state',
  [BY_ODDNESS]: 'odd',
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
 * from the worst on; the oddest first. Hosts without a rate come last either way; equal ones are ordered by name.
 */
export function ordered(
  hosts: readonly TopHost[],
  by: SortKey,
  direction: Direction,
  odd: ReadonlyMap<string, Oddness> = NONE_ODD,
): TopHost[] {
  const sign = direction === 'usual' ? 1 : -1;
  const keyed = named(hosts).map(({ host, place }) => ({ host, place, value: sortValue(host, by, odd) }));
  return keyed
    .sort((a, b) => {
      if (by === BY_NAME) return sign * (a.place - b.place);
      const [one, other] = [a.value, b.value];
      if (one === null || other === null)
        return Number(one === null) - Number(other === null) || a.place - b.place;
      return sign * (other - one) || a.place - b.place;
    })
    .map(({ host }) => host);
}

const NONE_ODD: ReadonlyMap<string, Oddness> = new Map();
/** By the names of all hosts, their places: they hardly ever change, and comparing thousands of names takes long. */
let places: ReadonlyMap<string, number> = new Map();

function named(hosts: readonly TopHost[]): { host: TopHost; place: number }[] {
  if (hosts.some(({ name }) => !places.has(name))) {
    const names = hosts.map(({ name }) => name).sort(byNumbers.compare);
    places = new Map(names.map((name, place) => [name, place]));
  }
  return hosts.map((host) => ({ host, place: places.get(host.name) ?? 0 }));
}

function sortValue(host: TopHost, by: SortKey, odd: ReadonlyMap<string, Oddness>): number | null {
  if (by === BY_STATE) return STATES.length - STATES.indexOf(host.state.kind);
  if (by === BY_ODDNESS) return host.rates === null ? null : (odd.get(host.name)?.score ?? 0);
  return rateOf(host, by);
}

function rateOf({ rates }: TopHost, by: SortKey): number | null {
  const sum = BY_SUM.get(by);
  return rates === null || sum === undefined ? null : sumOf(rates, sum);
}
