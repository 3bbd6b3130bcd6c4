import type { Amount, BenchmarkResult } from '../../result/result.ts';
import type { HostBytes } from './host-bytes.ts';
import type { CacheCounter } from './meters.ts';
import type { Storage } from './under-test.ts';
import { type Bounds, type CacheWindow, type Said, sumOfBounds } from './windows.ts';

/** Below this, bytes, nothing is worth a word. */
export const LEAST = 1e6;
/** What is below this part of it can be metadata, read-ahead, or programs that were loaded. */
const SLACK = 0.01;

/** What of so many bytes that were asked for is not worth a word. */
export function slackOf(asked: number): number {
  return Math.max(LEAST, asked * SLACK);
}

/** How much was asked for, bytes, and who says so. */
export interface AskedFor {
  /** A benchmark by its name; clients of NFS and Lustre count it; of processes by `rchar` and `wchar` only as far as it was seen. */
  readonly by: 'client' | 'processes' | BenchmarkResult['tool'];
  readonly least: number;
  /** Null where it can be any more. */
  readonly most: number | null;
}

/** One direction of the question. Null is what is not known. */
export interface Flow {
  readonly asked: AskedFor | null;
  /** What the client moved between memory and the storage. */
  readonly delivered: Bounds | null;
  /** AskedFor for less delivered, negative where more was moved; null, too, where it says nothing. */
  readonly difference: { readonly least: number; readonly most: number | null } | null;
}

/** The page-cache question for one host or all of them, bytes. */
export interface Flows {
  readonly read: Flow;
  readonly written: Flow;
  /** By how much the page cache grew. */
  readonly cache_grown: number | null;
  /** Dirty and in writeback at the end. */
  readonly waiting: number | null;
}

/** A file system under test, of so many hosts. */
export interface StorageOfHosts extends Pick<Storage, 'mount' | 'type' | 'kind'> {
  /** Names of its disks on the first of them. */
  readonly disks: readonly string[];
  readonly hosts: number;
  /** Whether nobody has named it but the benchmark's command line. */
  readonly guessed: boolean;
}

/** What can be said of a run, or of a phase of it, about where its bytes came from and went to. */
export interface CacheAnswer extends Flows {
  readonly label: string;
  readonly storage: readonly StorageOfHosts[];
  readonly cache_of: 'job' | 'host' | null;
  /** Why there is no difference of what was read, of what was written. */
  readonly no_difference: { readonly read: readonly string[]; readonly written: readonly string[] };
  /** What all interfaces and RDMA ports carried, where a mount is not seen: of whatever the hosts did. */
  readonly network: {
    readonly received: number | null;
    readonly sent: number | null;
    readonly rdma_received: number | null;
    readonly rdma_sent: number | null;
  } | null;
  readonly hosts: Readonly<Record<string, Flows>>;
}

type Direction = 'read' | 'written';
type Reasons = Readonly<Record<Direction, readonly string[]>>;

/**
 * What the hosts counted in one window, taken together with what benchmarks say. The rule for each file system is in
 * `docs/sources.md`.
 * @param hosts one of each host that takes part
 * @param silent hosts of which there is nothing
 * @param results of the whole window
 */
export function cacheAnswer(
  { label }: Pick<CacheWindow, 'label'>,
  hosts: readonly HostBytes[],
  silent: readonly string[],
  results: readonly Said[],
): CacheAnswer {
  const reasons = reasonsOf(hosts, silent);
  const kinds = new Set(hosts.map(({ cacheOf }) => cacheOf));
  // Of several hosts nobody knows which of them did how much of what the benchmark says.
  const ofEach = hosts.length === 1 ? results : [];
  return {
    label,
    storage: storageOf(hosts),
    ...flowsOf(hosts, results, reasons),
    cache_of: kinds.size === 1 ? ([...kinds][0] ?? null) : null,
    no_difference: reasons,
    network: storageOf(hosts).some(({ kind }) => kind === 'blind') ? networkOf(hosts) : null,
    hosts: Object.fromEntries(hosts.map((one) => [one.host, flowsOf([one], ofEach, reasonsOf([one], []))])),
  };
}

function flowsOf(hosts: readonly HostBytes[], results: readonly Said[], reasons: Reasons): Flows {
  return {
    read: flowOf('read', hosts, results, reasons),
    written: flowOf('written', hosts, results, reasons),
    cache_grown: sumOrNull(hosts.map(({ cacheGrown }) => cacheGrown)),
    waiting: sumOrNull(hosts.map(({ waiting }) => waiting)),
  };
}

/** The storage under test of all hosts, each kind once. */
function storageOf(hosts: readonly HostBytes[]): StorageOfHosts[] {
  const found = new Map<string, StorageOfHosts>();
  for (const { mount, type, kind, names, isGuess } of hosts.flatMap(({ storage }) => storage)) {
    const key = `${mount}\0${type}\0${kind}`;
    const disks = kind === 'disk' ? names : [];
    const { hosts: count } = found.get(key) ?? { hosts: 0 };
    found.set(key, { mount, type, kind, disks, hosts: count + 1, guessed: isGuess });
  }
  return [...found.values()];
}

/** Why what was asked for and what was delivered are not to be compared. */
function reasonsOf(hosts: readonly HostBytes[], silent: readonly string[]): Reasons {
  const storage = storageOf(hosts);
  const both = [
    ...storage
      .filter(({ kind }) => kind === 'blind')
      .map(({ mount, type }) => `${mount} (${type}) is not seen`),
    ...(storage.some(({ kind }) => kind === 'memory') && storage.some(({ kind }) => kind !== 'memory')
      ? ['a part of it is memory']
      : []),
    ...silent.map((host) => `there is nothing of ${host}`),
    ...hosts.filter(({ isWhole }) => !isWhole).map(({ host }) => `${host} lacks samples`),
  ];
  const unlike = (why: 'unlikeRead' | 'unlikeWritten') => [
    ...new Set(hosts.flatMap((host) => host.storage.flatMap((one) => one[why] ?? []))),
  ];
  return { read: [...both, ...unlike('unlikeRead')], written: [...both, ...unlike('unlikeWritten')] };
}

type Place =
  | 'disk'
  | 'nfs'
  | 'nfsAsked'
  | 'lustre'
  | 'lustreEstimated'
  | 'lustreAsked'
  | 'processes'
  | 'processesStorage';

const COUNTERS: Readonly<Record<Direction, Readonly<Record<Place, CacheCounter>>>> = {
  read: {
    ...{ disk: 'diskRead', nfs: 'nfsRead', nfsAsked: 'nfsAskedRead' },
    ...{ lustre: 'lustreRead', lustreEstimated: 'lustreReadEstimated', lustreAsked: 'lustreAskedRead' },
    ...{ processes: 'processesRead', processesStorage: 'processesFromStorage' },
  },
  written: {
    ...{ disk: 'diskWritten', nfs: 'nfsWritten', nfsAsked: 'nfsAskedWritten' },
    ...{
      lustre: 'lustreWritten',
      lustreEstimated: 'lustreWrittenEstimated',
      lustreAsked: 'lustreAskedWritten',
    },
    ...{ processes: 'processesWritten', processesStorage: 'processesToStorage' },
  },
};

function flowOf(
  direction: Direction,
  hosts: readonly HostBytes[],
  results: readonly Said[],
  reasons: Reasons,
): Flow {
  const delivered = sumOfBounds(hosts.map((host) => deliveredBy(direction, host)));
  const asked = askedOf(direction, hosts, results);
  const isComparable = asked !== null && delivered !== null && reasons[direction].length === 0;
  const difference = isComparable
    ? {
        least: asked.least - mostGiven(direction, asked, delivered, hosts),
        most: asked.most === null ? null : asked.most - delivered.least,
      }
    : null;
  return { asked, delivered, difference };
}

/**
 * So much of what was asked for can have come from storage. What a benchmark says can be of other storage, too: then its
 * processes had more from storage than that under test delivered.
 */
function mostGiven(
  direction: Direction,
  { by, least }: AskedFor,
  { most }: Bounds,
  hosts: readonly HostBytes[],
): number {
  if (direction === 'written' || by === 'client' || by === 'processes' || least <= most) return most;
  const all = sumOfBounds(hosts.map(({ counted }) => counted.processesFromStorage))?.most ?? 0;
  return all > most * (1 + SLACK) + LEAST ? all : most;
}

/** Of what is not seen, or is memory, nothing. */
function deliveredBy(direction: Direction, { storage, counted }: HostBytes): Bounds | null {
  const { disk, nfs, lustre, lustreEstimated } = COUNTERS[direction];
  const kinds = new Set(storage.map(({ kind }) => kind));
  return sumOfBounds([
    ...(kinds.has('disk') ? [counted[disk]] : []),
    ...(kinds.has('nfs') ? [counted[nfs]] : []),
    ...(kinds.has('lustre') ? [estimated(counted[lustre], counted[lustreEstimated])] : []),
  ]);
}

/** Of what is estimated up to half may not have been. */
function estimated(all: Bounds | null, part: Bounds | null): Bounds | null {
  return all === null || part === null ? null : { least: all.least - part.most / 2, most: all.most };
}

/** The surest that there is: what clients of NFS and Lustre count; what a benchmark has counted; what was seen of processes. */
function askedOf(
  direction: Direction,
  hosts: readonly HostBytes[],
  results: readonly Said[],
): AskedFor | null {
  const { nfsAsked, lustreAsked, processes } = COUNTERS[direction];
  const kinds = new Set(hosts.flatMap(({ storage }) => storage.map(({ kind }) => kind)));
  const counters = [...(kinds.has('nfs') ? [nfsAsked] : []), ...(kinds.has('lustre') ? [lustreAsked] : [])];
  const isCounted = [...kinds].every((kind) => kind === 'nfs' || kind === 'lustre');
  const parts = hosts.flatMap(({ counted }) => counters.map((counter) => counted[counter]));
  const byClient = isCounted ? sumOfBounds(parts) : null;
  if (byClient !== null) return { by: 'client', ...byClient };
  const said = saidBy(direction, results);
  if (said !== null) return said;
  const seen = sumOfBounds(hosts.map(({ counted }) => counted[processes]));
  if (seen === null || isPastCalls(direction, hosts, seen)) return null;
  return { by: 'processes', least: seen.least, most: null };
}

/** What mmap(), libaio and io_uring move is not in `rchar` and `wchar`: where storage moved more than that, they say nothing. */
function isPastCalls(direction: Direction, hosts: readonly HostBytes[], seen: Bounds): boolean {
  const { processesStorage } = COUNTERS[direction];
  const ofStorage = sumOfBounds(hosts.map(({ counted }) => counted[processesStorage]));
  return ofStorage !== null && ofStorage.most > seen.most * (1 + SLACK) + LEAST;
}

/** What was counted; a plan or a bound from above is no amount that was moved. */
function saidBy(direction: Direction, results: readonly Said[]): AskedFor | null {
  const saying = results.filter((result) => result[direction] !== undefined);
  const [first] = saying;
  if (first === undefined) return null;
  const amounts = saying.flatMap((result): Amount[] => [result[direction] ?? []].flat());
  if (amounts.some(({ basis }) => basis !== 'counted' && basis !== 'rounded')) return null;
  const total = (end: 'least' | 'most') => amounts.reduce((sum, amount) => sum + Number(amount[end]), 0);
  return { by: first.tool, least: total('least'), most: total('most') };
}

function networkOf(hosts: readonly HostBytes[]): CacheAnswer['network'] {
  const most = (name: CacheCounter) => sumOfBounds(hosts.map(({ counted }) => counted[name]))?.most ?? null;
  return {
    received: most('netReceived'),
    sent: most('netSent'),
    rdma_received: most('rdmaReceived'),
    rdma_sent: most('rdmaSent'),
  };
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.length === 0 || values.includes(null)
    ? null
    : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
