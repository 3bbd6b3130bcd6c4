import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isCode, messageOf } from '../system/errors.ts';
import type { Log } from '../system/log.ts';

/** What a benchmark is run in. */
export interface Surroundings {
  /** What is in front of us: a terminal sends Ctrl-C to the command, too. */
  readonly stdin: { readonly isTTY?: boolean };
  /** Has each signal that is sent to us given to `handle` from now on. */
  readonly onSignal: (handle: (signal: NodeJS.Signals) => void) => void;
  readonly log: Log;
}

/** Signals that mean something to benchmarks and nothing to us; batch systems send them before a time limit. */
const ALSO_PASSED: readonly NodeJS.Signals[] = ['SIGUSR2', 'SIGALRM', 'SIGQUIT'];

// As shells have it.
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/**
 * Runs the command with our standard streams, and passes signals on to it.
 * @returns its exit code as a shell gives it: 128 and the signal's number if one has ended it, 127 if there is no such
 *   command, 126 if it cannot be executed
 */
export async function runToItsEnd(
  [file = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  { stdin, onSignal, log }: Surroundings,
): Promise<number> {
  // Before the command is there: it can be so quick to say that it is ready for signals.
  let child: ChildProcess | undefined;
  onSignal((signal) => {
    if (!isSentByTerminal(signal, stdin)) child?.kill(signal);
  });
  try {
    // Some of what can be wrong with a command is thrown at once, and some is an event.
    const started = spawn(file, args, { stdio: 'inherit', env });
    child = started;
    return await new Promise((resolve, reject) => {
      started.on('error', (error) => {
        // It is also said of a signal that could not be sent.
        if (started.pid === undefined) reject(error);
        else log.warn(`${file}: ${error.message}`);
      });
      started.on('exit', (code, signal) => resolve(code ?? codeOf(signal)));
    });
  } catch (error) {
    const isMissing = isCode(error, 'ENOENT');
    log.warn(`cannot run ${file}: ${isMissing ? 'there is no such command' : messageOf(error)}`);
    return isMissing ? NOT_FOUND : NOT_EXECUTABLE;
  }
}

/** The exit code that stands for an end by a signal. */
export function codeOf(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** What has signals handled. */
type OnSignal = Surroundings['onSignal'];

/**
 * All the signals that a benchmark may be sent and that can be heard: those that ask us to end, and those of the
 * process that mean nothing to us.
 */
export function anySignal(
  onStopSignal: OnSignal,
  process: { on(signal: NodeJS.Signals, handle: (signal: NodeJS.Signals) => void): unknown },
): OnSignal {
  return (handle) => {
    onStopSignal(handle);
    for (const signal of ALSO_PASSED) process.on(signal, handle);
  };
}

/** Sent twice, Ctrl-C would have srun and mpirun kill the benchmark instead of ending it. */
function isSentByTerminal(signal: NodeJS.Signals, stdin: Surroundings['stdin']): boolean {
  return (signal === 'SIGINT' || signal === 'SIGQUIT') && stdin.isTTY === true;
}
