import type { Metric, Rates } from '../../series/rates.ts';

/** What the view of one host draws. */
export const HISTORY = [
  ...(['cpu_busy_percent', 'cpu_iowait_percent', 'cpu_steal_percent', 'memory_used_kb'] as const),
  ...(['swap_in_mb_per_s', 'swap_out_mb_per_s', 'disk_read_mb_per_s', 'disk_write_mb_per_s'] as const),
  ...(['net_rx_mb_per_s', 'net_tx_mb_per_s', 'nfs_read_mb_per_s', 'nfs_write_mb_per_s'] as const),
  ...(['lustre_read_mb_per_s', 'lustre_write_mb_per_s', 'rdma_rx_mb_per_s', 'rdma_tx_mb_per_s'] as const),
] satisfies readonly Metric[];
export type HistoryMetric = (typeof HISTORY)[number];

/** So many intervals are kept: two minutes at one sample a second. */
export const MOST_KEPT = 120;
const WIDTH = HISTORY.length;

/** The last intervals of a host: 8 KB, for there can be thousands of hosts. */
export class History {
  readonly #ticks = new Int32Array(MOST_KEPT);
  readonly #values = new Float32Array(MOST_KEPT * WIDTH);
  #added = 0;

  /** Notes what a host did in the interval that ended at a tick. */
  add(tick: number, rates: Rates): void {
    const at = this.#added++ % MOST_KEPT;
    this.#ticks[at] = tick;
    for (let nth = 0; nth < WIDTH; nth++) {
      this.#values[at * WIDTH + nth] = rates[HISTORY[nth]!] ?? Number.NaN;
    }
  }

  /** A metric over time, oldest first, in its own unit; null where it is not known. */
  of(metric: HistoryMetric): { readonly tick: number; readonly value: number | null }[] {
    const nth = HISTORY.indexOf(metric);
    const count = Math.min(this.#added, MOST_KEPT);
    return Array.from({ length: count }, (_, back) => {
      const at = (this.#added - count + back) % MOST_KEPT;
      const value = this.#values[at * WIDTH + nth]!;
      return { tick: this.#ticks[at]!, value: Number.isNaN(value) ? null : value };
    });
  }
}
