import { exampleHeader, exampleInfo, exampleStatus, sampleLine, seriesText } from '../series/example.ts';

const MOST = '18446744073709551615';

/** The members of a sample as they stand in the file: one of each shape, with numbers at the edge. */
export const FIRST = [
  `"diskstats":[{"device_name":"sda","reads_completed":${MOST},"sectors_read":18014398509481985,` +
    '"time_reading_ms":12345,"ios_in_progress":3},{"device_name":"dm-0","reads_completed":7}]',
  `"vmstat":{"nr_free_pages":5,"pgfault":${MOST}}`,
  '"meminfo":{"MemTotal":18014398503714728,"Active(anon)":1024,"HugePages_Total":16}',
  '"loadavg":{"load_1min":0.52,"load_5min":1,"load_15min":0,"running_processes":1,"total_processes":80}',
  '"netdev":[{"interface_name":"bond0.100","rx_bytes":9007199254740993,"rx_errors":1,"tx_collisions":2}]',
  '"cpu":{"total":{"user":1501,"guest":3},"per_cpu":{"0":{"user":1500,"guest":3},"2":{"user":1}},"ctxt":900,"procs_running":4}',
  '"pressure":{"cpu":{"some":{"avg10":12.34,"total_us":5}},"io":{"full":{"avg10":0,"total_us":1234567}}}',
].join(',');

/** As they can be ten seconds later: `dm-0`, loadavg and pressure were not read, and sda was reset. */
export const SECOND = [
  '"late_ms":0.25,"errors":{"loadavg":"gone"}',
  '"diskstats":[{"device_name":"sda","reads_completed":12,"sectors_read":8,"time_reading_ms":5,"ios_in_progress":0}]',
  '"vmstat":{"nr_free_pages":-1,"pgfault":0}',
].join(',');

/**
 * A file of two hosts: `node1` with `FIRST` and `SECOND`, and one whose name is hard to write, with another kernel
 * and a final sample.
 */
export function example(): string {
  const second = '=cmd "x",\\y';
  const header = exampleHeader({
    num_samples: 3,
    hosts_requested: ['node1', second],
    hosts_collected: ['node1', second],
    host_status: { node1: exampleStatus(2), [second]: exampleStatus(1, { rank: 1 }) },
    host_info: { node1: exampleInfo(), [second]: exampleInfo({ clock_ticks_per_second: 1024 }) },
  });
  const final = sampleLine(second, 1).replace('"tick":1}', '"tick":null,"kind":"final",');
  const line = `${final}"vmstat":{"time":3},"meminfo":{"MemTotal":2},"cpu":{"per_cpu":{"0":{"user":1}}}}`;
  return seriesText(header, [
    ['node1', [sampleLine('node1', 0, FIRST), sampleLine('node1', 1, SECOND)]],
    [second, [line]],
  ]);
}
