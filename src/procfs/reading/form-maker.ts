import { FileForm, FORM_STEP } from './file-form.ts';
import { isBlank, NEWLINE } from './text.ts';

interface Step {
  readonly what: number;
  /** Where it begins and ends in the file's bytes, blanks before a number included. */
  readonly start: number;
  readonly stop: number;
  readonly scale: number;
}

/** Notes what a parser takes for numbers, and what it does not look at, to make of it the form of the file. */
export class FormMaker {
  readonly #bytes: Uint8Array;
  readonly #from: number;
  readonly #to: number;
  readonly #steps: Step[] = [];
  #isSpoilt = false;

  /** @param bytes that have the file: `[from, to)` */
  constructor(bytes: Uint8Array, from: number, to: number) {
    this.#bytes = bytes;
    this.#from = from;
    this.#to = to;
  }

  /** The word `[start, stop)` is a number with at most `scale` decimals. */
  number(start: number, stop: number, scale: number): void {
    let first = start;
    while (first > this.#from && isBlank(this.#bytes[first - 1]!)) first--;
    const what = first < start ? FORM_STEP.paddedNumber : FORM_STEP.number;
    this.#steps.push({ what, start: first, stop, scale });
  }

  /** From here on the line can be anything. */
  ignored(start: number): void {
    const end = this.#bytes.indexOf(NEWLINE, start);
    const stop = end < 0 || end > this.#to ? this.#to : end;
    this.#steps.push({ what: FORM_STEP.ignored, start, stop, scale: 0 });
  }

  /** What a parser made of the file depends on more than its numbers. */
  spoil(): void {
    this.#isSpoilt = true;
  }

  /** The form; undefined if the file has none, or no number. */
  made(): FileForm | undefined {
    if (this.#isSpoilt || this.#steps.every(({ what }) => what === FORM_STEP.ignored)) return undefined;
    const literals: Uint8Array[] = [];
    const ends: number[] = [];
    let from = this.#from;
    let length = 0;
    for (const { start, stop } of this.#steps) {
      // Out of order: it was looked at twice.
      if (start < from) return undefined;
      literals.push(this.#bytes.subarray(from, start));
      length += start - from;
      ends.push(length);
      from = stop;
    }
    literals.push(this.#bytes.subarray(from, this.#to));
    return new FileForm({
      literals: Uint8Array.from(Buffer.concat(literals)),
      ends: Uint32Array.from(ends),
      steps: Uint8Array.from(this.#steps, ({ what }) => what),
      scales: Uint8Array.from(this.#steps, ({ scale }) => scale),
    });
  }
}
