const NEWLINE = 0x0a;
const COMMA = 0x2c;
/** A line that is longer is none that is waited for. */
const MOST_BYTES = 64 * 1024;
const MOST_SAID = 200;
/** No line of values is longer. */
const MOST_LINE_BYTES = 4096;
/** So many things are told of at most; those that came first are forgotten. */
const MOST_THINGS = 1024;

interface Line {
  /** Seconds of a monotonic clock. */
  readonly heardAt: number;
  readonly bytes: Buffer;
}

/** The last line that a program has said of each thing, and when; the first value of a line is what it is of. */
export class LastLines {
  readonly #lines = new Map<string, Line>();
  #rest: Buffer = Buffer.alloc(0);
  #said = '';
  #isRoundOver = false;
  #lastAt: number | undefined;

  /** What it has said first, since its last line of values, that is none; '' if there is nothing. */
  get said(): string {
    return this.#said;
  }

  /** Whether it has said something of one thing for the second time, and so of all things once. */
  get isRoundOver(): boolean {
    return this.#isRoundOver;
  }

  /** When the last line of values was heard, seconds; undefined if there was none. */
  get lastAt(): number | undefined {
    return this.#lastAt;
  }

  /** Takes in what was heard. The begin of a line waits for its end. @param now seconds of a monotonic clock */
  add(heard: Buffer, now: number): void {
    let rest = this.#rest.length === 0 ? heard : Buffer.concat([this.#rest, heard]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      this.#line(rest.subarray(0, end + 1), now);
      rest = rest.subarray(end + 1);
    }
    this.#rest = rest.length > MOST_BYTES ? Buffer.alloc(0) : Buffer.from(rest);
  }

  /** Notes what it has said that is no line of values, as on its stderr. */
  note(text: string): void {
    const [line = ''] = text.trim().split('\n');
    if (this.#said === '') this.#said = line.slice(0, MOST_SAID);
  }

  /** The lines that were heard at `from` or later, one behind the other. Older ones are forgotten. */
  since(from: number): Buffer {
    for (const [what, { heardAt }] of this.#lines) if (heardAt < from) this.#lines.delete(what);
    return Buffer.concat([...this.#lines.values()].map(({ bytes }) => bytes));
  }

  #line(line: Buffer, now: number): void {
    const comma = line.indexOf(COMMA);
    if (comma < 0 || line.length > MOST_LINE_BYTES) {
      this.note(line.toString('utf8', 0, MOST_LINE_BYTES));
      return;
    }
    const what = line.toString('latin1', 0, comma);
    this.#isRoundOver ||= this.#lines.has(what);
    this.#lines.set(what, { heardAt: now, bytes: Buffer.from(line) });
    if (this.#lines.size > MOST_THINGS) this.#forgetFirst();
    this.#lastAt = now;
    this.#said = '';
  }

  #forgetFirst(): void {
    for (const what of this.#lines.keys()) {
      this.#lines.delete(what);
      return;
    }
  }
}
