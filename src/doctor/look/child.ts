import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../../system/clock.ts';
import { Condition } from '../../system/condition.ts';
import { cut } from '../../system/text/cut.ts';
import { MOST_OF_A_LINE, TextLines } from '../../system/text/text-lines.ts';

/** Lines that are kept of what a program says on stderr. */
const MOST_LINES = 16;
const MOST_KEPT = 300;
/** A line that says nothing, as Open MPI has them around what it says. */
const RULE = /^[\s=*_-]*$/;
/** So long a program has to end after each signal, ms. */
const MANNERS_MS = 2000;
/** Who has the pipe of a program that has ended can keep it; so long is waited for what it has said, ms. */
const PIPE_CLOSES_MS = 500;

export interface ChildOptions {
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  /** Each line of stdout. */
  readonly onLine: (line: string) => void;
  /** Each line of stderr. */
  readonly onError?: (line: string) => void;
  /** Called when it has ended. */
  readonly onEnd?: () => void;
}

/** A program that is started to see how it does, in a session of its own, and that is ended whatever it does. */
export class Child {
  /** Its last lines on stderr. */
  readonly said: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Condition;
  #end: string | undefined;

  constructor(
    [program = '', ...args]: readonly string[],
    { clock, env, onLine, onError, onEnd }: ChildOptions,
  ) {
    this.#ended = new Condition(clock);
    // Ctrl-C is for us: it is ended in order.
    this.#child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env });
    const { stdout, stderr } = this.#child;
    const lines = new TextLines(onLine, MOST_OF_A_LINE);
    const errors = new TextLines((line) => {
      onError?.(line);
      if (RULE.test(line)) return;
      this.said.push(cut(line.trim(), MOST_KEPT));
      if (this.said.length > MOST_LINES) this.said.shift();
    }, MOST_OF_A_LINE);
    stdout?.setEncoding('utf8').on('data', lines.take);
    stderr?.setEncoding('utf8').on('data', errors.take);
    const over = (how: string) => {
      if (this.#end !== undefined) return;
      lines.end();
      errors.end();
      this.#end = how;
      this.#ended.changed();
      onEnd?.();
    };
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined) over(error.message);
    });
    this.#child.on('exit', (code, signal) => {
      const how = signal ?? (code === 0 ? 'exit code 0' : `exit code ${code}`);
      const cancel = clock.after(PIPE_CLOSES_MS, () => {
        stdout?.destroy();
        stderr?.destroy();
        over(how);
      });
      this.#child.on('close', () => {
        cancel();
        over(how);
      });
    });
  }

  /** How it has ended; undefined while it runs. */
  get end(): string | undefined {
    return this.#end;
  }

  get wentWell(): boolean {
    return this.#end === 'exit code 0';
  }

  /** Waits until it has ended, so long at most. @returns whether it has */
  async ended(ms: number): Promise<boolean> {
    return await this.#ended.until(() => this.#end !== undefined, ms);
  }

  /** Ends it, and what it has started in its session. Takes some seconds at most. */
  async stop(): Promise<void> {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (this.#end !== undefined) return;
      this.#signal(signal);
      await this.ended(MANNERS_MS);
    }
    // One that not even that ends is in the kernel: nobody waits for it.
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    this.#child.unref();
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      this.#child.kill(signal);
    }
  }
}
