import type { TimedSample } from '../../report/data/bridges.ts';
import { leastSeconds } from '../../report/data/intervals.ts';
import type { Rates } from '../../series/rates.ts';
import { SampleTimes } from '../../series/sample-times.ts';
import type { HostInfo, Sample } from '../../series/schema.ts';
import { type Decoded, Decoder, type NamesOf } from '../../wire/decoder.ts';
import type { HelloRecord, SamplesRecord } from '../../wire/records.ts';
import { CURVES, wholeSumOf } from '../measures.ts';
import type { TopPoint } from '../state.ts';
import { History } from './history.ts';
import { LiveRates } from './live-rates.ts';
import { Recent } from './recent.ts';
import { type ShownPart, shownSample } from './shown.ts';

/** So many points of a host are kept. */
const MOST_POINTS = 60;

export interface LiveHostOptions {
  /** Time between ticks, ms. */
  readonly intervalMs: number;
  /** When it was heard last, by the clock of the one who looks, ms. */
  readonly heard: number;
  readonly partOf: NamesOf<ShownPart>;
}

interface Read {
  readonly decoded: Decoded<ShownPart>;
  readonly time: number;
}

/** What is known of one process of a rank while the job runs. */
export class LiveHost {
  readonly hello: HelloRecord;
  /** Changes when a device or an interface comes. */
  info: HostInfo | undefined;
  readonly points: TopPoint[] = [];
  readonly history = new History();
  readonly recent = new Recent();
  /** Its clock less that of rank 0, as it was told last. */
  clock: { readonly offset_ms: number; readonly error_ms: number } | undefined;
  readonly #intervalMs: number;
  readonly #decoder: Decoder<ShownPart>;
  readonly #leastSeconds: number;
  readonly #times: SampleTimes;
  readonly #rates = new LiveRates();
  #before: TimedSample | undefined;
  /** The last two samples, packed as the decoder has them, and when they were read. */
  #last: readonly Read[] = [];
  /** Of the last interval; of a source that is not read at each tick those of its own last one. */
  rates: Rates | undefined;
  /** The last tick that was sampled; -1 before the first. */
  tick = -1;
  /** How long after its tick the last sample was read, ms. */
  lateMs = 0;
  /** Every how-manieth tick is sampled. */
  stride = 1;
  /** When a record of it was seen last, by the clock of the one who looks, ms. */
  heard: number;
  ended = false;

  constructor(hello: HelloRecord, info: HostInfo | undefined, options: LiveHostOptions) {
    const { intervalMs, heard, partOf } = options;
    this.hello = hello;
    this.info = info;
    this.heard = heard;
    this.#intervalMs = intervalMs;
    this.#decoder = new Decoder(partOf);
    this.#leastSeconds = leastSeconds(intervalMs / 1000);
    this.#times = new SampleTimes(intervalMs);
  }

  /** Takes in samples. Those whose predecessor was not seen have no numbers for us. */
  samples(record: SamplesRecord, body: Uint8Array): void {
    this.stride = record.stride ?? this.stride;
    for (const { tick, late } of record.taken) {
      if (tick === null) continue;
      this.tick = tick;
      this.lateMs = late ?? 0;
    }
    try {
      for (const decoded of this.#decoder.decode(record, body)) this.#sample(decoded);
    } catch {
      // Nor has what is damaged, and what was unpacked in its place is lost.
      this.#last = this.#last.slice(1);
    }
  }

  /** The last two samples with all that is shown of one host; fewer if there are not so many. */
  detailed(): TimedSample[] {
    return this.#last.map(({ decoded, time }) => ({ sample: shownSample(decoded, 'detailed'), time }));
  }

  #sample(decoded: Decoded<ShownPart>): void {
    const { tick } = decoded.taken;
    const sample = shownSample(decoded);
    const time = this.#times.next(sample);
    // The decoder keeps the numbers of two samples: what is older it has overwritten.
    this.#last = [...this.#last.slice(-1), { decoded, time }];
    if (decoded.parts.length === 0) return;
    const before = this.#before;
    if (before !== undefined) {
      const seconds = (time - before.time) / 1000;
      if (seconds >= 0 && seconds < this.#leastSeconds) return;
      this.rates = this.#rates.between(before, { sample, time }, this.info);
      if (tick !== null) this.#keep(tick, before, sample, this.rates);
    }
    this.#before = { sample, time };
  }

  #keep(tick: number, { sample: before }: TimedSample, after: Sample, rates: Rates): void {
    // By ticks, which are the same on all hosts, whatever their clocks say. The baseline is at none.
    const [start, end] = [before.tick ?? tick, tick].map((at) => at * this.#intervalMs);
    if (start !== undefined && end !== undefined) this.recent.add({ before, after, start, end, rates });
    this.history.add(tick, rates);
    this.points.push({ tick, curves: CURVES.map((curve) => wholeSumOf(rates, curve)) });
    if (this.points.length > MOST_POINTS) this.points.shift();
  }
}
