import path from 'node:path';
import { readValue } from './small-file.ts';

/** What an administrator sets on a node and what changes the results of a storage benchmark, by its name. */
export type Settings = Readonly<Record<string, string>>;

/** As sysctl(8) calls them. */
const SYSCTLS =
  `vm.dirty_ratio vm.dirty_bytes vm.dirty_background_ratio vm.dirty_background_bytes vm.dirty_expire_centisecs
  vm.dirty_writeback_centisecs vm.vfs_cache_pressure vm.swappiness vm.zone_reclaim_mode vm.min_free_kbytes
  vm.watermark_scale_factor vm.nr_hugepages vm.overcommit_memory vm.compaction_proactiveness fs.aio-max-nr
  net.core.rmem_max net.core.wmem_max net.core.rmem_default net.core.wmem_default net.core.netdev_max_backlog
  net.core.default_qdisc net.ipv4.tcp_rmem net.ipv4.tcp_wmem net.ipv4.tcp_mem net.ipv4.tcp_congestion_control
  net.ipv4.tcp_mtu_probing net.ipv4.tcp_window_scaling sunrpc.tcp_slot_table_entries
  sunrpc.tcp_max_slot_table_entries sunrpc.rdma_slot_table_entries kernel.numa_balancing kernel.io_uring_disabled`
    .trim()
    .split(/\s+/);
/** Of files of sysfs, by what they are called here. */
const OF_SYSFS: Readonly<Record<string, string>> = {
  transparent_hugepage: 'kernel/mm/transparent_hugepage/enabled',
  transparent_hugepage_defrag: 'kernel/mm/transparent_hugepage/defrag',
  cpu_frequency_governor: 'devices/system/cpu/cpu0/cpufreq/scaling_governor',
  cpu_frequency_driver: 'devices/system/cpu/cpu0/cpufreq/scaling_driver',
  cpu_smt: 'devices/system/cpu/smt/control',
  nvme_multipath: 'module/nvme_core/parameters/multipath',
  nvme_io_timeout: 'module/nvme_core/parameters/io_timeout',
  nfs_session_slots: 'module/nfs/parameters/max_session_slots',
};

/**
 * Reads those that this kernel has, and that this user may read.
 * @see https://docs.kernel.org/admin-guide/sysctl/vm.html
 */
export function readSettings(procfs: string, sysfs: string): Settings {
  const sysctls = SYSCTLS.map(
    (name) => [name, readValue(path.join(procfs, 'sys', ...name.split('.')))] as const,
  );
  const others = Object.entries(OF_SYSFS).map(
    ([name, file]) => [name, chosen(readValue(path.join(sysfs, file)))] as const,
  );
  const found = [...sysctls, ...others].flatMap(([name, value]) =>
    value === null ? [] : [[name, oneLine(value)]],
  );
  return Object.fromEntries(found);
}

/** What is in force of a list such as `always [madvise] never`; the text itself if nothing is in brackets. */
export function chosen(value: string | null): string | null {
  return /\[([^\]]+)\]/.exec(value ?? '')?.[1] ?? value;
}

/** `4096\t131072\t6291456`: several numbers stand between tabs. */
function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ');
}
