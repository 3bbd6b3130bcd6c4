import { isNumber, type SeriesNumber } from '../series/counters.ts';
import type { Series } from '../series/reading/series.ts';
import type { SeriesHeader } from '../series/schema.ts';
import type { Leftovers } from '../system/files/leftovers.ts';
import type { Output } from './csv.ts';
import { type Row, rowsOf } from './flatten.ts';
import { HostPoints, Points } from './host-points.ts';
import { type Family, namingOf } from './openmetrics-names.ts';
import { Spool } from './spool.ts';

export interface OpenMetricsOptions {
  readonly series: Series;
  readonly output: Output;
  /** Where there is room for as much text as comes out. */
  readonly scratch: string;
  readonly leftovers: Leftovers;
}

/** What has no place in OpenMetrics. */
export interface LeftOut {
  /** Not later than the one before of their host. */
  samples: number;
  /** Of counters, and negative. */
  values: number;
}

const UNIT = /_(bytes|seconds|ratio)$/;

/**
 * Writes a series as OpenMetrics 1.0 text with timestamps. There, all of a family stands together, and in it all of
 * a host and device, while a sample has a little of each: families grow in files of their own, and are put together
 * at the end.
 * @throws Error of the reader, or of the file system or the output with its `code`
 * @see https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
 */
export async function writeOpenMetrics(options: OpenMetricsOptions): Promise<LeftOut> {
  const { series, output, scratch, leftovers } = options;
  const spool = await Spool.create(scratch, leftovers);
  const points = new HostPoints(spool);
  try {
    const text = new FamilyTexts(spool, points, series.header);
    let last: { host: string; time: number } | undefined;
    let stepsMs = 0;
    for await (const { host, sample } of series.samples) {
      const { timestamp, clock_step_ms } = sample;
      if (host !== last?.host) stepsMs = 0;
      if (typeof clock_step_ms === 'number') stepsMs += clock_step_ms;
      // As if nobody had set the clock: counters would seem to stand for an hour, or have two values at one time.
      const time = Date.parse(timestamp) - stepsMs;
      if (host !== last?.host) await text.beginHost(host);
      else if (time <= last.time) {
        text.leftOut.samples++;
        continue;
      }
      last = { host, time };
      await points.begin((time / 1000).toFixed(3));
      for (const row of rowsOf(sample)) await text.add(row);
    }
    await points.end();
    for (let family = 0; family < text.families; family++) {
      for await (const bytes of spool.take(family)) await output.write(bytes);
    }
    await output.write(Buffer.from('# EOF\n'));
    return text.leftOut;
  } finally {
    await points.close();
    await spool.remove();
  }
}

/** The families, a strand each, and which metric of the host whose turn it is goes where. */
class FamilyTexts {
  readonly leftOut: LeftOut = { samples: 0, values: 0 };
  readonly #spool: Spool;
  readonly #points: HostPoints;
  readonly #header: SeriesHeader;
  readonly #families = new Map<string, { readonly strand: number; readonly type: Family['type'] }>();
  #host = '';
  /** By source, instance and metric. */
  #known = new Map<string, Map<string, Map<string, Written>>>();
  /** By name and labels: of two keys that come to the same name the first has it. */
  #byName = new Map<string, Written>();

  constructor(spool: Spool, points: HostPoints, header: SeriesHeader) {
    this.#spool = spool;
    this.#points = points;
    this.#header = header;
  }

  get families(): number {
    return this.#families.size;
  }

  async beginHost(host: string): Promise<void> {
    await this.#points.end();
    this.#host = host;
    this.#known = new Map();
    this.#byName = new Map();
  }

  async add({ source, instance, values }: Row): Promise<void> {
    const metrics = entry(
      entry(this.#known, source, () => new Map()),
      instance,
      () => new Map(),
    );
    for (const name in values) {
      const value = values[name];
      if (!isNumber(value)) continue;
      let metric = metrics.get(name);
      if (metric === undefined) {
        metric = await this.#metric(source, instance, name);
        metrics.set(name, metric);
      }
      this.#push(metric, value);
    }
  }

  #push({ points, isCounter }: Written, value: SeriesNumber): void {
    if (isCounter && value < 0) this.leftOut.values++;
    else this.#points.push(points, value);
  }

  async #metric(source: string, instance: string, metric: string): Promise<Written> {
    const ticksPerSecond = this.#header.host_info[this.#host]?.clock_ticks_per_second ?? null;
    const naming = namingOf({ source, instance, metric, ticksPerSecond });
    const family = this.#families.get(naming.name) ?? { strand: this.#families.size, type: naming.type };
    if (!this.#families.has(naming.name)) {
      this.#families.set(naming.name, family);
      await this.#spool.append(family.strand, (out) => out.literal(Buffer.from(headOf(naming))));
    }
    const isCounter = family.type === 'counter';
    const labels = Object.entries({ instance: this.#host, ...naming.labels });
    const labelled = labels.map(([label, value]) => `${label}="${escaped(value)}"`).join(',');
    const before = `${naming.name}${isCounter ? '_total' : ''}{${labelled}} `;
    const known = this.#byName.get(before);
    if (known !== undefined) return known;
    const points = new Points(family.strand, before, naming.factor);
    this.#points.add(points);
    this.#byName.set(before, { points, isCounter });
    return { points, isCounter };
  }
}

/** Where the points of a metric go. */
interface Written {
  readonly points: Points;
  readonly isCounter: boolean;
}

function headOf({ name, type, help }: Family): string {
  const unit = UNIT.exec(name)?.[1];
  const unitLine = unit === undefined ? '' : `# UNIT ${name} ${unit}\n`;
  return `# TYPE ${name} ${type}\n${unitLine}# HELP ${name} ${escaped(help)}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
