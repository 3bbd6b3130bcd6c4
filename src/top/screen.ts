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

/** So long after it was asked to stop, a process that still runs was not stopped, or goes on, ms. */
const STOPPED_MS = 100;

/**
 * A terminal that shows nothing but our lines. However the process ends, short of SIGKILL, it is as it was, and so it is while
 * the process is stopped.
 */
export class Screen {
  readonly #output: NodeJS.WriteStream;
  readonly #input: NodeJS.ReadStream;
  readonly #onAgain: () => void;
  #shown: readonly string[] = [];
  #open = true;
  #isStopping = false;

  /** Takes over the terminal. */
  constructor(
    { output, input }: { readonly output: NodeJS.WriteStream; readonly input: NodeJS.ReadStream },
    { onInput, onResize }: ScreenEvents,
  ) {
    this.#output = output;
    this.#input = input;
    this.#onAgain = onResize;
    process.on('exit', () => this.close());
    process.on('SIGTSTP', this.#onStop);
    process.on('SIGCONT', this.#onContinued);
    output.write(ENTER);
    output.on('resize', () => {
      this.#shown = [];
      if (!this.#open || this.#isStopping) return;
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
    if (!this.#open || this.#isStopping) return;
    const changed = lines
      .map((line, row) => (line === this.#shown[row] ? '' : `\u001b[${row + 1};1H\u001b[2K${line}`))
      .join('');
    const shorter = this.#shown.length > lines.length ? `\u001b[${lines.length + 1};1H\u001b[J` : '';
    this.#shown = lines;
    if (changed !== '' || shorter !== '') {
      this.#output.write(`${BEGIN_UPDATE}${changed}${shorter}${END_UPDATE}`);
    }
  }

  /** Stops the process and those that were started with it, as Ctrl-Z does where the terminal heeds it. */
  suspend(): void {
    this.#stop(0);
  }

  /** Gives the terminal back. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    process.off('SIGTSTP', this.#onStop);
    process.off('SIGCONT', this.#onContinued);
    if (!this.#isStopping) this.#leave();
    this.#input.pause();
  }

  #leave(): void {
    try {
      if (this.#input.isTTY) this.#input.setRawMode(false);
      // Not by the stream: the process can be at its end.
      writeSync(1, LEAVE);
    } catch {} // The terminal has gone.
  }

  /** Takes the terminal again, whatever was done to it meanwhile: Node.js sets no mode that it takes for set. */
  #enter(): void {
    if (!this.#open) return;
    try {
      // First: who is in the background is stopped here.
      if (this.#input.isTTY) this.#input.setRawMode(false).setRawMode(true);
      writeSync(1, ENTER);
    } catch {} // The terminal has gone.
    this.#shown = [];
    this.#onAgain();
  }

  /** @param whom the process, or 0 for its group */
  #stop(whom: number): void {
    if (!this.#open || this.#isStopping) return;
    this.#isStopping = true;
    this.#leave();
    // Without anybody who listens it does what it does by itself: nothing where no shell could let us go on.
    process.off('SIGTSTP', this.#onStop);
    process.kill(whom, 'SIGTSTP');
    setTimeout(() => {
      this.#isStopping = false;
      if (this.#open) process.on('SIGTSTP', this.#onStop);
      this.#enter();
    }, STOPPED_MS);
  }

  readonly #onStop = () => this.#stop(process.pid);

  /** After a SIGSTOP, which nobody hears of. */
  readonly #onContinued = () => {
    if (!this.#isStopping) this.#enter();
  };
}
