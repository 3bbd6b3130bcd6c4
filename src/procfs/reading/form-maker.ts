import { FileForm, FORM_STEP, FORM_TARGET } from './file-form.ts';
import { isBlank, NEWLINE } from './text.ts';

interface Step {
  readonly what: number;
  /** Where it begins and ends in the file's bytes, blanks before a number included. */
  readonly start: number;
  readonly stop: number;
  readonly scale: number;
  /** What a sum begins with, if it is not 0. */
  readonly given?: number;
  readonly target: number;
}

/** Notes what a parser takes for numbers, and what it does not look at, to make of it the form of the file. */
export class FormMaker {
  readonly #bytes: Uint8Array;
  readonly #from: number;
  readonly #to: number;
  readonly #steps: Step[] = [];
  #isSpoilt = false;
  #isWhole = false;

  /** @param bytes that have the file: `[from, to)` */
  constructor(bytes: Uint8Array, from: number, to: number) {
    this.#bytes = bytes;
    this.#from = from;
    this.#to = to;
  }

  /**
   * The word `[start, stop)` is a number with at most `scale` decimals.
   * @param target what becomes of it: see {@link FORM_TARGET}
   */
  number(start: number, stop: number, scale: number, target: number = FORM_TARGET.next): void {
    let first = start;
    while (first > this.#from && isBlank(this.#bytes[first - 1]!)) first--;
    const what = first < start ? FORM_STEP.paddedNumber : FORM_STEP.number;
    this.#steps.push({ what, start: first, stop, scale, target });
  }

  /** The word `[start, stop)` is a hexadecimal number. @param target a sum, or nothing: see {@link FORM_TARGET} */
  hexadecimal(start: number, stop: number, target: number): void {
    this.#steps.push({ what: FORM_STEP.hexadecimal, start, stop, scale: 0, target });
  }

  /** Here, where a line begins or a word ends, a sum begins. @param given with what */
  sum(at: number, given = 0): void {
    this.#steps.push({ what: FORM_STEP.sum, start: at, stop: at, scale: 0, given, target: FORM_TARGET.next });
  }

  /** From here on the line can be anything. */
  ignored(start: number): void {
    const end = this.#bytes.indexOf(NEWLINE, start);
    const stop = end < 0 || end > this.#to ? this.#to : end;
    this.#steps.push({ what: FORM_STEP.ignored, start, stop, scale: 0, target: FORM_TARGET.none });
  }

  /** The file is compared as a whole: it gives what it has given as long as it is the same. */
  whole(): void {
    this.#isWhole = true;
  }

  /** What a parser made of the file depends on more than its numbers. */
  spoil(): void {
    this.#isSpoilt = true;
  }

  /**
   * The form; undefined if the file has none, or no number and is not compared as a whole.
   * @param numbers what the file has given
   */
  made(numbers: Float64Array): FileForm | undefined {
    if (this.#isSpoilt) return undefined;
    if (this.#isWhole) return numbers.includes(Number.NaN) ? undefined : this.#formOf(this.#stepsOf(numbers));
    return this.#steps.every(({ what }) => what === FORM_STEP.ignored)
      ? undefined
      : this.#formOf(this.#steps);
  }

  /** All numbers, as sums to which nothing is added, before what is compared. */
  #stepsOf(numbers: Float64Array): Step[] {
    const [start, stop] = [this.#from, this.#from];
    const common = { what: FORM_STEP.sum, start, stop, scale: 0, target: FORM_TARGET.next };
    return Array.from(numbers, (given) => ({ ...common, given }));
  }

  #formOf(each: readonly Step[]): FileForm | undefined {
    const all = together(each);
    const literals: Uint8Array[] = [];
    const ends: number[] = [];
    let from = this.#from;
    let length = 0;
    for (const { start, stop } of all) {
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
      steps: Uint8Array.from(all, ({ what }) => what),
      scales: Uint8Array.from(all, ({ scale }) => scale),
      given: Float64Array.from(all, ({ given = 0 }) => given),
      targets: Int32Array.from(all, ({ target }) => target),
    });
  }
}

/** The same steps; numbers that follow each other, and of which nothing becomes, are one: files have hundreds of them. */
function together(steps: readonly Step[]): Step[] {
  const all: Step[] = [];
  for (const step of steps) {
    const last = all.at(-1);
    const isPassed =
      step.what === FORM_STEP.paddedNumber && step.target === FORM_TARGET.none && step.scale === 0;
    if (isPassed && last?.what === FORM_STEP.passed && last.stop === step.start) {
      all[all.length - 1] = { ...last, stop: step.stop, target: last.target + 1 };
    } else all.push(isPassed ? { ...step, what: FORM_STEP.passed, target: 1 } : step);
  }
  return all;
}
