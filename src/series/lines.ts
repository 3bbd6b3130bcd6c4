import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as v from 'valibot';
import { AbsurdJson, parseExact } from '../exact/json.ts';

/** The lines of a series file with their numbers. Every error names the file, and the line where there is one. */
export class Lines {
  readonly path: string;
  readonly #file: ReadStream;
  readonly #input: Readable;
  readonly #iterator: AsyncIterator<string>;
  /** Of the current line, from 1 on; 0 before the first. */
  number = 0;

  /** @param path of a file that is unpacked if its name ends in `.gz` */
  constructor(path: string) {
    this.path = path;
    this.#file = createReadStream(path, { highWaterMark: 1024 * 1024 });
    // Not `pipe`, which passes no errors on; those reach the iterator.
    this.#input = path.endsWith('.gz') ? pipeline(this.#file, createGunzip(), () => {}) : this.#file;
    this.#iterator = this.#linesOf(this.#input.setEncoding('utf8'));
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

  /** Parses what stands on the current line, without a comma at its end. */
  parse(text: string): unknown {
    try {
      return parseExact(text.endsWith(',') ? text.slice(0, -1) : text);
    } catch (error) {
      if (error instanceof AbsurdJson) throw this.error(`line ${this.number}: ${error.message}`);
      throw this.damaged();
    }
  }

  /**
   * Parses what stands on the current line.
   * @param name what it is, for an error that is about all of it
   */
  parseAs<const S extends v.GenericSchema>(schema: S, text: string, name: string): v.InferOutput<S> {
    const result = v.safeParse(schema, this.parse(text), { abortEarly: true });
    if (result.success) return result.output;
    const [issue] = result.issues;
    throw this.error(`line ${this.number}: ${v.getDotPath(issue) ?? name}: ${issue.message}`);
  }

  /** Splits `"key": value`. */
  member(line: string): { key: string; value: string } {
    const end = line.indexOf('": ');
    const key = end < 0 ? undefined : this.parse(line.slice(0, end + 1));
    if (typeof key === 'string') return { key, value: line.slice(end + 3) };
    throw this.damaged();
  }

  /** The current line is not what was written. */
  damaged(): Error {
    return this.error(`line ${this.number} is damaged, or this is not a series file of rankstat`);
  }

  error(message: string): Error {
    return new Error(`${this.path}: ${message}`);
  }

  async #read(): Promise<string | null> {
    try {
      const { value, done } = await this.#iterator.next();
      return done === true ? null : value;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error) || 'path' in error) throw error;
      const { code, message } = error;
      const unpacking = String(code).startsWith('Z_');
      const named = this.error(
        `cannot be ${unpacking ? 'unpacked' : 'read'} after line ${this.number}: ${message}`,
      );
      throw unpacking ? named : Object.assign(named, { code }); // What zlib finds is a fault of the file.
    }
  }

  /** Not by readline, which reads a thousand lines ahead: of a large node they are 150 KB each. */
  async *#linesOf(input: AsyncIterable<string>): AsyncGenerator<string> {
    let rest = '';
    for await (const text of input) {
      let from = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        yield withoutReturn(rest + text.slice(from, end));
        rest = '';
        from = end + 1;
      }
      rest += text.slice(from);
      if (rest.length > MOST_LINE_CHARS) {
        throw this.error(`line ${this.number + 1} is longer than ${MOST_LINE_CHARS} characters`);
      }
    }
    if (rest !== '') yield withoutReturn(rest);
  }
}

/** A sample of ten thousand disks has three million. */
const MOST_LINE_CHARS = 64 * 1024 * 1024;

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
