import { startGuarded } from './guarded-program.ts';
import { LastLines } from './last-lines.ts';
import type { ProgramSettings } from './programs.ts';

/** So long a program may take to say its first line, seconds: a driver that nobody uses has to wake its cards. */
const FIRST_LINE_S = 30;
/** What it has said holds for so many of its intervals. */
const FRESH_INTERVALS = 3;

/** A program from its start to its end. */
export class ProgramRun {
  /** Seconds of a monotonic clock. */
  readonly startedAt: number;
  readonly #everyMs: number;
  readonly #lines = new LastLines();
  #end: string | undefined;
  #kill: (() => void) | undefined;
  #onNews = () => {};

  /**
   * Starts a program when what is under way, a tick, is over: that takes a millisecond or two.
   * @param command its absolute path, and its arguments
   * @param now seconds of a monotonic clock
   */
  constructor(command: readonly string[], { env, everyMs }: ProgramSettings, now: () => number) {
    this.startedAt = now();
    this.#everyMs = everyMs;
    setImmediate(() => {
      if (this.#end !== undefined) return;
      this.#kill = startGuarded(command, env, {
        onOutput: (bytes) => {
          this.#lines.add(bytes, now());
          this.#onNews();
        },
        onErrorOutput: (bytes) => this.#lines.note(bytes.toString()),
        onEnd: (how) => {
          this.#end ??= how;
          this.#onNews();
        },
      });
    });
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** Whether it has said a line of values. */
  get hasSpoken(): boolean {
    return this.#lines.lastAt !== undefined;
  }

  /** The lines that hold at this time, one behind the other. */
  fresh(now: number): Buffer {
    return this.#lines.since(now - (FRESH_INTERVALS * this.#everyMs) / 1000);
  }

  /** Why it says nothing at this time; undefined if it has just been started. */
  failure(now: number): Error | undefined {
    const { said, lastAt } = this.#lines;
    if (this.#end !== undefined)
      return new Error(`it ended with ${this.#end}${said === '' ? '' : `: ${said}`}`);
    const silentS = now - (lastAt ?? this.startedAt);
    if (lastAt === undefined && silentS < FIRST_LINE_S) return undefined;
    return new Error(`it has said nothing for ${Math.round(silentS)} s`);
  }

  /** Waits until it has said all that it has to say once, or has ended; `ms` at most. */
  async told(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#onNews = () => {
        if (!this.#lines.isRoundOver && this.#end === undefined) return;
        clearTimeout(timer);
        resolve();
      };
      this.#onNews();
    });
    this.#onNews = () => {};
  }

  kill(): void {
    this.#end ??= 'a kill';
    this.#kill?.();
  }
}
