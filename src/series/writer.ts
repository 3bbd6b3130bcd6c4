import { ByteSink } from '../exact/byte-sink.ts';
import { stringifyExact } from '../exact/json.ts';
import type { Numbers } from '../exact/numbers.ts';
import type { JsonTemplate } from '../procfs/json.ts';
import { WholeFile } from '../system/files/whole-file.ts';
import type { SeriesHeader } from './schema.ts';

/** What a sample says beside its numbers. */
export interface SampleFacts {
  readonly timestamp: string;
  readonly hostname: string;
  readonly tick: number | null;
  readonly kind?: 'baseline' | 'final' | undefined;
  readonly late_ms?: number | undefined;
  readonly clock_step_ms?: number | undefined;
  readonly errors?: Readonly<Record<string, string>> | undefined;
}

/** One source in a sample: its key, how many of the numbers are its, and how they become JSON. */
export interface SamplePart {
  readonly source: string;
  readonly count: number;
  /** Undefined if it is left out. */
  readonly names: JsonTemplate | undefined;
}

const FLUSH_BYTES = 1024 * 1024;
/** Of these the entries stand one a line. */
const BY_HOST = new Set(['host_status', 'host_info', 'overhead']);

/**
 * Writes a series file: one line for a sample and for a host of the header, samples last, so that it can be
 * streamed and grepped. It appears under its name when it is whole. If the name ends in `.gz` it is compressed.
 */
export class SeriesWriter {
  readonly #file: WholeFile;
  #out = new ByteSink(2 * FLUSH_BYTES);
  /** What is being written while the next part is made, and when it is. */
  #written = new ByteSink(2 * FLUSH_BYTES);
  #writing: Promise<void> = Promise.resolve();
  #separator = '\n';

  private constructor(file: WholeFile) {
    this.#file = file;
  }

  /** @throws Error of the file system, with its `code` */
  static async create(path: string, header: SeriesHeader): Promise<SeriesWriter> {
    const writer = new SeriesWriter(await WholeFile.create(path));
    for (const [index, [key, value]] of Object.entries(header).entries()) {
      writer.#text(`${index === 0 ? '{\n' : ',\n'}${JSON.stringify(key)}: ${headerJson(key, value)}`);
    }
    writer.#text(',\n"samples_by_host": {');
    return writer;
  }

  /** Begins the samples of a host. */
  beginHost(key: string): void {
    this.#text(`${this.#separator}${JSON.stringify(key)}: [`);
    this.#separator = '\n';
  }

  /**
   * Writes a sample. `numbers` are those of all parts, one after the other.
   * @returns what must be waited for before the next one, if anything
   * @throws Error if there are not enough numbers
   */
  sample(facts: SampleFacts, parts: readonly SamplePart[], numbers: Numbers): Promise<void> | undefined {
    this.#text(this.#separator);
    this.#separator = ',\n';
    writeSample(this.#out, facts, parts, numbers);
    return this.#out.length >= FLUSH_BYTES ? this.#flush() : undefined;
  }

  /** Ends the samples of a host. */
  endHost(): void {
    this.#text('\n]');
    this.#separator = ',\n';
  }

  /** Ends the file and gives it its name. */
  async finish(): Promise<void> {
    this.#text('\n}\n}\n');
    await this.#flush();
    await this.#writing;
    await this.#file.end();
    await this.#file.publish();
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#file.abandon();
  }

  #text(text: string): void {
    this.#out.literal(Buffer.from(text));
  }

  /** Begins to write what there is, once what came before it is written. */
  async #flush(): Promise<void> {
    await this.#writing;
    const full = this.#out;
    this.#out = this.#written;
    this.#written = full;
    this.#writing = this.#write(full);
    this.#writing.catch(() => {}); // The next flush or the end throws it.
  }

  async #write(out: ByteSink): Promise<void> {
    await this.#file.write(out.bytes.subarray(0, out.length));
    out.length = 0;
  }
}

/** Appends a sample as one line of JSON, without the line's end. */
export function writeSample(
  out: ByteSink,
  facts: SampleFacts,
  parts: readonly SamplePart[],
  numbers: Numbers,
): void {
  // JSON.stringify leaves out what is undefined.
  const { errors, ...first } = facts;
  out.literal(Buffer.from(JSON.stringify(first).slice(0, -1)));
  let from = 0;
  for (const { source, count, names } of parts) {
    if (names !== undefined) {
      out.literal(Buffer.from(`,${JSON.stringify(source)}:`));
      names.write(numbers, out, from);
    }
    from += count;
  }
  out.literal(Buffer.from(errors === undefined ? '}' : `,"errors":${JSON.stringify(errors)}}`));
}

/** Integers beyond 2^53 are bigints in memory; in the file they are their digits. */
function headerJson(key: string, value: unknown): string {
  if (!BY_HOST.has(key) || typeof value !== 'object' || value === null) return stringifyExact(value);
  const lines = Object.entries(value).map(
    ([host, entry]) => `\n${JSON.stringify(host)}: ${stringifyExact(entry)}`,
  );
  return lines.length === 0 ? '{}' : `{${lines.join(',')}\n}`;
}
