import os from 'node:os';
import path from 'node:path';
import { findJobCgroup, type JobCgroup } from '../cgroup/job-cgroup.ts';
import { parseAuxv } from './auxv.ts';
import { type ClientVersions, readClientVersions } from './client-versions.ts';
import { readCpuInfo } from './cpu/cpu-info.ts';
import { type CpuTopology, readCpuTopology } from './cpu/cpu-topology.ts';
import { type NumaNode, readNumaNodes } from './cpu/numa-nodes.ts';
import { type BlockDevice, readBlockDevices } from './disks/block-devices.ts';
import { type Mount, readMounts } from './mounts/mounts.ts';
import { type Target, type Targets, targetsOn } from './mounts/targets.ts';
import { readNamespaces } from './namespaces.ts';
import { type NetworkInterface, readInterfaces } from './network/interfaces.ts';
import { type RdmaPort, readRdmaPorts } from './network/rdma-ports.ts';
import { prettyName } from './os-release.ts';
import { readSettings, type Settings } from './settings.ts';
import { clipped, readBytes, readText, readValue, toCounter } from './small-file.ts';

/** What does not change on a host while a benchmark runs. Null, or an empty list, where the kernel did not say. */
export interface HostFacts extends CpuTopology {
  readonly hostname: string;
  /** Release, as `uname -r`. */
  readonly kernel: string | null;
  readonly os: string | null;
  readonly architecture: string;
  readonly cpu_model: string | null;
  /** Logical CPUs online. */
  readonly cpu_count: number | null;
  readonly cpu_sockets: number | null;
  /** In KiB. */
  readonly memory_total_kb: number | bigint | null;
  readonly boot_id: string | null;
  readonly clock_ticks_per_second: number | null;
  readonly page_size_bytes: number | null;
  readonly block_devices: BlockDevice[];
  readonly interfaces: NetworkInterface[];
  /** Not there if there are none. */
  readonly rdma_ports?: RdmaPort[] | undefined;
  /** Not there where the kernel has none. */
  readonly numa_nodes?: NumaNode[] | undefined;
  readonly mounts: Mount[];
  readonly settings: Settings;
  /** Not there if there are none. */
  readonly client_versions?: ClientVersions | undefined;
  /** In which the reader is not with the host; not there if that is not known of any. */
  readonly namespaces?: string[] | undefined;
  /** The storage under test; not there if nothing is known of it. */
  readonly targets?: Target[] | undefined;
  /** The cgroup that is read for the job; not there where there is none. */
  readonly job_cgroup?: Pick<JobCgroup, 'version' | 'level' | 'path'> | undefined;
}

/** Where to look, and what only the caller can know. */
export interface HostInfoOptions {
  readonly procfs: string;
  readonly sysfs: string;
  readonly hostname: string;
  readonly architecture: string;
  /** The storage under test. */
  readonly targets?: Targets | undefined;
  /** The `os-release` files, best first. By default those of this system, if `procfs` is its `/proc`. */
  readonly osReleaseFiles?: readonly string[];
  /** Byte order of the host that `procfs` belongs to; by default that of this one. */
  readonly endianness?: 'BE' | 'LE';
}

const OS_RELEASE_FILES = ['/etc/os-release', '/usr/lib/os-release'];

/** Reads what does not change on a host. Never throws, and touches nothing outside of the two roots but os-release. */
export function readHostInfo(options: HostInfoOptions): HostFacts {
  const { procfs, sysfs, hostname, architecture, endianness = os.endianness() } = options;
  const cpu = readCpuInfo(procfs, sysfs);
  const auxv = parseAuxv(readBytes(path.join(procfs, 'self/auxv')) ?? Buffer.alloc(0), endianness);
  const ports = readRdmaPorts(sysfs);
  const nodes = readNumaNodes(sysfs);
  const versions = readClientVersions(options);
  const namespaces = readNamespaces(options);
  return {
    hostname,
    kernel: readValue(path.join(procfs, 'sys/kernel/osrelease')),
    os: readOs(options),
    architecture,
    cpu_model: cpu.model,
    cpu_count: cpu.count,
    cpu_sockets: cpu.sockets,
    ...readCpuTopology(sysfs),
    memory_total_kb: readMemoryTotal(procfs),
    boot_id: readValue(path.join(procfs, 'sys/kernel/random/boot_id')),
    clock_ticks_per_second: auxv.clockTicksPerSecond,
    page_size_bytes: auxv.pageSizeBytes,
    block_devices: readBlockDevices(sysfs),
    interfaces: readInterfaces(sysfs),
    ...(ports.length === 0 ? {} : { rdma_ports: ports }),
    ...(nodes.length === 0 ? {} : { numa_nodes: nodes }),
    mounts: readMounts(options),
    settings: readSettings(procfs, sysfs),
    ...(Object.keys(versions).length === 0 ? {} : { client_versions: versions }),
    ...(namespaces.length === 0 ? {} : { namespaces }),
    ...readTargets(options),
    ...readJobCgroup(options),
  };
}

function readOs(options: HostInfoOptions): string | null {
  // The files of this system say nothing about the host that a copied /proc came from.
  const files = options.osReleaseFiles ?? (path.resolve(options.procfs) === '/proc' ? OS_RELEASE_FILES : []);
  for (const file of files) {
    const text = readText(file);
    const name = text === null ? null : prettyName(text);
    if (name !== null) return name;
  }
  return null;
}

function readTargets({ procfs, targets }: HostInfoOptions): Pick<HostFacts, 'targets'> {
  if (targets === undefined || targets.paths.length === 0) return {};
  return { targets: targetsOn(readText(path.join(procfs, 'self/mountinfo')) ?? '', targets) };
}

function readJobCgroup(roots: HostInfoOptions): Pick<HostFacts, 'job_cgroup'> {
  const job = findJobCgroup(roots);
  if (job === undefined) return {};
  const { version, level, path } = job;
  return { job_cgroup: { version, level, path: clipped(path) ?? path } };
}

function readMemoryTotal(procfs: string): number | bigint | null {
  const meminfo = readText(path.join(procfs, 'meminfo')) ?? '';
  return toCounter(/^MemTotal:\s*(\d+) kB$/m.exec(meminfo)?.[1]);
}
