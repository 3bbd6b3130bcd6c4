import { Numbers } from '../../procfs/numbers.ts';
import type { SamplePart } from '../../series/writer.ts';
import { unpack } from '../../wire/pack.ts';
import type { SampleRecord } from '../../wire/records.ts';

const NO_NUMBERS = new Numbers();

/** The numbers of a sample, and what they belong to. */
export interface Decoded {
  readonly parts: readonly SamplePart[];
  readonly numbers: Numbers;
  readonly errors: Readonly<Record<string, string>> | undefined;
}

/** Unpacks the samples of one process one after the other. */
export class Decoder {
  readonly #layouts: ReadonlyMap<number, SamplePart>;
  #parts: SamplePart[] = [];
  #count = 0;
  #now = new Numbers();
  #before = new Numbers();
  #last = 0;

  /** @param layouts its layouts, of which there can be more later */
  constructor(layouts: ReadonlyMap<number, SamplePart>) {
    this.#layouts = layouts;
  }

  /** What it gives holds until the next one. A sample that cannot be unpacked keeps its place, with the reason instead of numbers. */
  decode(record: SampleRecord, body: Uint8Array): Decoded {
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
      const message = error instanceof Error ? error.message : String(error);
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
  }
}
