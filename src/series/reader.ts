import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import * as v from 'valibot';
import { parseExact } from './exact-json.ts';
import { type Sample, type SeriesHeader, sampleSchema, seriesHeaderSchema } from './schema.ts';

/** A sample of a series file, and the line of the file that it stands on. */
export interface ReadSample {
  readonly host: string;
  readonly sample: Sample;
  readonly line: number;
}

/** A series file that is being read. */
export interface Series {
  readonly header: SeriesHeader;
  /** Its samples, host by host, as they are read. Once. */
  readonly samples: AsyncIterable<ReadSample>;
}

/** Of these each host has a line of its own. */
const HOST_KEYS = new Set(['host_status', 'host_info', 'overhead']);

/**
 * Reads a series file line by line, never the whole of it. Integers beyond 2^53 are bigints. A file whose name ends
 * in `.gz` is unpacked.
 * @throws Error that names the file and the line if it is not a series file, and while its samples are read if it
 *   is cut off or damaged; an error of the file system with its `code`
 */
export async function readSeries(path: string): Promise<Series> {
  await stat(path);
  const lines = new Lines(path);
  const header = await readHeader(lines);
  return { header, samples: readSamples(lines) };
}

/** The lines of a file with their numbers, and errors that name them. */
class Lines {
  readonly path: string;
  readonly #iterator: AsyncIterator<string>;
  number = 0;

  constructor(path: string) {
    this.path = path;
    const file = createReadStream(path, { highWaterMark: 1024 * 1024 });
    const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
    this.#iterator = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  }

  /** The next line. @throws Error if there is none: what is read here cannot be at its end. */
  async next(): Promise<string> {
    const { value, done } = await this.#iterator.next();
    if (done === true) throw this.error(`the file is cut off after line ${this.number}`);
    this.number++;
    return value;
  }

  /** Parses what stands on the current line, without a comma at its end. */
  parse(text: string): unknown {
    try {
      return parseExact(text.endsWith(',') ? text.slice(0, -1) : text);
    } catch {
      throw this.error(`line ${this.number} is damaged, or this is not a file that rankstat has written`);
    }
  }

  /** Splits `"key": value`. */
  member(line: string): { key: string; value: string } {
    const end = line.indexOf('": ');
    const key = end < 0 ? undefined : this.parse(line.slice(0, end + 1));
    if (typeof key === 'string') return { key, value: line.slice(end + 3) };
    throw this.error(`line ${this.number} is damaged, or this is not a file that rankstat has written`);
  }

  error(message: string): Error {
    return new Error(`${this.path}: ${message}`);
  }
}

async function readHeader(lines: Lines): Promise<SeriesHeader> {
  if ((await lines.next()) !== '{') throw lines.error('this is not a file that rankstat has written');
  const members: Record<string, unknown> = Object.create(null);
  for (;;) {
    const { key, value } = lines.member(await lines.next());
    if (key === 'samples_by_host') break;
    members[key] = HOST_KEYS.has(key) && value === '{' ? await readHosts(lines) : lines.parse(value);
  }
  const result = v.safeParse(seriesHeaderSchema, members, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw lines.error(`${v.getDotPath(issue) ?? 'header'}: ${issue.message}`);
}

async function readHosts(lines: Lines): Promise<Record<string, unknown>> {
  const hosts: Record<string, unknown> = Object.create(null);
  for (;;) {
    const line = await lines.next();
    if (line === '}' || line === '},') return hosts;
    const { key, value } = lines.member(line);
    hosts[key] = lines.parse(value);
  }
}

async function* readSamples(lines: Lines): AsyncGenerator<ReadSample> {
  for (;;) {
    const line = await lines.next();
    if (line === '}') break;
    const { key: host, value } = lines.member(line);
    if (value !== '[') throw lines.error(`line ${lines.number} is damaged`);
    yield* readHostSamples(lines, host);
  }
  if ((await lines.next()) !== '}') throw lines.error(`line ${lines.number} is damaged`);
}

async function* readHostSamples(lines: Lines, host: string): AsyncGenerator<ReadSample> {
  for (;;) {
    const text = await lines.next();
    if (text === ']' || text === '],') return;
    const result = v.safeParse(sampleSchema, lines.parse(text), { abortEarly: true });
    if (!result.success) {
      const [issue] = result.issues;
      throw lines.error(`line ${lines.number}: ${v.getDotPath(issue) ?? 'sample'}: ${issue.message}`);
    }
    yield { host, sample: result.output, line: lines.number };
  }
}
