import { createReadStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as v from 'valibot';
import { parseExact } from '../exact/json.ts';
import {
  hostInfoSchema,
  hostStatusSchema,
  overheadSchema,
  type Sample,
  type SeriesHeader,
  sampleSchema,
  seriesHeaderSchema,
} from './schema.ts';

/** A sample of a series file, and the line of the file that it stands on. */
export interface ReadSample {
  readonly host: string;
  readonly sample: Sample;
  readonly line: number;
}

/** A series file that is being read. */
export interface Series {
  readonly header: SeriesHeader;
  /** Its samples, host by host, as they are read. Once; the file is closed when they end or are left. */
  readonly samples: AsyncIterable<ReadSample>;
}

/** Of these each host has a line of its own. */
const BY_HOST = {
  host_status: v.array(v.tuple([v.string(), hostStatusSchema])),
  host_info: v.array(v.tuple([v.string(), hostInfoSchema])),
  overhead: v.array(v.tuple([v.string(), overheadSchema])),
};
const headerLinesSchema = v.looseObject({ ...seriesHeaderSchema.entries, ...BY_HOST });

/**
 * Reads a series file line by line, never the whole of it. Integers beyond 2^53 are bigints. A file whose name ends
 * in `.gz` is unpacked.
 * @throws Error that names the file and the line if it is not a series file, and while its samples are read if it
 *   is cut off or damaged; an error of the file system with its `code`
 */
export async function readSeries(path: string): Promise<Series> {
  // Opening a pipe waits for somebody to write into it.
  const found = await stat(path);
  if (!found.isFile() && !found.isDirectory()) throw new Error(`${path}: this is no regular file`);
  const lines = new Lines(path);
  try {
    return { header: await readHeader(lines), samples: readSamples(lines) };
  } catch (error) {
    await lines.close();
    throw error;
  }
}

/** The lines of a file with their numbers, and errors that name them. */
class Lines {
  readonly path: string;
  readonly #file: ReadStream;
  readonly #input: Readable;
  readonly #iterator: AsyncIterator<string>;
  number = 0;

  constructor(path: string) {
    this.path = path;
    this.#file = createReadStream(path, { highWaterMark: 1024 * 1024 });
    // Not `pipe`, which passes no errors on; those reach the iterator.
    this.#input = path.endsWith('.gz') ? pipeline(this.#file, createGunzip(), () => {}) : this.#file;
    this.#iterator = linesOf(this.#input.setEncoding('utf8'));
  }

  /** The next line. @throws Error if there is none: what is read here cannot be at its end. */
  async next(): Promise<string> {
    const line = await this.#read();
    if (line === null) throw this.error(`the file is cut off after line ${this.number}`);
    this.number++;
    return line;
  }

  /** @throws Error if there is another line */
  async end(): Promise<void> {
    if ((await this.#read()) !== null) throw this.error(`line ${this.number + 1} is after the end`);
  }

  async close(): Promise<void> {
    this.#input.destroy();
    if (!this.#file.closed) await new Promise<void>((resolve) => this.#file.once('close', () => resolve()));
  }

  async #read(): Promise<string | null> {
    try {
      const { value, done } = await this.#iterator.next();
      return done === true ? null : value;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
      throw this.error(`cannot be unpacked after line ${this.number}: ${error.message}`);
    }
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

/** A sample of ten thousand disks has three million. */
const MOST_LINE_CHARS = 64 * 1024 * 1024;

/** Not by readline, which reads a thousand lines ahead: of a large node they are 150 KB each. */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const text of input) {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      yield withoutReturn(rest + text.slice(from, end));
      rest = '';
      from = end + 1;
    }
    rest += text.slice(from);
    if (rest.length > MOST_LINE_CHARS) throw new Error(`a line is longer than ${MOST_LINE_CHARS} characters`);
  }
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

async function readHeader(lines: Lines): Promise<SeriesHeader> {
  if ((await lines.next()) !== '{') throw lines.error('this is not a file that rankstat has written');
  const members: Record<string, unknown> = Object.create(null);
  for (;;) {
    const { key, value } = lines.member(await lines.next());
    if (key === 'samples_by_host') break;
    members[key] = Object.hasOwn(BY_HOST, key) ? await readHosts(lines, value) : lines.parse(value);
  }
  const result = v.safeParse(headerLinesSchema, members, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw lines.error(`${v.getDotPath(issue) ?? 'header'}: ${issue.message}`);
  }
  const { host_status, host_info, overhead } = result.output;
  return {
    ...result.output,
    host_status: byHost(host_status),
    host_info: byHost(host_info),
    overhead: byHost(overhead),
  };
}

/** As pairs: valibot leaves a key like `constructor` out of a record, but a host may have any name. */
async function readHosts(lines: Lines, value: string): Promise<unknown> {
  if (value === '{},') return [];
  if (value !== '{') return lines.parse(value);
  const hosts: [string, unknown][] = [];
  for (;;) {
    const line = await lines.next();
    if (line === '}' || line === '},') return hosts;
    const { key, value } = lines.member(line);
    hosts.push([key, lines.parse(value)]);
  }
}

/** Without a prototype: a host that is not in it is not found, whatever its name. */
function byHost<T>(pairs: readonly (readonly [string, T])[]): Record<string, T> {
  const hosts: Record<string, T> = Object.create(null);
  for (const [host, value] of pairs) hosts[host] = value;
  return hosts;
}

async function* readSamples(lines: Lines): AsyncGenerator<ReadSample> {
  try {
    for (;;) {
      const line = await lines.next();
      if (line === '}') break;
      const { key: host, value } = lines.member(line);
      if (value !== '[') throw lines.error(`line ${lines.number} is damaged`);
      yield* readHostSamples(lines, host);
    }
    if ((await lines.next()) !== '}') throw lines.error(`line ${lines.number} is damaged`);
    await lines.end();
  } finally {
    await lines.close();
  }
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
