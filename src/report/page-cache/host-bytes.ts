import { offsetAtStart } from '../../series/clock-offsets.ts';
import { SampleTimes } from '../../series/sample-times.ts';
import type { HostInfo, Sample, SeriesHeader } from '../../series/schema.ts';
import { type CacheCounter, cacheLevels, type Meter, metersOf } from './meters.ts';
import { type Storage, storageUnderTest } from './under-test.ts';
import { type Bounds, type CacheWindow, WindowLevel, WindowSum } from './windows.ts';

/** Clocks of hosts are known to be apart by no more than the error of their offset; this is the least for it, ms. */
const SLACK_MS = 100;

/** What was counted of the storage under test on one host, in one window. */
export interface HostBytes {
  readonly host: string;
  readonly storage: readonly Storage[];
  readonly counted: Readonly<Record<CacheCounter, Bounds | null>>;
  /** By how much the page cache grew, and what waited to be written at the end, bytes. */
  readonly cacheGrown: number | null;
  readonly waiting: number | null;
  readonly cacheOf: 'job' | 'host';
  /** Whether there are samples of all of it. */
  readonly isWhole: boolean;
}

interface Tally {
  readonly window: CacheWindow;
  readonly sums: Map<CacheCounter, WindowSum>;
  readonly levels: Readonly<Record<HostBytes['cacheOf'], Levels>>;
}

interface Levels {
  readonly cached: WindowLevel;
  readonly waiting: WindowLevel;
}

/** Whose page cache is looked at: the job's where it was read at any time, else the host's; never one less the other. */
const WHOSE = ['host', 'job'] as const;

interface Reading {
  readonly sample: Sample;
  readonly time: number;
}

/** Counts what one host did with the storage under test, window by window. Its samples come in order. */
export class HostCounter {
  readonly #host: string;
  readonly #header: SeriesHeader;
  readonly #info: HostInfo;
  readonly #storage: readonly Storage[];
  readonly #meters: readonly Meter[];
  readonly #times: SampleTimes;
  readonly #offset: number;
  readonly #tallies: readonly Tally[];
  readonly #last = new Map<Meter, Reading>();
  #cacheOf: HostBytes['cacheOf'] = 'host';
  #isInOrder = true;
  #tickZero: number | undefined;
  #first = Number.POSITIVE_INFINITY;
  #end = Number.NEGATIVE_INFINITY;

  constructor(host: string, info: HostInfo, header: SeriesHeader, windows: readonly CacheWindow[]) {
    this.#host = host;
    this.#header = header;
    this.#info = info;
    this.#storage = storageUnderTest(info);
    this.#meters = metersOf(this.#storage, info);
    this.#times = new SampleTimes(header.collection_interval_seconds * 1000);
    this.#offset = offsetAtStart(header, host);
    this.#tallies = windows.map((window) => ({
      window,
      sums: new Map(this.#meters.flatMap(({ counts }) => counts).map((name) => [name, new WindowSum()])),
      levels: { host: newLevels(), job: newLevels() },
    }));
  }

  see(sample: Sample): void {
    const time = this.#times.next(sample) - this.#offset;
    if (sample.tick !== null)
      this.#tickZero ??= time - (sample.late_ms ?? 0) - sample.tick * this.#intervalMs;
    this.#first = Math.min(this.#first, time);
    this.#end = Math.max(this.#end, time);
    for (const meter of this.#meters) if (meter.isIn(sample)) this.#read(meter, { sample, time });
    const found = cacheLevels(sample, this.#info);
    if (found.job !== undefined) this.#cacheOf = 'job';
    for (const { window, levels } of this.#tallies) {
      for (const whose of WHOSE) {
        const { cached = null, waiting = null } = found[whose] ?? {};
        if (cached !== null) levels[whose].cached.see(window, time, cached);
        if (waiting !== null) levels[whose].waiting.see(window, time, waiting);
      }
    }
  }

  #read(meter: Meter, now: Reading): void {
    const last = this.#last.get(meter) ?? now;
    this.#last.set(meter, now);
    const deltas = meter.between(last.sample, now.sample);
    if (now.time < last.time) {
      // Somebody has set the clock where there is no tick: when it was is not known.
      this.#isInOrder = false;
      return;
    }
    for (const { window, sums } of this.#tallies) {
      for (const [at, name] of meter.counts.entries())
        sums.get(name)?.add(window, last.time, now.time, deltas[at] ?? null);
    }
  }

  get #intervalMs(): number {
    return this.#header.collection_interval_seconds * 1000;
  }

  /** What was counted, window by window. */
  get bytes(): HostBytes[] {
    const slackMs = SLACK_MS + (this.#header.host_status[this.#host]?.clock_error_ms ?? 0);
    return this.#tallies.map(({ window, sums, levels }) => ({
      host: this.#host,
      storage: this.#storage,
      counted: countedIn(sums, window, slackMs),
      cacheGrown: levels[this.#cacheOf].cached.grown,
      waiting: levels[this.#cacheOf].waiting.atEnd,
      cacheOf: this.#cacheOf,
      isWhole: this.#isWhole(window, slackMs),
    }));
  }

  #isWhole({ start, end }: CacheWindow, slackMs: number): boolean {
    const { gaps = [], samples = 0 } = this.#header.host_status[this.#host] ?? {};
    if (this.#first > this.#end || samples === 0 || !this.#isInOrder) return false;
    if (Number.isFinite(start) && this.#first - slackMs > start) return false;
    if (Number.isFinite(end) && this.#end + slackMs < end) return false;
    const zero = this.#tickZero;
    if (zero === undefined) return gaps.length === 0;
    // From the sample before a gap to that behind it.
    return gaps.every(({ from_tick, to_tick }) => {
      const from = zero + (from_tick - 1) * this.#intervalMs;
      const to = zero + (to_tick + 1) * this.#intervalMs;
      return from >= end || to <= start;
    });
  }
}

function newLevels(): Levels {
  return { cached: new WindowLevel(), waiting: new WindowLevel() };
}

function countedIn(
  sums: ReadonlyMap<CacheCounter, WindowSum>,
  window: CacheWindow,
  slackMs: number,
): Record<CacheCounter, Bounds | null> {
  const of = (name: CacheCounter) => sums.get(name)?.boundsIn(window, slackMs) ?? null;
  return {
    diskRead: of('diskRead'),
    diskWritten: of('diskWritten'),
    nfsRead: of('nfsRead'),
    nfsWritten: of('nfsWritten'),
    nfsAskedRead: of('nfsAskedRead'),
    nfsAskedWritten: of('nfsAskedWritten'),
    lustreRead: of('lustreRead'),
    lustreWritten: of('lustreWritten'),
    lustreReadEstimated: of('lustreReadEstimated'),
    lustreWrittenEstimated: of('lustreWrittenEstimated'),
    lustreAskedRead: of('lustreAskedRead'),
    lustreAskedWritten: of('lustreAskedWritten'),
    processesRead: of('processesRead'),
    processesWritten: of('processesWritten'),
    processesFromStorage: of('processesFromStorage'),
    processesToStorage: of('processesToStorage'),
    netReceived: of('netReceived'),
    netSent: of('netSent'),
    rdmaReceived: of('rdmaReceived'),
    rdmaSent: of('rdmaSent'),
  };
}
