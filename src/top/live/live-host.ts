import type { TimedSample } from '../../report/data/bridges.ts';
import { leastSeconds } from '../../report/data/intervals.ts';
import type { Rates } from '../../series/rates.ts';
import { SampleTimes } from '../../series/sample-times.ts';
import type { HostInfo } from '../../series/schema.ts';
import { type Decoded, Decoder, type NamesOf } from '../../wire/decoder.ts';
import type { HelloRecord, SamplesRecord } from '../../wire/records.ts';
import { CURVES, wholeSumOf } from '../measures.ts';
import type { TopPoint } from '../state.ts';
import { LiveRates } from './live-rates.ts';
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

/** What is known of one process of a rank while the job runs. */
export class LiveHost {
  readonly hello: HelloRecord;
  /** Changes when a device or an interface comes. */
  info: HostInfo | undefined;
  readonly points: TopPoint[] = [];
  readonly #decoder: Decoder<ShownPart>;
  readonly #leastSeconds: number;
  readonly #times: SampleTimes;
  readonly #rates = new LiveRates();
  #before: TimedSample | undefined;
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
      // Nor has what is damaged.
    }
  }

  #sample(decoded: Decoded<ShownPart>): void {
    const { tick } = decoded.taken;
    const sample = shownSample(decoded);
    const time = this.#times.next(sample);
    if (decoded.parts.length === 0) return;
    const before = this.#before;
    if (before !== undefined) {
      const seconds = (time - before.time) / 1000;
      if (seconds >= 0 && seconds < this.#leastSeconds) return;
      this.rates = this.#rates.between(before, { sample, time }, this.info);
      if (tick !== null) this.#keep(tick, this.rates);
    }
    this.#before = { sample, time };
  }

  #keep(tick: number, rates: Rates): void {
    this.points.push({ tick, curves: CURVES.map((curve) => wholeSumOf(rates, curve)) });
    if (this.points.length > MOST_POINTS) this.points.shift();
  }
}
