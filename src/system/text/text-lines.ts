/** For lines of programs that are not ours: nobody reads more of one, and one without an end must not take all memory. */
export const MOST_OF_A_LINE = 65_536;

/** Cuts a stream of text into lines. */
export class TextLines {
  #unended = '';
  readonly #onLine: (line: string) => void;
  readonly #most: number;

  /** @param most characters of a line; what follows of it is left out */
  constructor(onLine: (line: string) => void, most = Number.POSITIVE_INFINITY) {
    this.#onLine = onLine;
    this.#most = most;
  }

  /** Takes a piece of the text. */
  readonly take = (text: string): void => {
    const [first = '', ...others] = text.split('\n');
    this.#add(first);
    for (const next of others) {
      this.#onLine(this.#unended.replace(/\r$/, ''));
      this.#unended = '';
      this.#add(next);
    }
  };

  /** The text is at its end: what came after the last line counts as one. */
  end(): void {
    const last = this.#unended;
    this.#unended = '';
    if (last !== '') this.#onLine(last);
  }

  #add(text: string): void {
    const room = this.#most - this.#unended.length;
    if (room > 0) this.#unended += text.slice(0, room);
  }
}
