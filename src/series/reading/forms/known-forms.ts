import type { Sample } from '../../schema.ts';
import type { SampleForm } from './form.ts';
import { formOf } from './form-of.ts';
import { type IsWanted, PartOfSample } from './part-of-sample.ts';

/** What is wanted of samples by who does not want all of them. */
export interface Wanted {
  readonly isWanted: IsWanted;
  /**
   * Asked once of each form that samples have, with a sample whose numbers are 0, or 0.5 where they may have a fraction.
   * Those of forms that are not accepted are given whole. All are where this is not given.
   */
  readonly accepts?: (probe: Sample) => boolean;
}

/** The text of a sample, as long as no other is asked for. */
export interface SampleText {
  readonly form: SampleForm;
  /** In which the sample begins at `from`, and its numbers are where the form says. */
  readonly bytes: Buffer;
  readonly from: number;
}

/** A sample of which only a part was made, and its text. */
export interface ReadPart {
  readonly sample: Sample;
  readonly text: SampleText;
}

/** Forms that are kept: baseline, ticks and final samples, before and after midnight. */
const MOST_FORMS = 8;
/** Memory for them, bytes. A sample of a node with 256 CPUs and 200 disks has a tenth of it. */
const MOST_BYTES = 8 * 1024 * 1024;
/** When so many forms in turn have fitted no other line, one is made of every so many lines only. */
const MOST_IN_VAIN = 8;
const SELDOM = 64;

interface Known {
  readonly form: SampleForm;
  readonly part: PartOfSample;
}

/** The forms that the samples of a file have. Most samples are of the form of the one before. */
export class KnownForms {
  readonly #wanted: Wanted;
  /** The one that fitted last comes first. */
  readonly #known: Known[] = [];
  #host = '';
  #hostJson: Buffer = Buffer.alloc(0);
  #inVain = 0;
  #lines = 0;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  /** Begins with another host. */
  begin(host: string): void {
    this.#host = host;
    this.#hostJson = Buffer.from(JSON.stringify(host));
  }

  /** The sample of a line, `bytes[from, to)`, if its form is known. @param bytes with a newline behind the line */
  take(bytes: Buffer, from: number, to: number): ReadPart | undefined {
    for (let nth = 0; nth < this.#known.length; nth++) {
      const known = this.#known[nth]!;
      const { form, part } = known;
      if (!form.fits(bytes, from, to, this.#hostJson)) continue;
      this.#inVain = 0;
      if (nth > 0) {
        this.#known.splice(nth, 1);
        this.#known.unshift(known);
      }
      return { sample: part.sample(bytes, from, this.#host), text: { form, bytes, from } };
    }
    return undefined;
  }

  /** Learns the form of a line that was read as a sample in another way. */
  learn(bytes: Buffer, from: number, to: number): void {
    if (this.#inVain >= MOST_IN_VAIN && ++this.#lines % SELDOM !== 0) return;
    this.#inVain++;
    const found = (to - from) * 16 > MOST_BYTES ? undefined : formOf(bytes, from, to, this.#hostJson);
    if (found === undefined || this.#wanted.accepts?.(found.probe) === false) return;
    const { form } = found;
    this.#known.unshift({ form, part: new PartOfSample(form, this.#wanted.isWanted) });
    while (this.#known.length > MOST_FORMS || this.#size > MOST_BYTES) this.#known.pop();
  }

  get #size(): number {
    return this.#known.reduce((sum, { form }) => sum + form.size, 0);
  }
}
