import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { descendantsOf, killed, textOf } from './processes.ts';

/** The process that was started. */
export interface Child {
  readonly pid: number;
  readonly group: number;
  readonly session: number;
}

/** How a program has ended, as its parent sees it: `exited 3`, `signaled 15`; `failed …` if it was never started. */
export type End = string;

/** A program that has been started, and all that it starts. */
export class Started {
  readonly folder: string;
  /** Its process, once it is about to be executed. */
  readonly child: Promise<Child>;
  /** How it has ended; its own children may live on. */
  readonly ended: Promise<End>;
  /** Which device and inode each of its descriptors was, as lines `FD DEVICE:INODE`. */
  readonly files: string[] = [];
  /** What its terminal shows. */
  shown = '';
  readonly #starter: ChildProcessWithoutNullStreams;
  readonly #over: Promise<unknown>;

  constructor(starter: ChildProcessWithoutNullStreams, folder: string) {
    this.folder = folder;
    this.#starter = starter;
    this.#over = once(starter, 'exit');
    const lines = createInterface(starter.stdout);
    this.child = new Promise((resolve) => {
      lines.on('line', (line) => {
        const [, pid, group, session] = /^child (\d+) group (\d+) session (\d+)/.exec(line) ?? [];
        if (pid !== undefined) resolve({ pid: Number(pid), group: Number(group), session: Number(session) });
      });
    });
    this.ended = new Promise((resolve) => {
      lines.on('line', (line) => {
        if (/^(ended|failed) /.test(line)) resolve(line.replace('ended ', ''));
      });
    });
    lines.on('line', (line) => {
      if (line.startsWith('is ')) this.files.push(line.slice(3));
      if (line.startsWith('tty ')) this.shown += Buffer.from(line.slice(4), 'hex').toString('latin1');
    });
  }

  /** Types into its terminal. */
  type(text: string): void {
    this.#starter.stdin.write(`type ${hex(text)}\n`);
  }

  /** Closes its terminal. */
  hangUp(): void {
    this.#starter.stdin.write('hangup\n');
  }

  /**
   * Waits until no process is left of all that it has started.
   * @returns command lines of those that are left after this time; they are killed
   */
  async gone(limitMs = 20_000): Promise<string[]> {
    const timer = new AbortController();
    const late = new Promise<'late'>((resolve) => {
      const timeout = setTimeout(() => resolve('late'), limitMs);
      timer.signal.addEventListener('abort', () => clearTimeout(timeout));
    });
    const first = await Promise.race([this.#over, late]);
    timer.abort();
    if (first !== 'late') return [];
    const left = descendantsOf(this.#starter.pid ?? 0);
    for (let now = left; now.length > 0; now = descendantsOf(this.#starter.pid ?? 0)) {
      for (const { pid } of now) killed(pid);
    }
    await this.#over;
    return left.map(({ command }) => command);
  }

  /** What the strange program has said so far. */
  readonly report = () => textOf(path.join(this.folder, 'report'));

  /** What was said on stdout, if that was the file. */
  stdout(): string {
    return textOf(path.join(this.folder, 'out'));
  }

  /** What was said on stderr, if that was the file. */
  stderr(): string {
    return textOf(path.join(this.folder, 'err'));
  }

  /**
   * Waits until the strange program has said something.
   * @throws Error if it has not in that time
   */
  async says(pattern: RegExp, limitMs = 20_000): Promise<RegExpExecArray> {
    const watching = watch(this.folder);
    try {
      for (let deadline = performance.now() + limitMs; ; ) {
        const said = pattern.exec(this.report());
        if (said !== null) return said;
        if (performance.now() > deadline) throw new Error(`it never says ${pattern}: ${this.stderr()}`);
        const timeout = AbortSignal.timeout(Math.ceil(Math.max(1, deadline - performance.now())));
        await Promise.race([once(watching, 'change'), once(timeout, 'abort'), this.#over]);
        if (this.#starter.exitCode !== null && !pattern.test(this.report())) deadline = 0;
      }
    } finally {
      watching.close();
    }
  }
}

/** A character is a byte. */
export function hex(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex');
}
