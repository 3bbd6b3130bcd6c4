import type { HostState, TopHost } from '../state.ts';

/** What hosts are ordered by: the keys that a person presses. */
export const SORT_KEYS = ['n', 'c', 'i', 'm', 'd', 't', 's'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
/** What they mean. */
export const SORTS: Readonly<Record<SortKey, string>> = {
  n: 'name',
  c: 'CPU',
  i: 'iow',
  m: 'mem',
  d: 'disk',
  t: 'net',
  s: 'state',
};

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

const names = new Intl.Collator('en', { numeric: true });

/**
 * The hosts in order: names from the first on, numbers in them by their value; rates from the greatest on; states
 * from the worst on. Hosts without a rate come last either way; equal ones are ordered by name.
 */
export function ordered(hosts: readonly TopHost[], by: SortKey, direction: Direction): TopHost[] {
  const sign = direction === 'usual' ? 1 : -1;
  const byName = (a: TopHost, b: TopHost) => names.compare(a.name, b.name);
  return [...hosts].sort((a, b) => {
    if (by === 'n') return sign * byName(a, b);
    if (by === 's') return sign * (rankOf(a) - rankOf(b)) || byName(a, b);
    const [one, other] = [rateOf(a, by), rateOf(b, by)];
    if (one === null || other === null) return Number(one === null) - Number(other === null) || byName(a, b);
    return sign * (other - one) || byName(a, b);
  });
}

function rankOf({ state }: TopHost): number {
  return STATES.indexOf(state.kind);
}

function rateOf({ rates }: TopHost, by: Exclude<SortKey, 'n' | 's'>): number | null {
  if (rates === null) return null;
  const both = (a: number | null, b: number | null) =>
    a === null && b === null ? null : (a ?? 0) + (b ?? 0);
  if (by === 'c') return rates.cpu_busy_percent;
  if (by === 'i') return rates.cpu_iowait_percent;
  if (by === 'm') return rates.memory_used_kb;
  if (by === 'd') return both(rates.disk_read_mb_per_s, rates.disk_write_mb_per_s);
  return both(rates.net_rx_mb_per_s, rates.net_tx_mb_per_s);
}
