import type { CapturedFile } from '../reading/captured-file.ts';
import type { Slab } from '../reading/slab.ts';
import { ProgramRun } from './program-run.ts';
import type { AskedProgram, ProgramSettings } from './programs.ts';

/** A program that has ended is started again so long after its last start at the earliest, seconds. */
const START_EVERY_S = 60;

/**
 * What a program has said last, as if it were a file: reading it is copying lines that were heard before, and takes no
 * longer, however long the program does.
 */
export class ProgramFile implements CapturedFile {
  readonly path: string;
  readonly #command: readonly string[];
  readonly #settings: ProgramSettings;
  readonly #now: () => number;
  #run: ProgramRun | undefined;
  /** What was wrong with the run before. */
  #failure: Error | undefined;

  /**
   * @param path of the program, absolute
   * @param now seconds of a monotonic clock
   */
  constructor(path: string, program: AskedProgram, settings: ProgramSettings, now: () => number) {
    this.path = path;
    this.#command = [path, ...program.args(settings.everyMs)];
    this.#settings = settings;
    this.#now = now;
  }

  /**
   * Puts the lines into `slab` that still hold; none as long as it has just been started. It is started if it does not run.
   * @returns the number of bytes
   * @throws Error if the program has ended, or says nothing
   */
  read(slab: Slab): number {
    const now = this.#now();
    const run = this.#running(now);
    const fresh = run.fresh(now);
    if (fresh.length > 0) return slab.put(fresh);
    const failure = run.failure(now) ?? (run.hasSpoken ? undefined : this.#failure);
    if (failure !== undefined) throw failure;
    return slab.put(fresh);
  }

  /** Whether it has just been started and says nothing yet. It is started if it does not run. */
  get isStarting(): boolean {
    const now = this.#now();
    const run = this.#running(now);
    return !run.hasSpoken && run.failure(now) === undefined && this.#failure === undefined;
  }

  /** Starts it, and waits until it has said all that it has to say once, or has ended; `ms` at most. */
  async told(ms: number): Promise<void> {
    await this.#running(this.#now()).told(ms);
  }

  close(): void {
    this.#run?.kill();
    this.#run = undefined;
    this.#failure = undefined;
  }

  #running(now: number): ProgramRun {
    const before = this.#run;
    if (before !== undefined) {
      if (!before.hasEnded || now - before.startedAt < START_EVERY_S) return before;
      this.#failure = before.failure(now);
    }
    this.#run = new ProgramRun(this.#command, this.#settings, this.#now);
    return this.#run;
  }
}
