import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Named, namingOf } from '../../src/convert/openmetrics-names.ts';

const test = suite('openmetrics names');

/** Name, type, labels, and what 100 of the series file are; the names as node_exporter 1.5 prints them. */
function named(source: string, instance: string, metric: string, ticks: Named['ticksPerSecond'] = 100) {
  const { name, type, labels, factor } = namingOf({ source, instance, metric, ticksPerSecond: ticks });
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return `${type} ${name}{${pairs.join(',')}} ${(100 * factor.times) / 10 ** factor.scale}`;
}

test("node_exporter's names and units", () => {
  const disk = (metric: string) => named('diskstats', 'sda', metric);
  assert.is(disk('sectors_written'), 'counter node_disk_written_bytes{device=sda} 51200');
  assert.is(disk('time_writing_ms'), 'counter node_disk_write_time_seconds{device=sda} 0.1');
  assert.is(disk('weighted_time_doing_ios_ms'), 'counter node_disk_io_time_weighted_seconds{device=sda} 0.1');
  assert.is(disk('ios_in_progress'), 'gauge node_disk_io_now{device=sda} 100');
  assert.is(disk('sectors_discarded'), 'counter node_disk_discarded_sectors{device=sda} 100');
  assert.is(disk('flush_requests_completed'), 'counter node_disk_flush_requests{device=sda} 100');
  assert.is(disk('time_flushing_ms'), 'counter node_disk_flush_requests_time_seconds{device=sda} 0.1');
  assert.is(named('netdev', 'eth0', 'rx_dropped'), 'counter node_network_receive_drop{device=eth0} 100');
  assert.is(named('netdev', 'eth0', 'tx_carrier'), 'counter node_network_transmit_carrier{device=eth0} 100');
  assert.is(named('meminfo', '', 'Inactive(file)'), 'gauge node_memory_Inactive_file_bytes{} 102400');
  assert.is(named('meminfo', '', 'DirectMap4k'), 'gauge node_memory_DirectMap4k_bytes{} 102400');
  assert.is(named('meminfo', '', 'HugePages_Free'), 'gauge node_memory_HugePages_Free{} 100');
  assert.is(named('vmstat', '', 'pgpgin'), 'unknown node_vmstat_pgpgin{} 100');
  assert.is(named('loadavg', '', 'load_15min'), 'gauge node_load15{} 100');
  assert.is(named('cpu', 'cpu12', 'iowait'), 'counter node_cpu_seconds{cpu=12,mode=iowait} 1');
  assert.is(named('cpu', 'cpu12', 'guest_nice'), 'counter node_cpu_guest_seconds{cpu=12,mode=nice} 1');
  assert.is(named('cpu', '', 'processes'), 'counter node_forks{} 100');
  assert.is(
    named('pressure', 'memory.full', 'total_us'),
    'counter node_pressure_memory_stalled_seconds{} 0.0001',
  );
  assert.is(named('tcp', 'Tcp', 'RetransSegs'), 'unknown node_netstat_Tcp_RetransSegs{} 100');
  assert.is(named('tcp', 'TcpExt', 'ListenDrops'), 'unknown node_netstat_TcpExt_ListenDrops{} 100');
  assert.is(named('softnet', '', 'processed'), 'counter node_softnet_processed{} 100');
  assert.is(named('softnet', '', 'time_squeeze'), 'counter node_softnet_times_squeezed{} 100');
  assert.is(named('softnet', '', 'flow_limit'), 'counter node_softnet_flow_limit_count{} 100');
  assert.is(named('numa', '8', 'numa_hit'), 'counter node_memory_numa_numa_hit{node=8} 100');
  assert.is(named('numa', '8', 'MemFree'), 'gauge node_memory_numa_MemFree{node=8} 102400');
});

test('power: names of node_exporter with those of zones in them, and units of Prometheus', () => {
  const power = (instance: string, metric: string) => named('power', instance, metric);
  assert.is(
    power('rapl.intel-rapl:1/package-1', 'energy_uj'),
    'counter node_rapl_package_joules{index=1,path=/sys/class/powercap/intel-rapl:1} 0.0001',
  );
  assert.is(
    power('rapl.intel-rapl:1:0/dram', 'energy_uj'),
    'counter node_rapl_dram_joules{index=1,path=/sys/class/powercap/intel-rapl:1:0} 0.0001',
  );
  assert.is(
    power('rapl.intel-rapl:0/package-0-die-1', 'max_energy_range_uj'),
    'gauge rankstat_rapl_package_0_die_range_joules{index=1,path=/sys/class/powercap/intel-rapl:0} 0.0001',
  );
  assert.is(
    power('hwmon.hwmon2/power_meter/power1/CPU_Power_Socket_0', 'average_uw'),
    'gauge node_hwmon_power_average_watt{chip=hwmon2,chip_name=power_meter,sensor=power1,label=CPU_Power_Socket_0} 0.0001',
  );
  assert.is(
    power('hwmon.hwmon3/nct6.7/power2', 'input_uw'),
    'gauge node_hwmon_power_input_watt{chip=hwmon3,chip_name=nct6.7,sensor=power2} 0.0001',
  );
  assert.is(power('cray', 'cpu_power_w'), 'gauge rankstat_cray_cpu_power_watts{} 100');
  assert.is(power('cray', 'energy_j'), 'counter rankstat_cray_energy_joules{} 100');
});

test('GPUs of both makers have the same names, in the same units', () => {
  const gpu = (metric: string) => named('gpu', '0000:17:00.0', metric);
  assert.is(gpu('gpu_busy_percent'), 'gauge rankstat_gpu_busy_ratio{gpu=0000:17:00.0} 1');
  assert.is(gpu('memory_used_mib'), 'gauge rankstat_gpu_memory_used_bytes{gpu=0000:17:00.0} 104857600');
  assert.is(gpu('memory_used_bytes'), 'gauge rankstat_gpu_memory_used_bytes{gpu=0000:17:00.0} 100');
  assert.is(gpu('power_w'), 'gauge rankstat_gpu_power_watts{gpu=0000:17:00.0} 100');
  assert.is(gpu('power_uw'), 'gauge rankstat_gpu_power_watts{gpu=0000:17:00.0} 0.0001');
  assert.is(gpu('temperature_millicelsius'), 'gauge rankstat_gpu_temperature_celsius{gpu=0000:17:00.0} 0.1');
});

test('frequencies, throttling, GPUDirect Storage', () => {
  assert.is(
    named('cpufreq', '2', 'scaling_cur_freq_khz'),
    'gauge node_cpu_scaling_frequency_hertz{cpu=2} 100000',
  );
  assert.is(
    named('thermal', '1', 'package_throttle_count'),
    'counter node_cpu_package_throttles{package=1} 100',
  );
  assert.is(
    named('thermal', '1', 'package_throttle_total_time_ms'),
    'counter rankstat_cpu_package_throttled_seconds{package=1} 0.1',
  );
  assert.is(named('gds', 'Reads', 'readMiB'), 'counter rankstat_gds_reads_read_bytes{} 104857600');
  assert.is(named('gds', 'Writes', 'pg-cache-eio'), 'counter rankstat_gds_writes_pg_cache_eio{} 100');
  assert.is(named('gds', 'Ops', 'Read'), 'gauge rankstat_gds_ops_read{} 100');
  assert.is(named('gds', 'Bar1-map', 'active'), 'gauge rankstat_gds_bar1_map_active{} 100');
});

test('RDMA ports: words of four bytes, but not of Omni-Path, and counters that one driver has', () => {
  const port = (device: string, metric: string) => named('rdma', `${device}/1`, metric);
  assert.is(
    port('mlx5_0', 'port_rcv_data'),
    'counter node_infiniband_port_data_received_bytes{device=mlx5_0,port=1} 400',
  );
  assert.is(port('mlx5_0', 'state'), 'gauge node_infiniband_state_id{device=mlx5_0,port=1} 100');
  for (const device of ['hfi1_0', 'opap94s0'])
    assert.is(
      port(device, 'port_rcv_data'),
      `counter rankstat_rdma_port_rcv_data{device=${device},port=1} 100`,
    );
  assert.is(port('bnxt_re0', 'rx_bytes'), 'counter rankstat_rdma_rx_bytes{device=bnxt_re0,port=1} 100');
});

test('Slingshot cards: octets are bytes, events are called as the card calls them', () => {
  const card = (metric: string) => named('cxi', 'cxi0', metric);
  assert.is(card('hni_sts_rx_ok_octets'), 'counter rankstat_cxi_received_bytes{device=cxi0} 100');
  assert.is(card('hni_sts_tx_ok_octets'), 'counter rankstat_cxi_sent_bytes{device=cxi0} 100');
  assert.is(card('pct_spt_timeouts'), 'counter rankstat_cxi_pct_spt_timeouts{device=cxi0} 100');
});

test('what node_exporter does not have is called rankstat_…', () => {
  assert.is(named('cpu', 'total', 'idle'), 'counter rankstat_cpu_all_seconds{mode=idle} 1');
  assert.is(
    named('pressure', 'cpu.full', 'total_us'),
    'counter rankstat_pressure_cpu_stalled_seconds{} 0.0001',
  );
  assert.is(named('pressure', 'io.some', 'avg60'), 'gauge rankstat_pressure_io_waiting_avg60_ratio{} 1');
  assert.is(named('nfs', 'home.read', 'rtt-ms'), 'unknown rankstat_nfs_rtt_ms{name=home.read} 100');
  assert.is(named('diskstats', 'sda', 'new'), 'unknown rankstat_diskstats_new{name=sda} 100');
  assert.is(named('cpu', 'cpu1', 'new'), 'unknown rankstat_cpu_new{name=cpu1} 100');
});

test("a job's cgroup: the kernel's names, with seconds", () => {
  const cgroup = (instance: string, metric: string, ticks: number | null = 100) =>
    named('cgroup', instance, metric, ticks);
  assert.is(cgroup('cpu', 'usage_usec'), 'counter rankstat_cgroup_cpu_usage_seconds{} 0.0001');
  assert.is(cgroup('cpu', 'nr_throttled'), 'counter rankstat_cgroup_cpu_nr_throttled{} 100');
  assert.is(cgroup('cpu', 'throttled_time_ns'), 'counter rankstat_cgroup_cpu_throttled_time_seconds{} 1e-7');
  assert.is(cgroup('cpuacct', 'user_ticks'), 'counter rankstat_cgroup_cpuacct_user_seconds{} 1');
  assert.is(cgroup('cpuacct', 'user_ticks', null), 'counter rankstat_cgroup_cpuacct_user_ticks{} 100');
  assert.is(cgroup('memory', 'current_bytes'), 'gauge rankstat_cgroup_memory_current_bytes{} 100');
  assert.is(cgroup('memory', 'failcnt'), 'counter rankstat_cgroup_memory_failcnt{} 100');
  assert.is(
    cgroup('memory.stat', 'file_dirty_bytes'),
    'gauge rankstat_cgroup_memory_stat_file_dirty_bytes{} 100',
  );
  assert.is(cgroup('memory.stat', 'pgfault'), 'counter rankstat_cgroup_memory_stat_pgfault{} 100');
  assert.is(cgroup('memory.events', 'oom_kill'), 'counter rankstat_cgroup_memory_events_oom_kill{} 100');
  assert.is(cgroup('io.8:0', 'rbytes'), 'counter rankstat_cgroup_io_read_bytes{device=8:0} 100');
  assert.is(
    cgroup('blkio.253:1', 'write_bytes'),
    'counter rankstat_cgroup_blkio_written_bytes{device=253:1} 100',
  );
  assert.is(cgroup('pids', 'current'), 'gauge rankstat_cgroup_pids_current{} 100');
  assert.is(
    cgroup('pressure.io.some', 'total_us'),
    'counter rankstat_cgroup_pressure_io_waiting_seconds{} 0.0001',
  );
  assert.is(
    cgroup('pressure.cpu.full', 'avg10'),
    'gauge rankstat_cgroup_pressure_cpu_stalled_avg10_ratio{} 1',
  );
  assert.is(cgroup('pressure.cpu.new', 'avg10'), 'unknown rankstat_cgroup_avg10{name=pressure.cpu.new} 100');
});

test('ticks are seconds only if it is known how many make one, exactly', () => {
  assert.is(named('cpu', 'cpu1', 'user', 1000), 'counter node_cpu_seconds{cpu=1,mode=user} 0.1');
  assert.is(named('cpu', 'cpu1', 'user', 250), 'counter node_cpu_seconds{cpu=1,mode=user} 0.4');
  for (const unknown of [null, 0, 60]) {
    assert.is(named('cpu', 'cpu1', 'user', unknown), 'counter rankstat_cpu_ticks{cpu=1,mode=user} 100');
  }
});

test('names that every object has are only names', () => {
  assert.is(named('constructor', '', 'toString'), 'unknown rankstat_constructor_toString{} 100');
  assert.is(named('diskstats', 'sda', 'valueOf'), 'unknown rankstat_diskstats_valueOf{name=sda} 100');
  assert.is(
    named('pressure', 'io.toString', 'avg10'),
    'unknown rankstat_pressure_avg10{name=io.toString} 100',
  );
});

test.run();
