import { leastSeconds } from '../../report/data/intervals.ts';
import { type Rates, ratesBetween } from '../../series/rates.ts';
import { SampleTimes } from '../../series/sample-times.ts';
import type { HostInfo, Sample } from '../../series/schema.ts';
import { Decoder } from '../../wire/decoder.ts';
import type { HelloRecord, SampleRecord } from '../../wire/records.ts';
import { CURVES, sumOf } from '../measures.ts';
import type { TopPoint } from '../state.ts';
import { type ShownPart, shownSample } from './shown.ts';

/** So many points of a host are kept. */
const MOST_POINTS = 60;

/** What is known of one process of a rank while the job runs. */
export class LiveHost {
  readonly hello: HelloRecord;
  readonly info: HostInfo | undefined;
  readonly layouts = new Map<number, ShownPart>();
  readonly points: TopPoint[] = [];
  readonly #decoder = new Decoder(this.layouts);
  readonly #leastSeconds: number;
  readonly #times: SampleTimes;
  #before: { readonly sample: Sample; readonly time: number } | undefined;
  /** Of the last interval. */
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

  constructor(hello: HelloRecord, info: HostInfo | undefined, intervalMs: number, heard: number) {
    this.hello = hello;
    this.info = info;
    this.heard = heard;
    this.#leastSeconds = leastSeconds(intervalMs / 1000);
    this.#times = new SampleTimes(intervalMs);
  }

  /** Takes in a sample. One whose predecessor was not seen has no numbers for us. */
  sample(record: SampleRecord, body: Uint8Array): void {
    this.stride = record.stride ?? this.stride;
    if (record.tick !== null) {
      this.tick = record.tick;
      this.lateMs = record.late ?? 0;
    }
    const decoded = this.#decoder.decode(record, body);
    const sample = shownSample(record, decoded);
    const time = this.#times.next(sample);
    if (decoded.parts.length === 0) return;
    const before = this.#before;
    if (before !== undefined) {
      const seconds = (time - before.time) / 1000;
      if (seconds >= 0 && seconds < this.#leastSeconds) return;
      this.rates = ratesBetween(before.sample, sample, this.info, seconds);
      if (record.tick !== null) this.#keep(record.tick, this.rates);
    }
    this.#before = { sample, time };
  }

  #keep(tick: number, rates: Rates): void {
    this.points.push({ tick, curves: CURVES.map((curve) => sumOf(rates, curve)) });
    if (this.points.length > MOST_POINTS) this.points.shift();
  }
}
