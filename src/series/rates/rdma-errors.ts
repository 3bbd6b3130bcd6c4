import { counterDelta } from '../counters.ts';
import type { HostInfo, Sample } from '../schema.ts';
import { hardwarePorts } from '../totals/rdma.ts';

/**
 * Counters of what was damaged or thrown away on a port, and of links that went down or had to recover. What was only sent
 * again, or waited, is none of these.
 * @see Documentation/ABI/stable/sysfs-class-infiniband; bnxt_re/hw_counters.c, mlx5/counters.c, irdma/verbs.c, efa_verbs.c
 */
export const RDMA_ERRORS: readonly string[] = [
  ...['symbol_error', 'link_error_recovery', 'link_downed', 'port_rcv_errors', 'port_xmit_discards'],
  ...['rx_icrc_encapsulated', 'rx_roce_errors', 'rx_roce_discards'],
  ...['ip4InDiscards', 'ip6InDiscards', 'rx_drops'],
];

/**
 * How many there were from one sample to the next, of all ports of hardware; one that came, went or was reset in between is
 * left out. Null where no port counts any. Those of InfiniBand itself stop at 255 or 65 535: what came after is not in them.
 */
export function rdmaErrors(before: Sample, after: Sample, info: HostInfo | undefined): number | null {
  let sum: number | null = null;
  for (const { then, now } of hardwarePorts(before, after, info)) {
    for (const counter of RDMA_ERRORS) {
      const delta = counter in now ? counterDelta(then[counter], now[counter]) : null;
      if (delta !== null) sum = (sum ?? 0) + delta;
    }
  }
  return sum;
}
