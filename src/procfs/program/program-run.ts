import { startGuarded } from './guarded-program.ts';
import { LastLines } from './last-lines.ts';
import type { ProgramSettings } from './programs.ts';

/** So long a program may take to say its first line, seconds: a driver that nobody uses has to wake its cards. */
const FIRST_LINE_S = 30;
/** What it has said holds for so many of its intervals. */
const FRESH_INTERVALS = 3;
/** Who says more than this in one of its intervals would keep this process busy, and has nothing to say. */
const MOST_MIB = 1;
const MIB = 1024 * 1024;

/** A program from its start to its end. */
export class ProgramRun {
  /** Seconds of a monotonic clock. */
  readonly startedAt: number;
  readonly #everyMs: number;
  readonly #lines = new LastLines();
  #end: string | undefined;
  #kill: (() => void) | undefined;
  #onNews = () => {};
  /** Whether it was waited for its first line, in vain. */
  #isOverdue = false;
  /** From when on it is counted what it says. */
  #countedFrom: number;
  #bytes = 0;

  /**
   * Starts a program when what is under way, a tick, is over: that takes a millisecond or two.
   * @param command its absolute path, and its arguments
   * @param now seconds of a monotonic clock
   */
  constructor(command: readonly string[], { env, everyMs }: ProgramSettings, now: () => number) {
    this.startedAt = now();
    this.#countedFrom = this.startedAt;
    this.#everyMs = everyMs;
    setImmediate(() => {
      if (this.#end !== undefined) return;
      this.#kill = startGuarded(command, env, {
        onOutput: (bytes) => {
          this.#lines.add(bytes, now());
          this.#count(bytes.length, now());
          this.#onNews();
        },
        onErrorOutput: (bytes) => {
          this.#lines.note(bytes.toString());
          this.#count(bytes.length, now());
        },
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
    if (lastAt === undefined && silentS < FIRST_LINE_S && !this.#isOverdue) return undefined;
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
    this.#isOverdue = !this.hasSpoken;
  }

  kill(): void {
    this.#endWith('a kill');
  }

  #endWith(how: string): void {
    this.#end ??= how;
    this.#kill?.();
  }

  /** Ends it if it says too much. */
  #count(bytes: number, now: number): void {
    if (now - this.#countedFrom >= this.#everyMs / 1000) {
      this.#countedFrom = now;
      this.#bytes = 0;
    }
    this.#bytes += bytes;
    if (this.#bytes > MOST_MIB * MIB)
      this.#endWith(`a kill, for it has said more than ${MOST_MIB} MiB at once`);
  }
}
