/** Cuts a stream of text into lines. */
export class TextLines {
  #unended = '';
  readonly #onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** Takes a piece of the text. */
  readonly take = (text: string): void => {
    const lines = (this.#unended + text).split(/\r?\n/);
    this.#unended = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
  };

  /** The text is at its end: what came after the last line counts as one. */
  end(): void {
    const last = this.#unended;
    this.#unended = '';
    if (last !== '') this.#onLine(last);
  }
}
