import type { Metric } from '../../series/rates.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import type { HostCoverage } from '../data/coverage.ts';
import type { Interval } from '../data/intervals.ts';
import { overlap, type Phase, wholeRun, windowOf } from '../phases/phases.ts';
import type { Observed, Pieces } from './observed.ts';
import { Things } from './things.ts';

/** What rules and limits are made of. */
export const OBSERVED: readonly Metric[] = [
  ...(['cpu_busy_percent', 'cpu_iowait_percent', 'cpu_user_percent', 'cpu_system_percent'] as const),
  ...(['cpu_irq_percent', 'cpu_steal_percent', 'cpu_busiest_percent', 'cpu_thermal_percent'] as const),
  ...(['memory_used_kb', 'memory_cached_kb', 'memory_dirty_kb', 'swap_in_mb_per_s'] as const),
  ...(['swap_out_mb_per_s', 'major_faults_per_s', 'direct_reclaim_mb_per_s', 'oom_kills_per_s'] as const),
  ...(['disk_read_mb_per_s', 'disk_write_mb_per_s', 'disk_reads_per_s', 'disk_writes_per_s'] as const),
  ...(['disk_busy_percent', 'disk_await_ms', 'disk_queue'] as const),
  ...(['net_rx_mb_per_s', 'net_tx_mb_per_s', 'net_busiest_percent', 'net_errors_per_s'] as const),
  ...(['net_drops_per_s', 'tcp_retransmits_per_s'] as const),
  ...([
    'nfs_read_mb_per_s',
    'nfs_write_mb_per_s',
    'nfs_app_read_mb_per_s',
    'nfs_app_write_mb_per_s',
  ] as const),
  ...(['nfs_await_ms', 'nfs_retransmits_per_s'] as const),
  ...(['lustre_read_mb_per_s', 'lustre_write_mb_per_s', 'lustre_app_read_mb_per_s'] as const),
  ...(['lustre_app_write_mb_per_s', 'rdma_rx_mb_per_s', 'rdma_tx_mb_per_s', 'rdma_errors_per_s'] as const),
  ...(['cxi_rx_mb_per_s', 'cxi_tx_mb_per_s', 'job_throttled_percent', 'load_1min'] as const),
  ...(['pressure_cpu_percent', 'pressure_memory_percent', 'pressure_io_percent'] as const),
];
const PLACES = new Map(OBSERVED.map((metric, at) => [metric, at]));
const WIDTH = OBSERVED.length;

/** Numbers of all hosts in pieces of time: 4 bytes each, some 40 MB. */
const MOST_NUMBERS = 10_000_000;
const MOST_PIECES = 480;
/** A window of a large job is no shorter than this part of the run. */
const LEAST_PIECES = 24;

/** Collects what rules look at, interval by interval, host by host, in memory that does not grow with the samples. */
export class Observing {
  readonly #header: SeriesHeader;
  readonly #phases: readonly Phase[];
  readonly #pieces: Pieces;
  readonly #hosts = new Map<string, HostSums>();
  #last: HostSums | undefined;
  #tickZero: { readonly time: number; readonly trust: number } | undefined;

  /** @param phases those of the run, without the run as a whole */
  constructor(header: SeriesHeader, phases: readonly Phase[]) {
    this.#header = header;
    this.#phases = [windowOf(header), ...phases];
    this.#pieces = piecesOf(header);
  }

  /** Takes in an interval; those of a host follow each other. */
  add(interval: Interval): void {
    const found = this.#hosts.get(interval.host) ?? new HostSums(this.#phases, this.#pieces);
    if (found !== this.#last) {
      this.#last?.finish();
      this.#last = found;
      this.#hosts.set(interval.host, found);
    }
    found.add(interval, this.#header.host_info[interval.host]);
    this.#noteTickZero(interval);
  }

  /** As rank 0's host has it, else another whose clock was compared with that. */
  #noteTickZero({ host, after: { tick, late_ms = 0 }, end }: Interval): void {
    if (tick === null || this.#tickZero?.trust === 2) return;
    const status = this.#header.host_status[host];
    const trust = status?.rank === 0 ? 2 : status?.clock_offset_ms == null ? 0 : 1;
    if (this.#tickZero !== undefined && trust <= this.#tickZero.trust) return;
    this.#tickZero = { time: end - late_ms - tick * this.#header.collection_interval_seconds * 1000, trust };
  }

  /**
   * What was seen.
   * @param coverage of all hosts
   * @param isHidden whether a metric of a host is not known after all
   */
  observed(
    coverage: ReadonlyMap<string, HostCoverage>,
    isHidden: (host: string, metric: Metric) => boolean,
  ): Observed {
    const hosts = [...coverage.keys()];
    const sums = hosts.map((host) => this.#hosts.get(host));
    this.#last?.finish();
    const [run] = this.#phases;
    const whole = wholeRun(this.#header);
    const nothing = new Float32Array(this.#pieces.count).fill(Number.NaN);
    return {
      header: this.#header,
      hosts,
      coverage: [...coverage.values()],
      phases: [{ ...whole, label: run?.label ?? whole.label }, ...this.#phases.slice(1)],
      means: (metric, phase) => {
        const nth = PLACES.get(metric);
        return Float64Array.from(hosts, (host, at) =>
          nth === undefined || isHidden(host, metric)
            ? Number.NaN
            : (sums[at]?.mean(phase, nth) ?? Number.NaN),
        );
      },
      pieces: this.#pieces,
      tickZero: this.#tickZero?.time ?? Date.parse(this.#header.start_time),
      inPieces: (metric, host) => {
        const nth = PLACES.get(metric);
        const found = sums[host];
        if (nth === undefined || found === undefined || isHidden(hosts[host] ?? '', metric)) return nothing;
        return found.inPieces(nth);
      },
      things: sums.map((one) => one?.things.found ?? []),
    };
  }
}

/** As many as there is memory for, none shorter than two intervals. */
function piecesOf(header: SeriesHeader): Pieces {
  const { start, end } = wholeRun(header);
  const seconds = Math.max(header.collection_interval_seconds, (end - start) / 1000);
  const hosts = Math.max(1, header.hosts_requested.length, header.hosts_collected.length);
  const forMemory = Math.floor(MOST_NUMBERS / (hosts * WIDTH));
  const most = Math.min(MOST_PIECES, Math.max(LEAST_PIECES, forMemory));
  const ofSamples = Math.floor(seconds / (2 * header.collection_interval_seconds));
  const count = Math.max(1, Math.min(most, ofSamples));
  return { start, seconds: seconds / count, count };
}

/** Sums of one host over time. */
class HostSums {
  readonly things: Things;
  readonly #phases: readonly Phase[];
  readonly #pieces: Pieces;
  /** By phase, then metric. */
  readonly #sums: Float64Array;
  readonly #seconds: Float64Array;
  /** Sums by piece, then metric, until the host is finished; means by metric, then piece, from then on. */
  #numbers: Float32Array;
  #pieceSeconds: Float32Array | undefined;

  constructor(phases: readonly Phase[], pieces: Pieces) {
    this.#phases = phases;
    this.#pieces = pieces;
    this.things = new Things(phases.length);
    this.#sums = new Float64Array(phases.length * WIDTH);
    this.#seconds = new Float64Array(phases.length * WIDTH);
    this.#numbers = new Float32Array(pieces.count * WIDTH);
    this.#pieceSeconds = new Float32Array(pieces.count * WIDTH);
  }

  add(interval: Interval, info: SeriesHeader['host_info'][string] | undefined): void {
    const { rates } = interval;
    for (let nth = 0; nth < WIDTH; nth++) values[nth] = rates[OBSERVED[nth]!] ?? Number.NaN;
    const shares = this.#phases.map((phase) => overlap(interval, phase));
    for (let phase = 0; phase < shares.length; phase++)
      addTo(this.#sums, this.#seconds, phase * WIDTH, shares[phase]!);
    this.#addToPieces(interval);
    this.things.add(interval, info, shares);
  }

  #addToPieces({ start, end }: Interval): void {
    if (this.#pieceSeconds === undefined) return;
    const { start: zero, seconds: width, count } = this.#pieces;
    const [from, to] = [(start - zero) / 1000 / width, (end - zero) / 1000 / width];
    for (let piece = Math.max(0, Math.floor(from)); piece < Math.min(count, to); piece++) {
      const seconds = (Math.min(to, piece + 1) - Math.max(from, piece)) * width;
      addTo(this.#numbers, this.#pieceSeconds, piece * WIDTH, seconds);
    }
  }

  /** Makes means of sums: half of the memory is given back. */
  finish(): void {
    const seconds = this.#pieceSeconds;
    if (seconds === undefined) return;
    const { count } = this.#pieces;
    const means = new Float32Array(count * WIDTH);
    for (let piece = 0; piece < count; piece++) {
      for (let nth = 0; nth < WIDTH; nth++) {
        const at = piece * WIDTH + nth;
        means[nth * count + piece] = this.#numbers[at]! / seconds[at]!;
      }
    }
    this.#numbers = means;
    this.#pieceSeconds = undefined;
  }

  mean(phase: number, nth: number): number {
    return this.#sums[phase * WIDTH + nth]! / this.#seconds[phase * WIDTH + nth]!;
  }

  inPieces(nth: number): Float32Array {
    return this.#numbers.subarray(nth * this.#pieces.count, (nth + 1) * this.#pieces.count);
  }
}

/** The rates of one interval, in the order of `OBSERVED`; NaN where they are not known. */
const values = new Float64Array(WIDTH);

/** Adds these times seconds to sums that begin at a place. */
function addTo(
  sums: Float64Array | Float32Array,
  seconds: Float64Array | Float32Array,
  first: number,
  weight: number,
): void {
  if (!(weight > 0)) return;
  for (let nth = 0; nth < WIDTH; nth++) {
    const value = values[nth]!;
    if (Number.isNaN(value)) continue;
    sums[first + nth]! += value * weight;
    seconds[first + nth]! += weight;
  }
}
