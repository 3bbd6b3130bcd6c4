import { isUtf8 } from 'node:buffer';
import * as v from 'valibot';
import { AbsurdJson, parseExact } from '../../exact/json.ts';
import { hasTooManyParts, MOST, TOO_MUCH } from './bounds.ts';
import { InputFile } from './input-file.ts';

/** A line is none that this program writes: the file is damaged, or another program has written it. */
export class NotOwnLayout extends Error {}

/** The lines of a series file with their numbers. Every error names the file, and the line where there is one. */
export class Lines {
  readonly path: string;
  readonly #file: InputFile;
  readonly #iterator: AsyncIterator<string>;
  /** Of the current line, from 1 on; 0 before the first. */
  number = 0;

  /** @param path of a file that is unpacked if its name ends in `.gz` */
  constructor(path: string) {
    this.path = path;
    this.#file = new InputFile(path);
    this.#iterator = this.#linesOf(this.#file.stream);
  }

  /** The next line. @throws Error if there is none: what is read here cannot be at its end. */
  async next(): Promise<string> {
    const line = await this.#read();
    if (line === null) throw this.error(`the file is cut off after ${this.place}`);
    this.number++;
    return line;
  }

  /** @throws Error if there is another line that is not blank */
  async end(): Promise<void> {
    for (let line = await this.#read(); line !== null; line = await this.#read()) {
      this.number++;
      if (!BLANK.test(line)) throw this.error(`${this.place} is after the end`);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** The current line, as errors name it. */
  get place(): string {
    return `line ${this.number}`;
  }

  /** Parses what stands on the current line, without a comma at its end. */
  parse(text: string): unknown {
    if (hasTooManyParts(text)) throw this.error(`${this.place}: ${TOO_MUCH.parts}`);
    try {
      return parseExact(text.endsWith(',') ? text.slice(0, -1) : text);
    } catch (error) {
      if (error instanceof AbsurdJson) throw this.error(`${this.place}: ${error.message}`);
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
    throw this.error(`${this.place}: ${v.getDotPath(issue) ?? name}: ${issue.message}`);
  }

  /** Splits `"key": value`. */
  member(line: string): { key: string; value: string } {
    const end = line.indexOf('": ');
    const key = end < 0 ? undefined : this.parse(line.slice(0, end + 1));
    if (typeof key !== 'string') throw this.damaged();
    if (key.length > MOST.nameChars) throw this.error(`${this.place}: ${TOO_MUCH.name}`);
    return { key, value: line.slice(end + 3) };
  }

  /** The current line is not what was written. */
  damaged(): NotOwnLayout {
    return new NotOwnLayout(
      `${this.path}: ${this.place} is damaged, or this is not a series file of rankstat`,
    );
  }

  error(message: string): Error {
    return this.#file.error(message);
  }

  async #read(): Promise<string | null> {
    try {
      const { value, done } = await this.#iterator.next();
      return done === true ? null : value;
    } catch (error) {
      throw this.#file.named(error, this.number);
    }
  }

  /** Not by readline, which reads a thousand lines ahead: of a large node they are 150 KB each. */
  async *#linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<string> {
    let rest = '';
    let isFirst = true;
    for await (const text of this.#textOf(input)) {
      // A byte-order mark is of an editor.
      let from = isFirst && text.startsWith('\uFEFF') ? 1 : 0;
      isFirst = false;
      for (let end = text.indexOf('\n', from); end >= 0; end = text.indexOf('\n', from)) {
        yield withoutReturn(rest + text.slice(from, end));
        rest = '';
        from = end + 1;
      }
      rest += text.slice(from);
      if (rest.length > MOST.valueChars) {
        throw this.error(`line ${this.number + 1} is longer than ${MOST.valueChars} characters`);
      }
    }
    if (rest !== '') yield withoutReturn(rest);
  }

  /** Bytes as text, whole characters each time. Node's own decoders make of what is no UTF-8 what nobody has written. */
  async *#textOf(input: AsyncIterable<Buffer>): AsyncGenerator<string> {
    let rest: Buffer = Buffer.alloc(0);
    for await (const piece of input) {
      const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const end = bytes.length - unfinished(bytes);
      const whole = bytes.subarray(0, end);
      if (!isUtf8(whole)) throw this.error(`line ${this.number + badLine(whole)}: this is not UTF-8`);
      rest = bytes.subarray(end);
      if (end > 0) yield whole.toString('utf8');
    }
    if (rest.length > 0) throw this.error(`line ${this.number + 1}: this is not UTF-8`);
  }
}

const NEWLINE = 0x0a;
/** What JSON takes for blanks; the line's end is taken off. */
const BLANK = /^[ \t\r]*$/;
/** The first byte of a character of several: from 0xc0 on; of three from 0xe0 on, of four from 0xf0 on. */
const LEAD = 0xc0;

/** How many bytes at the end are the beginning of a character that is not all there. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < LEAD) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? back : 0;
  }
  return 0;
}

/** The first line that is no UTF-8, from 1 on. */
function badLine(bytes: Buffer): number {
  let nth = 1;
  for (let from = 0; from < bytes.length; nth++) {
    const newline = bytes.indexOf(NEWLINE, from);
    const end = newline < 0 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(from, end))) break;
    from = end + 1;
  }
  return nth;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
