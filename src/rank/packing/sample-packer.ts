import type { DeviceNames } from '../../procfs/host/complete.ts';
import type { Reading } from '../../procfs/reading/reading.ts';
import { MOST_TAKEN, type Taken } from '../../wire/records.ts';
import { areNames, latestNames } from '../new-devices.ts';
import type { Outgoing } from '../outbox.ts';
import type { Sender } from '../sender.ts';
import { RecordUnderWay } from './samples-record.ts';
import { layoutRecord, type ToldLayout, ToldLayouts } from './told-layouts.ts';

/**
 * Takes a record.
 * @returns false if the sample that the next one would be packed against is gone: it must be a key sample
 */
export type Put = (record: Outgoing) => boolean;

/** One of so many samples can be unpacked without those before it: what is damaged costs no more than these. */
const KEY_EVERY = MOST_TAKEN;

/** Sources whose rows are ports and mounts, which the host is described with. */
const OF_PORTS_AND_MOUNTS = ['rdma', 'nfs', 'lustre'];

/** Makes records of the samples of a rank, as many in one as fit, each packed against the one before it where it can be. */
export class SamplePacker {
  readonly #sender: Sender;
  readonly #layouts = new ToldLayouts();
  readonly #record = new RecordUnderWay();
  /** The layouts of the sample before. */
  #last: readonly ToldLayout[] = [];
  /** Number of the last record of samples. */
  #base = 0;
  #startsOver = true;
  #sinceKey = 0;
  #samples = 0;
  #came: DeviceNames | undefined;

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  /** Samples packed so far. */
  get samples(): number {
    return this.#samples;
  }

  /** What the kernel's lists had last, if one of them had names, since `begin`, that it had never had. */
  get came(): DeviceNames | undefined {
    return this.#came;
  }

  /** Makes the next sample a key sample: the one before it is gone. */
  startOver(): void {
    this.#startsOver = true;
  }

  /** Samples come that were read together. */
  begin(): void {
    this.#came = undefined;
  }

  /**
   * Packs a sample. What is put out is the record before it, if it does not fit into that, and layouts that it is the first
   * to use.
   * @param given what the sources gave that gave something, each with what it gave before
   * @param stride after how many ticks it was taken
   * @throws what one of them throws that cannot be packed: the sample is lost, and `startOver` has to follow
   */
  add(given: readonly Reading[], taken: Taken, stride: number, put: Put): void {
    let isKey = !this.#hasSameLayouts(given) || this.#sinceKey >= KEY_EVERY - 1 || this.#startsOver;
    if (this.#record.isOpen && (isKey || !this.#record.fits(taken, stride))) {
      this.end(put);
      isKey ||= this.#startsOver;
    }
    if (isKey) this.#key(given, taken, stride, put);
    else this.#delta(given, taken, stride);
    this.#samples++;
  }

  /** Puts out the record under way, if there is one. */
  end(put: Put): void {
    if (!this.#record.isOpen) return;
    const record = this.#record.close(this.#sender.next());
    this.#base = record.seq;
    if (!put(record)) this.startOver();
  }

  #hasSameLayouts(given: readonly Reading[]): boolean {
    const last = this.#last;
    if (given.length !== last.length) return false;
    for (let at = 0; at < last.length; at++)
      if (this.#layouts.of(given[at]!.layout) !== last[at]) return false;
    return true;
  }

  #key(given: readonly Reading[], taken: Taken, stride: number, put: Put): void {
    const layouts = given.map(({ layout }) => this.#layouts.of(layout));
    this.#record.open({ base: 0, layouts: layouts.map(({ part }) => part), stride }, taken, given);
    if (this.#samples > 0) this.#noteNew(given, layouts);
    for (const told of layouts)
      if (told.body !== undefined) put(layoutRecord(told, told.body, this.#sender.next()));
    this.#last = layouts;
    this.#startsOver = false;
    this.#sinceKey = 0;
  }

  #delta(given: readonly Reading[], taken: Taken, stride: number): void {
    if (this.#record.isOpen) this.#record.add(taken, given);
    else this.#record.open({ base: this.#base, layouts: undefined, stride }, taken, given);
    this.#sinceKey++;
  }

  /** @param layouts those of what was given, in the same order */
  #noteNew(given: readonly Reading[], layouts: readonly ToldLayout[]): void {
    const names = (source: string) =>
      given.flatMap(({ layout }, at) =>
        layout.source === source && layouts[at]?.body !== undefined
          ? layout.rows.map(({ name }) => name)
          : [],
      );
    const came = {
      disks: names('diskstats'),
      interfaces: names('netdev'),
      others: OF_PORTS_AND_MOUNTS.flatMap(names),
    };
    if (areNames(came)) this.#came = latestNames(came, this.#came);
  }
}
