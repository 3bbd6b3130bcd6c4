import type { HostInfo } from '../../src/series/schema.ts';
import type { Machine } from './machine.ts';
import type { Sources } from './sample-of.ts';
import type { Workload } from './workload.ts';

/**
 * What does not change on a host.
 * @param portMbps of its port, which can have come up slower than it should be
 */
export function hostInfo(
  machine: Machine,
  { mounts }: Workload,
  sources: Sources,
  portMbps: number,
): HostInfo {
  const { name, cpus } = machine;
  const empty = { partitions: [], holders: [], slaves: [], dm_name: null };
  return {
    hostname: name,
    kernel: machine.kernel,
    os: 'Debian GNU/Linux 12 (bookworm)',
    architecture: 'x64',
    cpu_model:
      cpus % 24 === 0 ? 'AMD EPYC 9454 48-Core Processor' : 'Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz',
    cpu_count: cpus,
    cpu_sockets: 2,
    cpus_online: `0-${cpus - 1}`,
    memory_total_kb: machine.memoryKb,
    boot_id: `00000000-0000-4000-8000-${String(machine.rank).padStart(12, '0')}`,
    clock_ticks_per_second: 100,
    page_size_bytes: 4096,
    block_devices: [
      {
        name: 'nvme0n1',
        size_sectors: 7_814_037_168,
        rotational: false,
        ...empty,
        model: machine.diskModel,
        transport: 'nvme',
      },
      {
        name: 'sda',
        size_sectors: 937_703_088,
        rotational: false,
        ...empty,
        model: 'Micron_5300',
        transport: 'sata',
      },
    ],
    interfaces: [
      { ...VIRTUAL, name: 'lo', has_device: false },
      {
        ...VIRTUAL,
        name: 'eth0',
        has_device: true,
        speed_mbps: portMbps,
        mtu: 9000,
        driver: 'mlx5_core',
        operstate: 'up',
      },
    ],
    mounts: [
      {
        source: '/dev/sda',
        target: '/',
        type: 'ext4',
        visibility: 'seen',
        by: 'diskstats',
        block_devices: ['sda'],
      },
      {
        ...{ source: '/dev/nvme0n1', target: '/scratch', type: 'xfs', visibility: 'seen', by: 'diskstats' },
        block_devices: ['nvme0n1'],
      },
      ...['/home', ...mounts].map((target, nth) => ({
        ...{ source: `nas${nth + 1}:/export${target}`, target, type: 'nfs4', options: 'rw,vers=4.2,hard' },
        ...{ device: `0:${50 + nth}`, visibility: 'seen' as const, by: 'nfs' },
      })),
    ],
    sources: {
      ...Object.fromEntries(EVERYWHERE.map((source) => [source, 'ok'])),
      tcp: sources.tcp ? 'ok' : 'disabled',
      thermal: sources.thermal ? 'ok' : 'disabled',
      cgroup: sources.cgroup ? 'ok' : 'absent',
    },
    ...(sources.cgroup && {
      job_cgroup: { version: 2, level: 'job', path: '/system.slice/slurmstepd.scope/job_4711' },
    }),
  };
}

const VIRTUAL = { speed_mbps: null, mtu: 65_536, driver: null, master: null, operstate: 'unknown' };
const EVERYWHERE = ['diskstats', 'vmstat', 'meminfo', 'loadavg', 'netdev', 'cpu', 'pressure', 'nfs'];
