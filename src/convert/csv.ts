import { ByteSink } from '../exact/byte-sink.ts';
import { isNumber } from '../series/counters.ts';
import type { SampleForm } from '../series/reading/forms/form.ts';
import type { SampleText, Wanted } from '../series/reading/forms/known-forms.ts';
import type { ReadSample, Series } from '../series/reading/series.ts';
import type { ByteOutput } from '../system/files/byte-output.ts';
import { csvField } from './csv-field.ts';
import { CsvLines } from './csv-lines.ts';
import { rowsOf } from './flatten.ts';
import { writeNumber } from './number-text.ts';

/** Where text goes. */
export type Output = Pick<ByteOutput, 'write'>;

const HEADER = 'time,host,source,instance,metric,value\n';
const FLUSH_BYTES = 256 * 1024;
const NEWLINE = 0x0a;
/** Metrics whose text is kept; a file with more names than any kernel has would fill the memory. */
const MOST_KEPT = 10_000;

/** Of samples it takes the text, where there is one. */
export const WANTED_FOR_CSV: Wanted = { isWanted: () => false };

/** Writes series as CSV after RFC 4180, lines ending in a line feed. What was not read has no line. */
export class CsvWriter {
  readonly #output: Output;
  readonly #out = new ByteSink(2 * FLUSH_BYTES);
  readonly #metrics = new Map<string, Buffer>();
  readonly #ofForms = new WeakMap<SampleForm, CsvLines>();

  constructor(output: Output) {
    this.#output = output;
    this.#out.ascii(HEADER);
  }

  /**
   * Appends the samples of a series.
   * @throws Error of the reader or of the output
   */
  async add({ samples }: Series): Promise<void> {
    for await (const read of samples) {
      if (read.text === undefined) await this.#rows(read);
      else this.#lines(read.text, read.host);
      if (this.#out.length >= FLUSH_BYTES) await this.#flush();
    }
  }

  /** Writes what is left. */
  async end(): Promise<void> {
    await this.#flush();
  }

  #lines(text: SampleText, host: string): void {
    const lines = this.#ofForms.get(text.form) ?? new CsvLines(text.form);
    this.#ofForms.set(text.form, lines);
    lines.write(this.#out, text, host);
  }

  async #rows({ host, sample }: ReadSample): Promise<void> {
    const out = this.#out;
    const first = `${csvField(sample.timestamp)},${csvField(host)}`;
    for (const { source, instance, values } of rowsOf(sample)) {
      const before = Buffer.from(`${first},${csvField(source)},${csvField(instance)},`);
      for (const metric in values) {
        const value = values[metric];
        if (!isNumber(value)) continue;
        out.literal(before);
        out.literal(this.#metric(metric));
        writeNumber(out, value);
        out.reserve(1);
        out.bytes[out.length++] = NEWLINE;
      }
      if (out.length >= FLUSH_BYTES) await this.#flush();
    }
  }

  #metric(name: string): Buffer {
    const known = this.#metrics.get(name);
    if (known !== undefined) return known;
    const made = Buffer.from(`${csvField(name)},`);
    if (this.#metrics.size < MOST_KEPT) this.#metrics.set(name, made);
    return made;
  }

  async #flush(): Promise<void> {
    await this.#output.write(this.#out.bytes.subarray(0, this.#out.length));
    this.#out.length = 0;
  }
}
