import type { HostInfo } from '../../series/schema.ts';
import { countedDisks } from '../../series/totals/devices.ts';

/** Something that is not the same on all hosts. */
export interface Difference {
  readonly what: string;
  /** The most frequent first. */
  readonly variants: readonly { readonly value: string; readonly hosts: readonly string[] }[];
}

/** In what hosts differ that should be alike. Nothing if they do not, or there are fewer than two. */
export function differencesOf(hostInfo: Readonly<Record<string, HostInfo>>): Difference[] {
  const facts = Object.entries(hostInfo).map(([host, info]) => ({ host, facts: factsOf(info) }));
  const whats = new Set(facts.flatMap((one) => [...one.facts.keys()]));
  return [...whats].flatMap((what) => {
    const byValue = new Map<string, string[]>();
    for (const one of facts) {
      const value = one.facts.get(what) ?? 'not there';
      const hosts = byValue.get(value);
      if (hosts === undefined) byValue.set(value, [one.host]);
      else hosts.push(one.host);
    }
    if (byValue.size < 2) return [];
    const variants = [...byValue].map(([value, hosts]) => ({ value, hosts }));
    return [{ what, variants: variants.sort((a, b) => b.hosts.length - a.hosts.length) }];
  });
}

const SECTORS_PER_GB = 1e9 / 512;
const KIB_PER_GIB = 1024 * 1024;

/** What stands before a setting, the options of a mount, a port, and so on; files of before have none of these. */
export const SETTING = 'setting ';
const OPTIONS = 'options of ';
const RDMA_PORT = 'RDMA port ';
const TRANSPORT = 'transport of ';
const PATH = 'path ';
const VERSION = 'version of ';
const NAMESPACES = 'namespaces of a container';
const NUMA_NODES = 'NUMA nodes';
const CORES = 'CPU cores';
const TOLD_WITH_SETTINGS = [
  ...[SETTING, OPTIONS, RDMA_PORT, TRANSPORT, PATH, VERSION],
  ...[NAMESPACES, NUMA_NODES, CORES],
];

/** Whether this is told only of hosts that have settings: of others it is not known, whether or not they have it. */
export function isToldWithSettings(what: string): boolean {
  return TOLD_WITH_SETTINGS.some((begin) => what.startsWith(begin));
}
/** How these are mounted decides how fast they are. */
const NETWORKED = /^(?:nfs4?|lustre|beegfs|ceph|gpfs|cifs|smb3|wekafs)$/;

/** Each host has its own, and one of the server's. */
const ADDRESSES = /,(?:client|mount)?addr=[^,]*/g;

/** What is compared, as it is shown. Sizes are rounded: alike machines differ by some MiB. */
export function factsOf(info: HostInfo): Map<string, string> {
  const facts = new Map<string, string>();
  const tell = (what: string, value: unknown, unit = '') => {
    facts.set(what, value === null || value === undefined ? 'not known' : `${value}${unit}`);
  };
  tell('kernel', info.kernel);
  tell('operating system', info.os);
  tell('architecture', info.architecture);
  tell('CPU model', info.cpu_model);
  tell('CPUs', info.cpu_count);
  tell('sockets', info.cpu_sockets);
  if (info.cpu_cores !== undefined) tell(CORES, info.cpu_cores);
  if (info.numa_nodes !== undefined) tell(NUMA_NODES, info.numa_nodes.length);
  const kib = info.memory_total_kb;
  tell('memory', kib === null ? null : Math.round(Number(kib) / KIB_PER_GIB), ' GiB');
  const counted = new Set(countedDisks(info));
  for (const { name, transport, state } of info.block_devices.filter(({ hidden }) => hidden))
    tell(`${PATH}${name}`, [transport, state].filter((part) => part !== undefined).join(', '));
  for (const { name, size_sectors, model, scheduler, read_ahead_kb, transport } of info.block_devices.filter(
    (one) => counted.has(one.name),
  )) {
    const size = size_sectors === null ? '' : `${(Number(size_sectors) / SECTORS_PER_GB).toFixed(0)} GB`;
    tell(`disk ${name}`, [size, model ?? ''].filter((part) => part !== '').join(', '));
    if (scheduler !== undefined) tell(`${SETTING}scheduler of ${name}`, scheduler);
    if (read_ahead_kb !== undefined) tell(`${SETTING}read-ahead of ${name}`, read_ahead_kb, ' KiB');
    if (transport !== undefined) tell(`${TRANSPORT}${name}`, transport);
  }
  for (const { name, speed_mbps, driver, mtu } of info.interfaces.filter((one) => one.has_device)) {
    const speed = speed_mbps === null ? 'speed not known' : `${speed_mbps} Mb/s`;
    tell(`interface ${name}`, [speed, driver ?? 'driver not known', `MTU ${mtu ?? 'not known'}`].join(', '));
  }
  for (const { device, port, driver, rate } of info.rdma_ports ?? [])
    tell(
      `${RDMA_PORT}${device}/${port}`,
      [rate ?? 'rate not known', driver ?? 'driver not known'].join(', '),
    );
  for (const [setting, value] of Object.entries(info.settings ?? {})) tell(`${SETTING}${setting}`, value);
  for (const { target, options, read_ahead_kb } of info.mounts.filter((one) => NETWORKED.test(one.type))) {
    if (options !== undefined) tell(`${OPTIONS}${target}`, options.replace(ADDRESSES, ''));
    if (read_ahead_kb !== undefined) tell(`${SETTING}read-ahead of ${target}`, read_ahead_kb, ' KiB');
  }
  for (const [client, version] of Object.entries(info.client_versions ?? {}))
    tell(`${VERSION}${client}`, version);
  if (info.namespaces !== undefined) tell(NAMESPACES, info.namespaces.join(', '));
  for (const [source, outcome] of Object.entries(info.sources)) tell(`source ${source}`, outcome);
  return facts;
}
