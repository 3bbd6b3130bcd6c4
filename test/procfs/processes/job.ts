import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** Rows of a sample, and their numbers. */
export type Rows = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A process that answers each line with a line. */
class Answering {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  constructor(command: readonly string[], env: NodeJS.ProcessEnv) {
    const [file = '', ...args] = command;
    this.#child = spawn(file, args, { env });
    this.#child.stderr.pipe(process.stderr);
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async ask(line = ''): Promise<string> {
    this.#child.stdin.write(`${line}\n`);
    const { value, done = false } = await this.#answers.next();
    if (done) throw new Error(`no answer to ${JSON.stringify(line)}`);
    return String(value);
  }

  async end(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    const ended = exitCode === null && signalCode === null ? once(this.#child, 'exit') : undefined;
    this.#child.stdin.end();
    await ended;
  }
}

/**
 * A benchmark and a reader of its processes on this machine: a job of a batch system that has no cgroups, as the environment
 * of both says.
 */
export class JobOfProcesses {
  readonly #reader: Answering;
  readonly #benchmark: Answering;

  /**
   * @param benchmark its command line; for each line it gets it does something, and prints a line when that is done
   * @param before what starts both, if not this process itself
   */
  constructor(benchmark: readonly string[], before: readonly string[] = []) {
    const env = { ...process.env, SLURM_JOB_ID: randomUUID() };
    const reader = path.join(import.meta.dirname, 'reader-process.ts');
    this.#reader = new Answering([...before, process.execPath, '--import', 'tsx', reader], env);
    this.#benchmark = new Answering([...before, ...benchmark], env);
  }

  async tell(what: string): Promise<string> {
    return await this.#benchmark.ask(what);
  }

  async rows(): Promise<Rows> {
    return JSON.parse(await this.#reader.ask());
  }

  async end(): Promise<void> {
    await Promise.all([this.#reader.end(), this.#benchmark.end()]);
  }
}

/** What all rows have of a field. */
export function totalOf(rows: Rows, field: string): number {
  return Object.values(rows).reduce((sum, row) => sum + (row[field] ?? 0), 0);
}
