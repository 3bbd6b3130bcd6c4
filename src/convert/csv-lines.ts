import type { ByteSink } from '../exact/byte-sink.ts';
import { numberIn } from '../series/reading/forms/digits.ts';
import type { SampleForm } from '../series/reading/forms/form.ts';
import type { SampleText } from '../series/reading/forms/known-forms.ts';
import { csvField } from './csv-field.ts';
import { rowsOf } from './flatten.ts';

const POINT = 0x2e;
const ZERO = 0x30;
const NEWLINE = 0x0a;
const TIME_AT = '{"timestamp":"'.length;
const TIME_CHARS = '2026-11-25T12:00:00.000Z'.length;
/** A fraction of at most so many characters and decimals is, without zeros at its end, what JavaScript prints. */
const SHORT_CHARS = 16;
const SHORT_DECIMALS = 6;

/** Of a value: 2^64 has 20, and a double 24. */
const MOST_CHARS = 32;

/**
 * The lines of samples of one form. Those of a sample differ from those of the sample before in their times and some digits,
 * so these are put into the same text again.
 */
export class CsvLines {
  readonly #form: SampleForm;
  /** By line: the number of its value in the sample, and what stands between the host's name and the value. */
  readonly #numbers: Uint32Array;
  readonly #names: readonly Buffer[];
  /** By line: where its value begins in the text, and how long it is. */
  readonly #starts: Uint32Array;
  readonly #chars: Uint32Array;
  /** Values that JavaScript prints otherwise than they stand in the sample. */
  readonly #printed = new Map<number, Buffer>();
  #host: string | undefined;
  /** The lines of the last sample: `#text[0, #length)`. */
  #text: Buffer = Buffer.alloc(0);
  #length = 0;
  #spare: Buffer = Buffer.alloc(0);

  constructor(form: SampleForm) {
    this.#form = form;
    const lines = rowsOf(form.marked).flatMap(({ source, instance, values }) =>
      Object.entries(values).flatMap(([metric, nth]) =>
        typeof nth === 'number' ? [{ nth, name: [source, instance, metric].map(csvField).join(',') }] : [],
      ),
    );
    this.#numbers = Uint32Array.from(lines, ({ nth }) => nth);
    this.#names = lines.map(({ name }) => Buffer.from(`,${name},`));
    this.#starts = new Uint32Array(lines.length);
    this.#chars = new Uint32Array(lines.length);
  }

  /** Appends the lines of a sample of this form. */
  write(out: ByteSink, { bytes, from }: Pick<SampleText, 'bytes' | 'from'>, host: string): void {
    if (host !== this.#host) this.#begin(host);
    this.#makeRoom(bytes);
    const time = from + TIME_AT;
    const text = this.#text;
    const same = this.#sameTime(bytes, time);
    const numbers = this.#numbers;
    const lineStarts = this.#starts;
    const lengths = this.#chars;
    const { starts } = this.#form;
    let line = 0;
    for (let nth = 0; nth < numbers.length; nth++) {
      // All times end with the same letter.
      for (let at = same; at < TIME_CHARS; at++) text[line + at] = bytes[time + at]!;
      const to = lineStarts[nth]!;
      const chars = lengths[nth]!;
      const value = starts[numbers[nth]!]!;
      for (let at = 0; at < chars; at++) text[to + at] = bytes[value + at]!;
      line = to + chars + 1;
    }
    for (const [nth, printed] of this.#printed) text.set(printed, lineStarts[nth]);
    out.literal(text, 0, this.#length);
  }

  /** Makes the lines of a host, without times and values. */
  #begin(host: string): void {
    const middle = Buffer.from(`,${csvField(host)}`);
    const length = this.#names.reduce((sum, name) => sum + TIME_CHARS + middle.length + name.length + 1, 0);
    this.#host = host;
    this.#text = Buffer.alloc(length + MOST_CHARS * this.#names.length);
    this.#spare = Buffer.alloc(this.#text.length);
    this.#length = 0;
    for (const [nth, name] of this.#names.entries()) {
      this.#length += TIME_CHARS;
      this.#length += middle.copy(this.#text, this.#length);
      this.#length += name.copy(this.#text, this.#length);
      this.#starts[nth] = this.#length;
      this.#chars[nth] = 0;
      this.#text[this.#length++] = NEWLINE;
    }
  }

  /** Moves what stands behind values that are longer or shorter than those before. */
  #makeRoom(bytes: Buffer): void {
    const numbers = this.#numbers;
    const lineStarts = this.#starts;
    const lengths = this.#chars;
    const { starts, stops, fractions } = this.#form;
    this.#printed.clear();
    let from = 0;
    let to = 0;
    for (let nth = 0; nth < numbers.length; nth++) {
      const number = numbers[nth]!;
      const chars =
        fractions[number] === 1 ? this.#charsOf(bytes, nth, number) : stops[number]! - starts[number]!;
      const start = lineStarts[nth]!;
      const before = lengths[nth]!;
      lineStarts[nth] = start + to - from;
      if (chars === before) continue;
      this.#text.copy(this.#spare, to, from, start);
      to += start - from + chars;
      from = start + before;
      lengths[nth] = chars;
    }
    if (from === 0) return;
    this.#text.copy(this.#spare, to, from, this.#length);
    this.#length += to - from;
    [this.#text, this.#spare] = [this.#spare, this.#text];
  }

  /** How long a value is that may have a fraction. */
  #charsOf(bytes: Buffer, nth: number, number: number): number {
    const start = this.#form.starts[number]!;
    let stop = this.#form.stops[number]!;
    let point = start;
    while (point < stop && bytes[point] !== POINT) point++;
    if (point === stop) return stop - start;
    if (stop - start > SHORT_CHARS || stop - point > SHORT_DECIMALS + 1) {
      const printed = Buffer.from(String(numberIn(bytes, start, stop)));
      this.#printed.set(nth, printed);
      return printed.length;
    }
    while (bytes[stop - 1] === ZERO) stop--;
    return (stop - 1 === point ? point : stop) - start;
  }

  /** How many characters of this time the last sample's has in common. */
  #sameTime(bytes: Buffer, time: number): number {
    let same = 0;
    while (same < TIME_CHARS && this.#text[same] === bytes[time + same]) same++;
    return same;
  }
}
