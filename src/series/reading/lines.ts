import { isUtf8 } from 'node:buffer';
import * as v from 'valibot';
import { AbsurdJson, parseExact } from '../../exact/json.ts';
import { hasTooManyParts, MOST, TOO_MUCH } from './bounds.ts';
import { InputFile } from './input-file.ts';

/** A line is none that this program writes: the file is damaged, or another program has written it. */
export class NotOwnLayout extends Error {}

/**
 * The lines of a series file with their numbers, each as bytes and as text. Every error names the file, and the line where
 * there is one.
 */
export class Lines {
  readonly path: string;
  readonly #file: InputFile;
  readonly #pieces: AsyncIterator<Buffer>;
  /** Of the current line, from 1 on; 0 before the first. */
  number = 0;
  /**
   * The current line is `bytes[from, to)`, without the end of the line; behind it, at `to` or soon after, is a newline.
   * Bytes are as they are until the next line is asked for.
   */
  bytes: Buffer = Buffer.alloc(0);
  from = 0;
  to = 0;
  /** What has come last of the file, whole characters only, and where the next line begins in it. */
  #piece: Buffer = Buffer.alloc(0);
  #at = 0;
  /** What has come behind it: the beginning of a character. */
  #unfinished: Buffer = Buffer.alloc(0);

  /** @param path of a file that is unpacked if its name ends in `.gz` */
  constructor(path: string) {
    this.path = path;
    this.#file = new InputFile(path);
    this.#pieces = this.#file.stream[Symbol.asyncIterator]();
  }

  /** The next line. @throws Error if there is none: what is read here cannot be at its end. */
  async next(): Promise<string> {
    if (!this.advanceWithin()) await this.advance();
    return this.text;
  }

  /** Goes on to the next line, if all of it is in memory. @returns whether it is */
  advanceWithin(): boolean {
    const end = this.#piece.indexOf(NEWLINE, this.#at);
    if (end < 0) return false;
    this.#found(this.#piece, this.#at, end);
    this.#at = end + 1;
    return true;
  }

  /** Goes on to the next line. @throws as `next` */
  async advance(): Promise<void> {
    if (!(await this.#advanced())) throw this.error(`the file is cut off after ${this.place}`);
  }

  /** The current line. */
  get text(): string {
    return this.bytes.toString('utf8', this.from, this.to);
  }

  /** @throws Error if there is another line that is not blank */
  async end(): Promise<void> {
    while (await this.#advanced())
      if (!BLANK.test(this.text)) throw this.error(`${this.place} is after the end`);
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

  /** Goes on to the next line. @returns whether there is one */
  async #advanced(): Promise<boolean> {
    if (this.advanceWithin()) return true;
    try {
      return await this.#advancedBeyond();
    } catch (error) {
      throw this.#file.named(error, this.number);
    }
  }

  /** Not by readline, which reads a thousand lines ahead: of a large node they are 150 KB each. */
  async #advancedBeyond(): Promise<boolean> {
    const parts: Buffer[] = [];
    let chars = 0;
    for (;;) {
      const rest = this.#piece.subarray(this.#at);
      if (rest.length > 0) parts.push(rest);
      chars += rest.toString().length;
      if (chars > MOST.valueChars) {
        throw this.error(`line ${this.number + 1} is longer than ${MOST.valueChars} characters`);
      }
      if (!(await this.#nextPiece())) {
        if (parts.length === 0) return false;
        const line = Buffer.concat([...parts, END]);
        this.#found(line, 0, line.length - 1);
        return true;
      }
      const end = this.#piece.indexOf(NEWLINE);
      if (end < 0) continue;
      const line = Buffer.concat([...parts, this.#piece.subarray(0, end + 1)]);
      this.#at = end + 1;
      this.#found(line, 0, line.length - 1);
      return true;
    }
  }

  #found(bytes: Buffer, from: number, end: number): void {
    this.number++;
    this.bytes = bytes;
    // A byte-order mark is of an editor.
    this.from =
      this.number === 1 && bytes.subarray(from, from + BOM.length).equals(BOM) ? from + BOM.length : from;
    this.to = end > this.from && bytes[end - 1] === RETURN ? end - 1 : end;
  }

  /**
   * Reads more of the file, whole characters of UTF-8: decoders make of what is none what nobody has written.
   * @returns whether there is more
   */
  async #nextPiece(): Promise<boolean> {
    this.#piece = this.#piece.subarray(0, 0);
    this.#at = 0;
    const { value, done } = await this.#pieces.next();
    if (done === true) {
      if (this.#unfinished.length > 0) throw this.error(`line ${this.number + 1}: this is not UTF-8`);
      return false;
    }
    const bytes = this.#unfinished.length === 0 ? value : Buffer.concat([this.#unfinished, value]);
    const end = bytes.length - unfinished(bytes);
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) throw this.error(`line ${this.number + badLine(whole)}: this is not UTF-8`);
    this.#unfinished = bytes.subarray(end);
    this.#piece = whole;
    return true;
  }
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const END: Buffer = Buffer.from('\n');
const BOM: Buffer = Buffer.from('\uFEFF');
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
