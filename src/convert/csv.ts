import { ByteSink } from '../exact/byte-sink.ts';
import { isNumber } from '../series/counters.ts';
import type { Series } from '../series/reading/series.ts';
import type { ByteOutput } from '../system/files/byte-output.ts';
import { rowsOf } from './flatten.ts';
import { writeNumber } from './number-text.ts';

/** Where text goes. */
export type Output = Pick<ByteOutput, 'write'>;

const HEADER = 'time,host,source,instance,metric,value\n';
const FLUSH_BYTES = 256 * 1024;
const NEWLINE = 0x0a;
/** Metrics whose text is kept; a file with more names than any kernel has would fill the memory. */
const MOST_KEPT = 10_000;
const NEEDS_QUOTES = /[",\r\n]/;
const LOOKS_LIKE_FORMULA = /^[=+\-@\t\r]/;

/** Writes series as CSV after RFC 4180, lines ending in a line feed. What was not read has no line. */
export class CsvWriter {
  readonly #output: Output;
  readonly #out = new ByteSink(2 * FLUSH_BYTES);
  readonly #metrics = new Map<string, Buffer>();

  constructor(output: Output) {
    this.#output = output;
    this.#out.ascii(HEADER);
  }

  /**
   * Appends the samples of a series.
   * @throws Error of the reader or of the output
   */
  async add({ samples }: Series): Promise<void> {
    const out = this.#out;
    for await (const { host, sample } of samples) {
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
  }

  /** Writes what is left. */
  async end(): Promise<void> {
    await this.#flush();
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

/**
 * A text as a field. Names come from other machines: one that a spreadsheet would take for a formula gets an
 * apostrophe before it, which spreadsheets take for "this is text". No kernel gives such names to devices or CPUs.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvField(text: string): string {
  const safe = LOOKS_LIKE_FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
