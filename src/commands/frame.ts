// First of all: signals can come at any time.

import os from 'node:os';
import { messageOf } from '../system/errors.ts';
import { codeOf, EXIT, UserError } from '../system/exit.ts';
import { toStderr } from '../system/log.ts';
import { checkNodeVersion } from '../system/node/node-version.ts';
import { onStopSignal } from '../system/signals.ts';
import { printable } from '../system/text/printable.ts';
import { onUncaught } from '../system/uncaught.ts';
import { leave, leaveNow } from '../system/way-out.ts';

/** What a process of ours is. */
export interface Program {
  /**
   * A rank writes nothing to stdout, and opening it takes time; it ends with 0 at a signal. The recorder is the part of
   * `rankstat run` that records: another process runs the benchmark, and takes the signals. A companion does the same for
   * `rankstat wrap`, whose benchmark runs already.
   */
  readonly kind: 'rank' | 'recorder' | 'companion' | 'command';
  /** @throws UserError for bad input */
  readonly run: () => Promise<void>;
  /** The very last thing. */
  readonly onExit?: () => void;
}

/** What cannot be recorded runs all the same. */
const NOT_RECORDED = 'nothing is recorded, the benchmark runs all the same: ';

/** Is what every program of ours is from its begin to the one way out of it. To be called once. */
export function runProgram({ kind, run, onExit }: Program): void {
  /** The exit code of what went wrong, if anything did: it can be told while the process ends. */
  let failure: number | undefined;
  /** Whether another process runs a benchmark, and goes on with it whatever this one comes to. */
  const isBeside = kind === 'recorder' || kind === 'companion';

  /** Says in one line what went wrong, and ends with this code; of what follows from it nothing is said. */
  async function fail(problem: string, code: number): Promise<never> {
    // There is one on each node.
    const name = kind === 'companion' ? `rankstat[${os.hostname()}]` : 'rankstat';
    if (failure === undefined) toStderr(`${name}: ${printable(problem)}\n`);
    failure ??= code;
    return await end(code);
  }

  async function end(code: number): Promise<never> {
    if (onExit !== undefined) process.once('exit', onExit);
    const written = kind === 'rank' ? { stderr: process.stderr } : process;
    return await leave(() => failure ?? code, written, kind === 'rank' ? 'do nothing' : 'end it');
  }

  async function main(): Promise<never> {
    try {
      checkNodeVersion();
      await run();
    } catch (error) {
      const what = isBeside ? NOT_RECORDED : '';
      if (error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd') {
        return await fail(
          `${what}the working directory does not exist any more: cd to another`,
          EXIT.noInput,
        );
      }
      // A run whose arguments are wrong is refused; the benchmark of a companion runs already.
      const before = kind === 'companion' ? NOT_RECORDED : '';
      if (error instanceof UserError) return await fail(`${before}${messageOf(error)}`, error.exitCode);
      return await fail(`${what}${messageOf(error)}`, EXIT.io);
    }
    return await end(Number(process.exitCode ?? EXIT.ok));
  }

  // Until a command takes them over, signals end the process as they do any other.
  onStopSignal((signal) => {
    // A rank that is asked to end before it has begun has done what it should.
    if (!isBeside) leaveNow(kind === 'rank' ? EXIT.ok : codeOf(signal));
  });
  onUncaught((error) => void fail(`${messageOf(error)} ${placeOf(error)}`, EXIT.software));
  if (kind !== 'rank') {
    // What cannot be said is lost; whoever runs a benchmark does not end for that.
    process.stderr.on('error', () => {});
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      // `rankstat summary … | head` closes the pipe; what was found out stays true.
      if (error.code === 'EPIPE') leaveNow(Number(process.exitCode ?? EXIT.ok));
      void fail(`cannot write to stdout: ${messageOf(error)}`, EXIT.io);
    });
  }
  void main();
}

/** Where in the program an error was thrown: for whoever mends it. */
function placeOf(error: unknown): string {
  const [, place = ''] = /\n\s+(at [^\n]+)/.exec(error instanceof Error ? (error.stack ?? '') : '') ?? [];
  return `(a fault of rankstat, ${place || 'place not known'})`;
}
