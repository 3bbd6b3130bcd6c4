import type { TopHost, TopRates, TopState } from '../../../src/top/state.ts';

const QUIET: TopRates = {
  cpu_busy_percent: 0,
  cpu_iowait_percent: 0,
  memory_used_kb: 0,
  disk_read_mb_per_s: 0,
  disk_write_mb_per_s: 0,
  net_rx_mb_per_s: 0,
  net_tx_mb_per_s: 0,
};

/** Rates of a host that does nothing but what is said. */
export function exampleRates(more: Partial<TopRates> = {}): TopRates {
  return { ...QUIET, ...more };
}

/** A host that samples and does nothing. */
export function exampleHost(name: string, more: Partial<TopHost> = {}): TopHost {
  const nothing = { lately: null, memory_total_kb: null, points: [] };
  return { name, state: { kind: 'sampling' }, rates: QUIET, ...nothing, ...more };
}

/** A job of these hosts, at tick 9 of every second. */
export function exampleJob(hosts: readonly TopHost[], more: Partial<TopState> = {}): TopState {
  return {
    benchmark: 'training',
    command: ['srun', './benchmark'],
    phase: 'sampling',
    ready: hosts.length,
    expected: hosts.length,
    samples: 40,
    interval_ms: 1000,
    elapsed_ms: 3_723_400,
    problem: null,
    mark: null,
    verdict: null,
    tick: 9,
    stride: 1,
    least_stride: 1,
    hosts,
    ...more,
  };
}
