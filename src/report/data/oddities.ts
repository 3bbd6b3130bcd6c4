import { isNumber } from '../../series/counters.ts';
import type { Sample, SeriesHeader } from '../../series/schema.ts';
import { blindMounts } from '../../series/totals/blind-mounts.ts';
import { cxiDoubts } from '../../series/totals/cxi.ts';
import { sharesOfInterfaces } from '../../series/totals/devices.ts';
import { jobTotals } from '../../series/totals/job.ts';
import { unusualStates } from '../../series/totals/lustre.ts';
import { rdmaDoubts } from '../../series/totals/rdma.ts';

/** What a kernel has told and cannot be so, a source that could not be read, an interface that nobody knows. */
export interface Oddity {
  readonly host: string;
  readonly what: string;
  /** In so many samples. */
  readonly samples: number;
}

/** More requests than this in progress are a driver that counts below zero. */
const MOST_IN_PROGRESS = 2 ** 31;
const KB_PER_PIB = 1024 ** 4;
const KILLED = "the job's memory was full: processes of it were killed (OOM)";
/** Different ones that are kept of a host: a message can have a number in it that is another each time. */
const MOST_OF_A_HOST = 20;
/** Of these, mounts that cannot be seen: where containers are, there can be hundreds, and errors are to have room beside them. */
const MOST_BLIND = 10;

/** Whether this number of a sample, by its source and the keys that lead to it, is looked at. Those below 10^9 are not odd. */
export function canBeOdd(source: string, [key]: readonly string[]): boolean {
  return source === 'meminfo' || (source === 'diskstats' && key === 'ios_in_progress');
}

/** Collects what looks wrong in samples. It is shown as it is; nothing is mended. */
export class Oddities {
  readonly #hostInfo: SeriesHeader['host_info'];
  /** What is said of each host's mounts that cannot be seen. */
  readonly #blind = new Map<string, readonly string[]>();
  readonly #seen = new Map<string, Map<string, number>>();
  #lastOfJob: { readonly host: string; readonly sample: Sample } | undefined;

  constructor({ host_info }: Pick<SeriesHeader, 'host_info'>) {
    this.#hostInfo = host_info;
  }

  /** Looks at a sample. */
  see(host: string, sample: Sample): void {
    const { diskstats, netdev, meminfo, errors, cgroup } = sample;
    for (const disk of diskstats ?? []) {
      const inProgress = disk.ios_in_progress;
      if (isNumber(inProgress) && inProgress >= MOST_IN_PROGRESS)
        this.#note(host, `${disk.device_name}: ios_in_progress is beyond 2^31`);
    }
    for (const [at, share] of sharesOfInterfaces(netdev ?? [], this.#hostInfo[host]).entries()) {
      if (share !== 'unknown') continue;
      const what =
        '/sys did not say what it is; while it carries anything, the rates of the network are not known';
      this.#note(host, `${netdev?.[at]?.interface_name}: ${what}`);
    }
    for (const key in meminfo) {
      const value = meminfo[key];
      if (isNumber(value) && value >= KB_PER_PIB)
        this.#note(host, `meminfo: ${key} is implausible, more than a PiB`);
    }
    for (const { fileSystem, targets, state } of unusualStates(sample))
      this.#note(host, `Lustre ${fileSystem}: ${targets} were ${state}, neither in use nor idle`);
    for (const what of cxiDoubts(sample)) this.#note(host, what);
    if (cgroup !== undefined) this.#seeJob(host, sample);
    for (const what of rdmaDoubts(sample, this.#hostInfo[host])) this.#note(host, what);
    for (const what of this.#blindOf(host)) this.#note(host, what);
    for (const [source, message] of Object.entries(errors ?? {})) this.#note(host, `${source}: ${message}`);
  }

  get found(): readonly Oddity[] {
    return [...this.#seen].flatMap(([host, whats]) =>
      [...whats].map(([what, samples]) => ({ host, what, samples })),
    );
  }

  #seeJob(host: string, sample: Sample): void {
    const before = this.#lastOfJob?.host === host ? this.#lastOfJob.sample : undefined;
    this.#lastOfJob = { host, sample };
    const kills = before === undefined ? null : jobTotals(before, sample, this.#hostInfo[host])?.oomKills;
    if (kills != null && kills > 0) this.#note(host, KILLED);
  }

  #blindOf(host: string): readonly string[] {
    const known = this.#blind.get(host);
    if (known !== undefined) return known;
    const info = this.#hostInfo[host];
    const mounts = info === undefined ? [] : blindMounts(info);
    const blind = mounts
      .slice(0, MOST_BLIND)
      .map(
        ({ target, type }) =>
          `${target} is ${type}: what goes through it is in no number of a file system here`,
      );
    const more = mounts.length - blind.length;
    if (more > 0) blind.push(`so it is with ${more} more mounts`);
    this.#blind.set(host, blind);
    return blind;
  }

  #note(host: string, what: string): void {
    const ofHost = this.#seen.get(host) ?? new Map<string, number>();
    this.#seen.set(host, ofHost);
    if (ofHost.size < MOST_OF_A_HOST || ofHost.has(what)) ofHost.set(what, (ofHost.get(what) ?? 0) + 1);
  }
}
