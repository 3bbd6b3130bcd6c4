import type { Metric } from '../../../series/rates.ts';
import type { HostInfo } from '../../../series/schema.ts';
import type { Observed } from '../../observed/observed.ts';
import { HostSeries } from './host-series.ts';
import { normalOf } from './outliers.ts';
import { type TimeWindow, windowsOf } from './windows.ts';

/** Fewer hosts than this are compared with each other by their size alone. */
export const FEW_HOSTS = 4;

/** A run as rules look at it. */
export class Look {
  readonly observed: Observed;
  readonly windows: readonly TimeWindow[];
  /** Hosts of the same hardware, by their places: each is compared with those of its kind. */
  readonly kinds: readonly (readonly number[])[];
  readonly #series = new Map<string, HostSeries>();
  readonly #most = new Map<HostSeries, Map<readonly number[], number>>();

  constructor(observed: Observed) {
    this.observed = observed;
    this.windows = windowsOf(observed);
    this.kinds = kindsOf(observed);
  }

  /** A metric, or the sum of several, of all hosts. */
  series(...metrics: readonly Metric[]): HostSeries {
    const key = metrics.join();
    const found = this.#series.get(key) ?? new HostSeries(this.observed, metrics);
    this.#series.set(key, found);
    return found;
  }

  /** The mean time of a request of all hosts: of each, and not of each moment, as most are there where most is moved. */
  perRequest(metric: Metric, moved: readonly Metric[]): HostSeries {
    const key = `${metric} of ${moved.join()}`;
    const found = this.#series.get(key) ?? new HostSeries(this.observed, [metric], moved);
    this.#series.set(key, found);
    return found;
  }

  /** The median of these hosts in a window; NaN where nothing is known. */
  middleOf(series: HostSeries, kind: readonly number[], window: TimeWindow): number {
    const all = series.means(window);
    return normalOf(Float64Array.from(kind, (host) => all[host] ?? Number.NaN))?.median ?? Number.NaN;
  }

  /** The greatest such median of all windows; −∞ where nothing is known. */
  mostOf(series: HostSeries, kind: readonly number[]): number {
    const known = this.#most.get(series) ?? new Map<readonly number[], number>();
    this.#most.set(series, known);
    const found = known.get(kind);
    if (found !== undefined) return found;
    const middles = this.windows.map((window) => this.middleOf(series, kind, window));
    const most = Math.max(...middles.filter((one) => !Number.isNaN(one)));
    known.set(kind, most);
    return most;
  }

  nameOf(host: number): string {
    return this.observed.hosts[host] ?? '';
  }

  /** How many hosts there are samples of. */
  get sampled(): number {
    return this.observed.coverage.filter(({ samples }) => samples > 1).length;
  }
}

/** Kinds with fewer hosts than this are no crowd to be unlike of; where all are so, all are taken together. */
function kindsOf({ hosts, header }: Observed): number[][] {
  const byKind = new Map<string, number[]>();
  for (const [at, host] of hosts.entries()) {
    const info = header.host_info[host];
    const kind = info === undefined ? '' : kindOf(info);
    byKind.set(kind, [...(byKind.get(kind) ?? []), at]);
  }
  const kinds = [...byKind.values()];
  return kinds.some(({ length }) => length >= FEW_HOSTS) ? kinds : [hosts.map((_, at) => at)];
}

const KIB_PER_GIB = 1024 * 1024;
const SECTORS_PER_GB = 1e9 / 512;

/** Alike machines have the same of these; their memory differs by some MiB. */
function kindOf({ cpu_model, cpu_count, memory_total_kb, block_devices, interfaces }: HostInfo): string {
  const memory = memory_total_kb === null ? null : Math.round(Number(memory_total_kb) / KIB_PER_GIB);
  const disks = block_devices.filter(({ hidden, slaves }) => hidden === undefined && slaves.length === 0);
  const sizes = disks.map(({ size_sectors }) => Math.round(Number(size_sectors ?? 0) / SECTORS_PER_GB));
  const speeds = interfaces.filter(({ has_device }) => has_device).map(({ speed_mbps }) => speed_mbps);
  return JSON.stringify([cpu_model, cpu_count, memory, sizes.sort(), speeds.sort()]);
}
