import { type Clock, HeldClock } from '../system/clock.ts';
import { messageOf } from '../system/errors.ts';
import { codeOf, EXIT, UserError } from '../system/exit.ts';
import type { Log } from '../system/log.ts';
import type { ProgressLine } from '../system/progress-line.ts';
import type { BenchmarkInfo } from '../wire/records.ts';
import type { Collectors } from './collectors.ts';
import { notedCommand } from './noted-command.ts';
import { checkResultsDir } from './results-dir.ts';
import { nothingStarted } from './wording.ts';

/** What a run is made of. */
export interface RunParts {
  /** The benchmark's command line. */
  readonly command: readonly string[];
  /**
   * Has it run, with these variables in addition.
   * @returns its exit code
   * @throws Error if it will not be known
   */
  readonly runCommand: (env: Record<string, string>) => Promise<number>;
  readonly resultsDir: string;
  readonly journalDir: string | undefined;
  /** Nothing must be started any more when the signal is aborted. */
  readonly startCollectors: (aborted: AbortSignal) => Promise<RunCollectors>;
  /** So long the benchmark waits for them at most, ms. */
  readonly readyTimeoutMs: number;
  /** Called when the benchmark has ended, before the file is made. @param began when it did, ms since 1970 */
  readonly onEnded: (began: number) => void;
  /** Shows what the hosts did. @returns whether every host is complete */
  readonly showSummary: (file: string) => Promise<boolean>;
  /** Whether incomplete coverage is a failure. */
  readonly strict: boolean;
  /** Has the signals that come while there is no benchmark handled from now on: before it, or after its end. */
  readonly onSignal: (handle: (signal: NodeJS.Signals) => void) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly line: ProgressLine;
}

/** The collectors, as far as a run deals with them. */
export type RunCollectors = Pick<
  Collectors,
  'ready' | 'benchmark' | 'environment' | 'stop' | 'leave' | 'abort' | 'whereabouts'
>;

/**
 * Records a benchmark between the start and the stop of collectors. Whatever happens to those, the benchmark runs.
 * @returns the exit code of the benchmark; 75 if it is 0 but coverage incomplete, with `strict`; 128 and the number of
 *   the signal that has come instead of the benchmark, or has ended the wait for the file. The process can end then.
 * @throws UserError if the results directory cannot be written, before anything is started, with `strict`
 * @throws Error if the benchmark's end will not be known
 */
export async function runBenchmark(parts: RunParts): Promise<number> {
  const { runCommand, strict, onSignal, log, line } = parts;
  const starting = new AbortController();
  const left = (signal: NodeJS.Signals) => {
    starting.abort();
    line.clear();
    return codeOf(signal);
  };
  // Without a benchmark there is nothing to wait for. It is not begun if a signal has overtaken the word that it may.
  const asked = new Promise<NodeJS.Signals>((resolve) => onSignal(resolve));
  const begun = await Promise.race([begin(parts, starting.signal), asked]);
  if (typeof begun === 'string') return left(begun);
  const { collectors, info, clock } = begun;
  let code: number;
  try {
    const ended = await Promise.race([runCommand({ ...collectors?.environment }), asked]);
    if (typeof ended === 'string') return left(ended);
    code = ended;
  } catch (error) {
    // They notice that nobody waits for them, and make the file.
    collectors?.leave();
    throw error;
  }
  const leaves = secondSignal(parts, collectors);
  if (info.start !== null && collectors !== undefined) parts.onEnded(info.start);
  const finished = finish(parts, collectors, { ...info, end: clock.wall(), exit_code: code });
  const outcome = await Promise.race([finished, leaves]);
  if (outcome !== 'complete' && outcome !== 'incomplete') {
    collectors?.leave();
    return codeOf(outcome);
  }
  if (code !== EXIT.ok || !strict || outcome === 'complete') return code;
  log.warn('coverage is incomplete (--strict)');
  return EXIT.incomplete;
}

interface Begun {
  /** Undefined if they could not be started, which was said. */
  readonly collectors: RunCollectors | undefined;
  /** What is known of the benchmark, which begins. */
  readonly info: BenchmarkInfo;
  /** Held since it began: how long it took nobody can set. */
  readonly clock: HeldClock;
}

/**
 * Starts the collectors and waits for them, as long as the benchmark may wait.
 * @throws UserError if there would be no place for the file, with `strict`
 */
async function begin(parts: RunParts, aborted: AbortSignal): Promise<Begun> {
  const { command, resultsDir, journalDir, startCollectors, readyTimeoutMs, strict, clock, log } = parts;
  let collectors: RunCollectors | undefined;
  try {
    await checkResultsDir(resultsDir, journalDir);
    const started = await startCollectors(aborted);
    collectors = started;
    aborted.addEventListener('abort', () => started.abort());
    await started.ready(readyTimeoutMs);
  } catch (error) {
    if (strict && error instanceof UserError)
      throw new UserError(error.exitCode, `${error.message}; nothing was started (--strict)`);
    if (collectors === undefined && !aborted.aborted) log.warn(nothingStarted(messageOf(error)));
    else log.detail(messageOf(error));
  }
  const held = new HeldClock(clock);
  held.hold();
  const info = { command: notedCommand(command), start: held.wall(), end: null, exit_code: null };
  await collectors?.benchmark(info);
  return { collectors, info, clock: held };
}

/** Stops the collectors and shows what they have recorded. Never rejects. */
async function finish(
  { showSummary, log }: RunParts,
  collectors: RunCollectors | undefined,
  info: BenchmarkInfo,
): Promise<'complete' | 'incomplete'> {
  if (collectors === undefined) return 'incomplete';
  let file: string | undefined;
  try {
    await collectors.benchmark(info);
    const collected = await collectors.stop('the benchmark has ended');
    file = collected.file;
    if (file === undefined) return 'incomplete';
    const isComplete = await showSummary(file);
    return isComplete && !collected.endedEarly ? 'complete' : 'incomplete';
  } catch (error) {
    log.warn(`${file === undefined ? 'the collectors' : `no summary of ${file}`}: ${messageOf(error)}`);
    return 'incomplete';
  }
}

/**
 * The second signal while the file is made: one can be an echo of that which has ended the benchmark. The collectors
 * are in a session of their own: they finish without us.
 */
async function secondSignal(
  { onSignal, log }: RunParts,
  collectors: RunCollectors | undefined,
): Promise<NodeJS.Signals> {
  return await new Promise((resolve) => {
    let signals = 0;
    onSignal((signal) => {
      signals++;
      if (signals === 1) log.warn(`the file is being made; another ${signal} leaves without waiting for it`);
      else {
        if (signals === 2) log.warn(`left before the file was there. ${collectors?.whereabouts ?? ''}`);
        resolve(signal);
      }
    });
  });
}
