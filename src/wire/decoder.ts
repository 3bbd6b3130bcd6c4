import { Numbers } from '../exact/numbers.ts';
import { messageOf } from '../system/errors.ts';
import { unpack } from './pack.ts';
import { MAX_SAMPLE_NUMBERS, type SampleRecord } from './records.ts';

const NO_NUMBERS = new Numbers();

/** One source in a sample, as far as it must be known to unpack it. */
export interface CountedPart {
  readonly template: { readonly count: number };
}

/** The numbers of a sample, and what they belong to. */
export interface Decoded<Part> {
  readonly parts: readonly Part[];
  readonly numbers: Numbers;
  readonly errors: Readonly<Record<string, string>> | undefined;
}

/** Unpacks the samples of one process one after the other. */
export class Decoder<Part extends CountedPart> {
  readonly #layouts: ReadonlyMap<number, Part>;
  #parts: Part[] = [];
  #count = 0;
  #now = new Numbers();
  #before = new Numbers();
  #last = 0;

  /** @param layouts its layouts, of which there can be more later */
  constructor(layouts: ReadonlyMap<number, Part>) {
    this.#layouts = layouts;
  }

  /** What it gives holds until the next one. A sample that cannot be unpacked keeps its place, with the reason instead of numbers. */
  decode(record: SampleRecord, body: Uint8Array): Decoded<Part> {
    const { errors } = record;
    try {
      if (record.base === 0) this.#layOut(record.layouts ?? []);
      else if (record.base !== this.#last) throw new Error('the sample that it depends on is lost');
      [this.#now, this.#before] = [this.#before, this.#now];
      unpack(body, this.#count, record.base === 0 ? undefined : this.#before, this.#now);
      this.#last = record.seq;
      return { parts: this.#parts, numbers: this.#now, errors };
    } catch (error) {
      this.#last = 0;
      const message = messageOf(error);
      return { parts: [], numbers: NO_NUMBERS, errors: { ...errors, sample: message } };
    }
  }

  #layOut(layouts: readonly number[]): void {
    this.#parts = layouts.map((id) => {
      const part = this.#layouts.get(id);
      if (part === undefined) throw new Error(`its layout ${id} is lost`);
      return part;
    });
    this.#count = this.#parts.reduce((sum, { template }) => sum + template.count, 0);
    if (this.#count > MAX_SAMPLE_NUMBERS) throw new Error(`it has ${this.#count} numbers`);
  }
}
