import type { Metric, Rates } from '../series/rates.ts';
import { readSeries } from '../series/reader.ts';
import type { Sample, SeriesHeader } from '../series/schema.ts';
import { intervalsOf } from './intervals.ts';
import { METRIC_VIEWS } from './metrics.ts';
import { Oddities, type Oddity } from './oddities.ts';

/** A run as its reports see it: what each host did at each tick. */
export interface Run {
  readonly file: string;
  readonly header: SeriesHeader;
  /** Names of all hosts that were expected or seen, in the order of the file. */
  readonly hosts: readonly string[];
  /** When each column ends: the ticks that anybody has sampled, then the final samples. Ms since 1970, rank 0's clock. */
  readonly times: Float64Array;
  /** By host: a number for each column, in the metric's own unit; NaN where it is not known. Made when asked for. */
  readonly valuesOf: (metric: Metric) => readonly Float32Array[];
  /** By host: how long what is said of a column took, in seconds; 0 where nothing is. */
  readonly seconds: readonly Float32Array[];
  /** When a tick was, ms since 1970, rank 0's clock. */
  readonly timeOfTick: (tick: number) => number;
  readonly oddities: readonly Oddity[];
}

/** Final samples are at no tick: they come behind all of them. */
const FINAL = Number.MAX_SAFE_INTEGER;

/**
 * Reads what reports show of a series file: about 80 bytes of memory for each sample of each host.
 * @throws Error as the reader does
 */
export async function readRun(file: string): Promise<Run> {
  const series = await readSeries(file);
  const { header } = series;
  const rows = new Map<string, HostRows>();
  const clock = new TickTimes(header);
  const oddities = new Oddities();
  for await (const { host, sample, rates } of intervalsOf(series)) {
    const found = rows.get(host) ?? new HostRows();
    rows.set(host, found);
    found.add(sample.tick ?? FINAL, rates);
    clock.see(host, sample);
    oddities.see(host, sample);
  }
  const hosts = Object.keys(header.host_status);
  const ticks = [...new Set([...rows.values()].flatMap((one) => one.ticks))].sort((a, b) => a - b);
  const columns = new Map(ticks.map((tick, column) => [tick, column]));
  const none = new HostRows();
  const byHost = (field: number) => hosts.map((host) => (rows.get(host) ?? none).spread(field, columns));
  return {
    file,
    header,
    hosts,
    times: Float64Array.from(ticks, (tick) => clock.of(tick)),
    valuesOf: (metric) => byHost(FIELDS.indexOf(metric)),
    seconds: byHost(FIELDS.indexOf('seconds')).map((row) => row.map((one) => (Number.isNaN(one) ? 0 : one))),
    timeOfTick: (tick) => clock.of(tick),
    oddities: oddities.found,
  };
}

const FIELDS: readonly (keyof Rates)[] = ['seconds', ...METRIC_VIEWS.map(({ name }) => name)];

/** The rates of one host, in order of time. */
class HostRows {
  readonly ticks: number[] = [];
  /** Row by row; longer than it is filled. */
  #numbers = new Float32Array(64 * FIELDS.length);

  add(tick: number, rates: Rates): void {
    const start = this.ticks.push(tick) * FIELDS.length - FIELDS.length;
    if (start + FIELDS.length > this.#numbers.length) {
      const longer = new Float32Array(Math.ceil(this.#numbers.length * 1.5));
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    FIELDS.forEach((field, at) => {
      this.#numbers[start + at] = rates[field] ?? Number.NaN;
    });
  }

  /** The numbers of a field, each at its column. */
  spread(field: number, columns: ReadonlyMap<number, number>): Float32Array {
    const spread = new Float32Array(columns.size).fill(Number.NaN);
    this.ticks.forEach((tick, row) => {
      spread[columns.get(tick) ?? 0] = this.#numbers[row * FIELDS.length + field] ?? Number.NaN;
    });
    return spread;
  }
}

/** When ticks were, by rank 0's clock: each host's own, less its offset. */
class TickTimes {
  readonly #header: SeriesHeader;
  #tickZero: number | undefined;
  #final = Number.NEGATIVE_INFINITY;

  constructor(header: SeriesHeader) {
    this.#header = header;
  }

  see(host: string, { timestamp, tick, late_ms }: Sample): void {
    const offset = this.#header.host_status[host]?.clock_offset_ms ?? 0;
    const time = Date.parse(timestamp) - offset;
    if (tick === null) this.#final = Math.max(this.#final, time);
    else this.#tickZero ??= time - (late_ms ?? 0) - tick * this.#intervalMs;
  }

  of(tick: number): number {
    return tick === FINAL ? this.#final : Math.round((this.#tickZero ?? 0) + tick * this.#intervalMs);
  }

  get #intervalMs(): number {
    return this.#header.collection_interval_seconds * 1000;
  }
}
