import { writeSync } from 'node:fs';

// Control sequences of xterm, which terminals since understand: the alternate screen keeps what was there, lines
// that are too long are cut and not wrapped, and what is between begin and end of an update appears at once.
const ENTER = '\u001b[?1049h\u001b[?7l\u001b[?25l\u001b[2J';
const LEAVE = '\u001b[?25h\u001b[?7h\u001b[?1049l';
const BEGIN_UPDATE = '\u001b[?2026h';
const END_UPDATE = '\u001b[?2026l';

/** What a terminal tells. */
export interface ScreenEvents {
  /** Called with what is typed. */
  readonly onInput: (text: string) => void;
  /** Called when it has another size. */
  readonly onResize: () => void;
}

/** A terminal that shows nothing but our lines. However the process ends, short of SIGKILL, it is as it was. */
export class Screen {
  readonly #output: NodeJS.WriteStream;
  readonly #input: NodeJS.ReadStream;
  #shown: readonly string[] = [];
  #open = true;

  /** Takes over the terminal. */
  constructor(
    { output, input }: { readonly output: NodeJS.WriteStream; readonly input: NodeJS.ReadStream },
    { onInput, onResize }: ScreenEvents,
  ) {
    this.#output = output;
    this.#input = input;
    process.on('exit', () => this.close());
    output.write(ENTER);
    output.on('resize', () => {
      this.#shown = [];
      output.write('\u001b[2J');
      onResize();
    });
    if (input.isTTY) input.setRawMode(true);
    input.setEncoding('utf8').on('data', onInput);
    input.on('error', () => {}); // The terminal has gone; SIGHUP says so, too.
  }

  get size(): { readonly width: number; readonly height: number } {
    return { width: this.#output.columns || 80, height: this.#output.rows || 24 };
  }

  /** Shows these lines. Only those that have changed are sent. */
  show(lines: readonly string[]): void {
    if (!this.#open) return;
    const changed = lines
      .map((line, row) => (line === this.#shown[row] ? '' : `\u001b[${row + 1};1H\u001b[2K${line}`))
      .join('');
    const shorter = this.#shown.length > lines.length ? `\u001b[${lines.length + 1};1H\u001b[J` : '';
    this.#shown = lines;
    if (changed !== '' || shorter !== '') {
      this.#output.write(`${BEGIN_UPDATE}${changed}${shorter}${END_UPDATE}`);
    }
  }

  /** Gives the terminal back. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      if (this.#input.isTTY) this.#input.setRawMode(false);
      // Not by the stream: the process can be at its end.
      writeSync(1, LEAVE);
    } catch {} // The terminal has gone.
    this.#input.pause();
  }
}
