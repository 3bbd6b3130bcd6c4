import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { summaryOf } from '../commands/summary.ts';
import { systemClock } from '../system/clock.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT } from '../system/exit.ts';
import { createLog, type Log } from '../system/log.ts';
import { type ProgressLine, progressLine } from '../system/progress-line.ts';
import { onStopSignal } from '../system/signals.ts';
import { Collectors } from './collectors.ts';
import { checkResultsDir } from './results-dir.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Runs a benchmark between the start and the stop of collectors. Whatever happens to those, the benchmark runs.
 * @returns the exit code of the benchmark; 75 if it is 0 but coverage incomplete, with `strict`
 * @throws UserError if the results directory cannot be written, before anything is started
 */
export async function runBenchmark(options: RunOptions, command: readonly string[]): Promise<number> {
  const line = progressLine(process.stderr, options.verbosity === 'quiet' ? 'unwanted' : 'wanted');
  const log = createLog('rankstat', options.verbosity, (message) => {
    line.clear();
    process.stderr.write(message);
  });
  if (options.skipTimeseries) return (await runCommand(command, process.env, log)).code;
  await checkResultsDir(options.resultsDir, options.journalDir);
  const clock = systemClock();
  const collectors = await startCollectors(options, log, line);
  const start = clock.wall();
  const info = { command: shortened(command), start, end: null, exit_code: null };
  await collectors?.benchmark(info);
  const env = { ...process.env, ...collectors?.environment };
  const { code } = await runCommand(command, env, log);
  onStopSignal(leaveAtSecondSignal(collectors, log));
  await collectors?.benchmark({ ...info, end: clock.wall(), exit_code: code });
  const file = await collectors?.stop('the benchmark has ended');
  const shown = file === undefined ? false : await showSummary(file, options, log);
  const complete = shown && collectors?.endedEarly === false;
  if (code === EXIT.ok && options.strict && !complete) {
    log.warn('coverage is incomplete (--strict)');
    return EXIT.incomplete;
  }
  return code;
}

/** Beyond these a command line is cut: what is noted of it must pass as a message. */
const MOST_ARGUMENTS = 1000;
const MOST_COMMAND_CHARS = 16_000;

/** A command line, cut with an ellipsis where it is too long to be noted. */
function shortened(command: readonly string[]): string[] {
  let room = MOST_COMMAND_CHARS;
  const kept: string[] = [];
  for (const argument of command) {
    if (kept.length === MOST_ARGUMENTS || argument.length > room)
      return [...kept, `${argument.slice(0, Math.min(room, 100))}…`];
    kept.push(argument);
    room -= argument.length;
  }
  return kept;
}

async function startCollectors(
  options: RunOptions,
  log: Log,
  line: ProgressLine,
): Promise<Collectors | undefined> {
  let collectors: Collectors | undefined;
  // Until the benchmark runs there is nothing to wait for.
  onStopSignal((signal) => {
    collectors?.abort();
    line.clear();
    process.exit(128 + constants.signals[signal]);
  });
  try {
    collectors = await Collectors.start(options, log, line);
    await collectors.ready(options.readyTimeout * 1000);
    return collectors;
  } catch (error) {
    log.warn(`nothing is recorded, the benchmark runs all the same: ${messageOf(error)}`);
    return undefined;
  }
}

/** Runs the command with our standard streams, and passes signals on to it. */
async function runCommand(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  log: Log,
): Promise<{ readonly code: number }> {
  const [file = '', ...args] = command;
  return await new Promise((resolve) => {
    // Before the command is there: it can be so quick to say that it is ready for signals.
    let child: ChildProcess | undefined;
    const pass = (signal: NodeJS.Signals) => {
      if (!sentByTerminal(signal)) child?.kill(signal);
    };
    onStopSignal(pass);
    for (const signal of ALSO_PASSED) process.on(signal, pass);
    child = spawn(file, args, { stdio: 'inherit', env });
    child.on('error', (error: NodeJS.ErrnoException) => {
      log.warn(`cannot run ${file}: ${error.code === 'ENOENT' ? 'there is no such command' : error.message}`);
      resolve({ code: error.code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE });
    });
    child.on('exit', (code, signal) => {
      resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });
}

/**
 * While the file is made, one signal can be an echo of that which has ended the benchmark. The collectors are in
 * a session of their own: they finish without us.
 */
function leaveAtSecondSignal(collectors: Collectors | undefined, log: Log): (signal: NodeJS.Signals) => void {
  let signals = 0;
  return (signal) => {
    signals++;
    if (signals === 1) log.warn(`the file is being made; another ${signal} leaves without waiting for it`);
    else {
      log.warn(`left before the file was there. ${collectors?.whereabouts ?? ''}`);
      collectors?.leave();
      process.exit(128 + constants.signals[signal]);
    }
  };
}

/** Signals that mean something to benchmarks and nothing to us; batch systems send them before a time limit. */
const ALSO_PASSED: readonly NodeJS.Signals[] = ['SIGUSR2', 'SIGALRM', 'SIGQUIT'];

// As shells have it.
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/**
 * A terminal sends Ctrl-C to the command, too. Sent twice, srun and mpirun would kill the benchmark instead of
 * ending it.
 */
function sentByTerminal(signal: NodeJS.Signals): boolean {
  return (signal === 'SIGINT' || signal === 'SIGQUIT') && process.stdin.isTTY === true;
}

/** @returns whether every host is complete */
async function showSummary(file: string, { verbosity }: RunOptions, log: Log): Promise<boolean> {
  try {
    const { text, complete } = await summaryOf(file, process.stderr);
    if (verbosity !== 'quiet') process.stderr.write(text);
    return complete;
  } catch (error) {
    log.warn(`no summary of ${file}: ${messageOf(error)}`);
    return false;
  }
}
