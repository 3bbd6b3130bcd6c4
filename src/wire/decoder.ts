import { Numbers } from '../exact/numbers.ts';
import { demandEnd, unpack } from './pack.ts';
import { MAX_SAMPLE_NUMBERS, type SamplesRecord, type Taken } from './records.ts';
import { VarintReader } from './varint.ts';

/** The numbers of one source in a sample. */
export interface Part<Names> {
  readonly source: string;
  /** How many numbers it has. */
  readonly count: number;
  /** Undefined if they are lost. */
  readonly names: Names | undefined;
}

/** A sample with its numbers, and what they belong to. */
export interface Decoded<Names> {
  readonly taken: Taken;
  readonly parts: readonly Part<Names>[];
  /** Of all parts, one after the other. */
  readonly numbers: Numbers;
}

/** What is needed to know of names that numbers have. */
export interface Counted {
  readonly count: number;
}

/** The names of a layout, by its source and key; undefined if they are not known. */
export type NamesOf<Names> = (source: string, key: string) => Names | undefined;

/** Unpacks the samples of one process one after the other. */
export class Decoder<Names extends Counted> {
  readonly #namesOf: NamesOf<Names>;
  #parts: readonly Part<Names>[] = [];
  #count = 0;
  #now = new Numbers();
  #before = new Numbers();
  #last = 0;

  constructor(namesOf: NamesOf<Names>) {
    this.#namesOf = namesOf;
  }

  /**
   * The samples of a record. What each is holds until the next one.
   * @throws Error if it cannot be unpacked, or one behind the first cannot
   */
  *decode({ seq, base, layouts, taken }: SamplesRecord, body: Uint8Array): Generator<Decoded<Names>> {
    const last = this.#last;
    this.#last = 0; // Until all of it is unpacked.
    if (base === 0) this.#layOut(layouts ?? []);
    else if (base !== last) throw new Error('the sample that it depends on is lost');
    const reader = new VarintReader(body);
    for (const [nth, one] of taken.entries()) {
      [this.#now, this.#before] = [this.#before, this.#now];
      unpack(reader, this.#count, base === 0 && nth === 0 ? undefined : this.#before, this.#now);
      yield { taken: one, parts: this.#parts, numbers: this.#now };
    }
    demandEnd(reader);
    this.#last = seq;
  }

  #layOut(layouts: NonNullable<SamplesRecord['layouts']>): void {
    this.#parts = layouts.map(([source, key, count]) => {
      const names = this.#namesOf(source, key);
      return { source, count, names: names?.count === count ? names : undefined };
    });
    this.#count = this.#parts.reduce((sum, { count }) => sum + count, 0);
    if (this.#count > MAX_SAMPLE_NUMBERS) throw new Error(`it has ${this.#count} numbers`);
  }
}
