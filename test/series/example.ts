import { writeFile } from 'node:fs/promises';
import type { Source } from '../../src/procfs/source.ts';
import { diskstats } from '../../src/procfs/sources/diskstats.ts';
import { netdev } from '../../src/procfs/sources/netdev.ts';
import type { HostInfo, HostStatus, SeriesHeader } from '../../src/series/schema.ts';

type BlockDevice = HostInfo['block_devices'][number];
type NetworkInterface = HostInfo['interfaces'][number];
type RdmaPort = NonNullable<HostInfo['rdma_ports']>[number];

/** A moment on the day of the example run: seconds after noon. */
export function noonPlus(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 25, 12) + seconds * 1000).toISOString();
}

/** The header of a run that nobody took part in; `more` says what was different. */
export function exampleHeader(more: Partial<SeriesHeader> = {}): SeriesHeader {
  return {
    schema_version: 1,
    generator: { name: 'rankstat', version: '1.2.3' },
    collection_interval_seconds: 10,
    start_time: noonPlus(0),
    end_time: noonPlus(20),
    num_samples: 0,
    collection_method: 'mpi',
    hosts_requested: [],
    hosts_collected: [],
    benchmark: {
      type: 'training',
      command: ['dlio_benchmark', 'workload=unet3d'],
      start_time: noonPlus(0),
      end_time: noonPlus(20),
      exit_code: 0,
      launcher: 'slurm',
      job_id: '7',
      step_id: '0',
    },
    marks: [],
    host_status: {},
    host_info: {},
    overhead: {},
    ...more,
  };
}

/** The ledger's line of a host with this many samples, all at ticks. */
export function exampleStatus(samples: number, more: Partial<HostStatus> = {}): HostStatus {
  return {
    status: 'complete',
    reason: null,
    rank: 0,
    first_sample: noonPlus(0),
    last_sample: noonPlus(20),
    samples,
    ticks_expected: samples,
    ticks_sampled: samples,
    ticks_missed: 0,
    gaps: [],
    clock_offset_ms: 0,
    clock_error_ms: 0,
    utc_offset_minutes: 60,
    late_ms: null,
    ...more,
  };
}

/** A host with these devices and interfaces. */
export function exampleInfo(more: Partial<HostInfo> = {}): HostInfo {
  return {
    hostname: 'node1',
    kernel: '6.1.0-18-amd64',
    os: 'Debian GNU/Linux 12 (bookworm)',
    architecture: 'x64',
    cpu_model: null,
    cpu_count: 4,
    cpu_sockets: 1,
    memory_total_kb: 16_000_000,
    boot_id: null,
    clock_ticks_per_second: 100,
    page_size_bytes: 4096,
    block_devices: [],
    interfaces: [],
    mounts: [],
    sources: {},
    ...more,
  };
}

export function blockDevice(name: string, more: Partial<BlockDevice> = {}): BlockDevice {
  const empty = { partitions: [], holders: [], slaves: [] };
  return { name, size_sectors: 2048, rotational: false, ...empty, dm_name: null, model: null, ...more };
}

export function networkInterface(name: string, more: Partial<NetworkInterface> = {}): NetworkInterface {
  const unknown = { speed_mbps: null, mtu: null, driver: null, master: null, operstate: null };
  return { name, has_device: false, ...unknown, ...more };
}

/** The first port of an RDMA device. */
export function rdmaPort(device: string, driver: string | null, more: Partial<RdmaPort> = {}): RdmaPort {
  const unknown = { link_layer: null, rate: null, pci_function: null, numa_node: null, lifespan_ms: null };
  return { device, port: 1, driver, netdevs: [], ...unknown, ...more };
}

/** A row of `diskstats` as a kernel prints it: the eleven numbers that all have, 0 where nothing else is said. */
export function diskRow(device_name: string, numbers: Readonly<Record<string, number>> = {}): object {
  return { device_name, ...zeros(diskstats), ...numbers };
}

/** A row of `netdev`, likewise. */
export function interfaceRow(interface_name: string, numbers: Readonly<Record<string, number>> = {}): object {
  return { interface_name, ...zeros(netdev), ...numbers };
}

function zeros(source: Source): object {
  const fields = source.fields('').slice(0, source.least(''));
  return Object.fromEntries(fields.map(({ name }) => [name, 0]));
}

/** The text of a series file, from a header without bigints and lines of samples as they stand in it. */
export function seriesText(header: SeriesHeader, samples: readonly (readonly [string, string[]])[]): string {
  const byHost = (value: object) => {
    const hosts = Object.entries(value).map(
      ([host, one]) => `${JSON.stringify(host)}: ${JSON.stringify(one)}`,
    );
    return hosts.length === 0 ? '{}' : `{\n${hosts.join(',\n')}\n}`;
  };
  const members = Object.entries(header).map(([key, value]) => {
    const perHost = ['host_status', 'host_info', 'overhead'].includes(key);
    return `${JSON.stringify(key)}: ${perHost ? byHost(Object(value)) : JSON.stringify(value)},\n`;
  });
  const hosts = samples.map(([host, lines]) => `\n${JSON.stringify(host)}: [\n${lines.join(',\n')}\n]`);
  return `{\n${members.join('')}"samples_by_host": {${hosts.join(',')}\n}\n}\n`;
}

/** A sample's line at tick n of every ten seconds, `more` being members as they stand in the file. */
export function sampleLine(hostname: string, tick: number, more = ''): string {
  const first = JSON.stringify({ timestamp: noonPlus(tick * 10), hostname, tick });
  return `${first.slice(0, -1)}${more === '' ? '' : `,${more}`}}`;
}

/** A valid file of two hosts, `node1` with ticks 0 and 1, `node2` with tick 0. */
export function twoHosts(): string {
  const header = exampleHeader({
    num_samples: 3,
    hosts_requested: ['node1', 'node2'],
    hosts_collected: ['node1', 'node2'],
    host_status: {
      node1: exampleStatus(2, { last_sample: noonPlus(10) }),
      node2: exampleStatus(1, { rank: 1, last_sample: noonPlus(0) }),
    },
    host_info: { node1: exampleInfo() },
  });
  return seriesText(header, [
    [
      'node1',
      [
        sampleLine('node1', 0, '"vmstat":{"pgfault":1}'),
        sampleLine('node1', 1, '"vmstat":{"pgfault":18446744073709551615}'),
      ],
    ],
    ['node2', [sampleLine('node2', 0, '"vmstat":{"pgfault":2}')]],
  ]);
}

/** Writes a file and gives its path. */
export async function written(path: string, content: string | Uint8Array): Promise<string> {
  await writeFile(path, content);
  return path;
}
