import { existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** How a batch job ended. */
export interface JobResult {
  /** As Slurm names it: `COMPLETED`, `FAILED`, `CANCELLED`, `TIMEOUT`, `NODE_FAIL`, … */
  readonly state: string;
  /** Of the batch script; 0 if a signal ended it. */
  readonly exitCode: number;
  /** Number of the signal that ended the batch script; 0 if none did. */
  readonly signal: number;
  /** What the script and its steps wrote, stdout and stderr together, as they came. */
  readonly output: string;
}

/** What a job handle needs of its cluster. */
export interface JobContext {
  /** Folder of the outputs and of the files by which the epilog tells of an end. */
  readonly jobs: string;
  /** Aborted when the cluster goes down. */
  readonly down: AbortSignal;
  /** Runs a command on the control host; gives its stdout. */
  control(argv: readonly string[]): Promise<string>;
}

const RECHECK_MS = 20;

/** A batch job that was submitted. */
export class Job {
  readonly id: number;
  readonly #context: JobContext;
  readonly #outputPath: string;
  #finished: Promise<JobResult> | undefined;

  constructor(id: number, context: JobContext) {
    this.id = id;
    this.#context = context;
    this.#outputPath = join(context.jobs, `${id}.out`);
  }

  /** What the job has written so far. */
  output(): string {
    return existsSync(this.#outputPath) ? readFileSync(this.#outputPath, 'utf8') : '';
  }

  /**
   * Resolves with the job's end, when no process of it is left on any node. Rejects when the cluster goes down
   * first. (Not `sbatch --wait`, which looks every 2 to 10 s: slurmctld's epilog writes a file, and that is
   * watched.)
   */
  finished(): Promise<JobResult> {
    this.#finished ??= this.#untilEnd();
    return this.#finished;
  }

  /**
   * Resolves with the match once the job's output has it. Rejects when the job ends without it, or the cluster
   * goes down.
   */
  async printed(pattern: RegExp): Promise<RegExpMatchArray> {
    const match = await this.#when(
      () => this.output().match(pattern) ?? (this.#hasEnded() ? 'ended' : undefined),
    );
    if (match !== 'ended') return match;
    const { state, output } = await this.finished();
    const late = output.match(pattern);
    if (late) return late;
    throw new Error(
      `job ${this.id}: ${state} without printing ${pattern}; it printed: ${output.slice(-500)}`,
    );
  }

  /** Cancels the job, or with `args` for `scancel` sends what they say: `['--signal=USR1']`. */
  async cancel(args: readonly string[] = []): Promise<void> {
    await this.#context.control(['scancel', ...args, String(this.id)]);
  }

  async #untilEnd(): Promise<JobResult> {
    await this.#when(() => (this.#hasEnded() ? 'ended' : undefined));
    for (;;) {
      const shown = await this.#context.control(['scontrol', '--oneliner', 'show', 'job', String(this.id)]);
      const [, state = ''] = /\bJobState=(\S+)/.exec(shown) ?? [];
      const [, exitCode, signal] = /\bExitCode=(\d+):(\d+)/.exec(shown) ?? [];
      if (state !== 'COMPLETING') {
        return { state, exitCode: Number(exitCode), signal: Number(signal), output: this.output() };
      }
      await delay(RECHECK_MS);
    }
  }

  #hasEnded(): boolean {
    return existsSync(join(this.#context.jobs, `${this.id}.ended`));
  }

  // Checks now, and then whenever something in the folder of jobs changes.
  #when<T>(check: () => T | undefined): Promise<T> {
    const { jobs, down } = this.#context;
    const reason = `job ${this.id}: the cluster went down before it ended`;
    return new Promise((resolve, reject) => {
      if (down.aborted) {
        reject(new Error(reason));
        return;
      }
      const watcher = watch(jobs);
      const settle = (end: () => void): void => {
        watcher.close();
        down.removeEventListener('abort', abort);
        end();
      };
      const abort = (): void => settle(() => reject(new Error(reason)));
      const look = (): void => {
        const found = check();
        if (found !== undefined) settle(() => resolve(found));
      };
      down.addEventListener('abort', abort);
      watcher.on('error', (error) => settle(() => reject(error)));
      watcher.on('change', look);
      look();
    });
  }
}
