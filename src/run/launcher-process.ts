import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Log } from '../system/log.ts';

/** Lines of the launcher's own messages that are shown when it fails. */
const SHOWN_LINES = 5;
/** What collectors themselves say; they are as talkative as `run` is. */
const OURS = /^rankstat(?=\[)/;

/** The process that has started the collectors: what it and they say, and how it ends. */
export class LauncherProcess {
  readonly #child: ChildProcess;
  readonly #log: Log;
  readonly #messages: string[] = [];
  #hasEnded = false;
  /** Resolves with how it has ended, or why it could not be started. */
  readonly ended: Promise<string>;

  /** @param onEnd called when it has ended */
  constructor(child: ChildProcess, log: Log, onEnd: () => void) {
    this.#child = child;
    this.#log = log;
    if (child.stderr !== null)
      createInterface({ input: child.stderr }).on('line', (line) => this.#hear(line));
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#hasEnded = true;
        resolve(how);
        onEnd();
      };
      child.on('error', (error) => end(error.message));
      child.on('exit', (code, signal) => end(signal === null ? `exit code ${code}` : signal));
    });
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Does not keep this process any more. */
  unref(): void {
    this.#child.unref();
  }

  /**
   * Leaves it and the collectors to end by themselves. What they say goes nowhere from now on; a pipe that nobody reads
   * would end hydra, and with it the ranks.
   */
  leave(): void {
    const { stderr } = this.#child;
    if (stderr === null || this.#hasEnded) return;
    spawn('cat', [], { stdio: [stderr, 'ignore', 'ignore'], detached: true }).on('error', () => {});
  }

  /** Shows what it has said last, which is why it failed. */
  showMessages(): void {
    for (const line of this.#messages.splice(0)) this.#log.warn(`  ${line}`);
  }

  #hear(line: string): void {
    if (OURS.test(line)) this.#log.info(line.replace(OURS, ''));
    else if (line.trim() !== '') {
      this.#log.detail(line);
      this.#messages.push(line);
      if (this.#messages.length > SHOWN_LINES) this.#messages.shift();
    }
  }
}
