import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A command in a pseudo-terminal. */
export class Terminal {
  readonly #script: ChildProcess;
  readonly #ended: Promise<unknown>;
  #written = '';
  #look: () => void = () => {};

  /**
   * Runs a line of shell in a terminal of 80 by 24, by script(1) of util-linux. Standard output and error are the
   * terminal's.
   */
  constructor(line: string, env: NodeJS.ProcessEnv) {
    this.#script = spawn('script', ['-qfec', `stty rows 24 cols 80; ${line}`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...env, TERM: 'xterm' },
    });
    this.#script.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#written += text;
      this.#look();
    });
    this.#ended = once(this.#script, 'close').then(() => this.#look());
  }

  /** All that was written to the terminal so far. */
  get written(): string {
    return this.#written;
  }

  /** Types on the keyboard. */
  type(keys: string): void {
    this.#script.stdin?.write(keys);
  }

  /**
   * Waits until something is written that matches, from what came before on.
   * @throws Error with what was written if the command ends before
   */
  async shows(expected: RegExp): Promise<RegExpExecArray> {
    let isOver = false;
    void this.#ended.then(() => {
      isOver = true;
    });
    for (;;) {
      const found = expected.exec(this.#written);
      if (found !== null) return found;
      if (isOver) throw new Error(`${expected} was not shown:\n${JSON.stringify(this.#written)}`);
      await Promise.race([
        this.#ended,
        new Promise<void>((resolve) => {
          this.#look = resolve;
        }),
      ]);
    }
  }

  /** Waits until the command has ended. @returns its exit code */
  async ended(): Promise<number | null> {
    await this.#ended;
    return this.#script.exitCode;
  }

  kill(): void {
    this.#script.kill('SIGKILL');
  }
}
