import { type Rates, ratesBetween } from '../../series/rates.ts';
import type { HostInfo, Sample } from '../../series/schema.ts';
import { Decoder } from '../../wire/decoder.ts';
import type { HelloRecord, SampleRecord } from '../../wire/records.ts';
import { type ShownPart, shownSample } from './shown.ts';

/** What a host did in the interval that ended at a tick; null where it cannot be told. MB are 10^6 bytes. */
export interface Point {
  readonly tick: number;
  readonly cpu_busy_percent: number | null;
  /** Reads and writes together. */
  readonly disk_mb_per_s: number | null;
  /** In both directions. */
  readonly net_mb_per_s: number | null;
}

/** So many points of a host are kept. */
export const MOST_POINTS = 60;
/** As in a summary: over less, CPU time is mostly rounding. */
const LEAST_SECONDS = 0.1;

/** What is known of one process of a rank while the job runs. */
export class LiveHost {
  readonly hello: HelloRecord;
  readonly info: HostInfo | undefined;
  readonly layouts = new Map<number, ShownPart>();
  readonly points: Point[] = [];
  readonly #decoder = new Decoder(this.layouts);
  readonly #leastSeconds: number;
  #before: Sample | undefined;
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
    this.#leastSeconds = Math.min(LEAST_SECONDS, intervalMs / 4000);
  }

  /** Takes in a sample. One whose predecessor was not seen has no numbers for us. */
  sample(record: SampleRecord, body: Uint8Array): void {
    this.stride = record.stride ?? this.stride;
    if (record.tick !== null) {
      this.tick = record.tick;
      this.lateMs = record.late ?? 0;
    }
    const decoded = this.#decoder.decode(record, body);
    if (decoded.parts.length === 0) return;
    const sample = shownSample(record, decoded);
    const before = this.#before;
    if (before !== undefined) {
      const rates = ratesBetween(before, sample, this.info);
      if (rates.seconds >= 0 && rates.seconds < this.#leastSeconds) return;
      this.rates = rates;
      if (record.tick !== null) this.#keep(record.tick, rates);
    }
    this.#before = sample;
  }

  #keep(tick: number, rates: Rates): void {
    this.points.push({
      tick,
      cpu_busy_percent: rates.cpu_busy_percent,
      disk_mb_per_s: sumOf(rates.disk_read_mb_per_s, rates.disk_write_mb_per_s),
      net_mb_per_s: sumOf(rates.net_rx_mb_per_s, rates.net_tx_mb_per_s),
    });
    if (this.points.length > MOST_POINTS) this.points.shift();
  }
}

function sumOf(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
}
