// First of all: signals can come at any time.

import { RECORDER_VARIABLE } from '../benchmark/node-variables.ts';
import { onSignals } from '../benchmark/stand-in-signals.ts';
import { messageOf } from '../system/errors.ts';
import { codeOf, EXIT, UserError } from '../system/exit.ts';
import { toStderr } from '../system/log.ts';
import { checkNodeVersion } from '../system/node/node-version.ts';
import { letTerminalsGo } from '../system/node/terminals.ts';
import { onStopSignal } from '../system/signals.ts';
import { printable } from '../system/text/printable.ts';
import { onUncaught } from '../system/uncaught.ts';
import { leave, leaveNow } from '../system/way-out.ts';

/** A rank writes nothing to stdout, and opening it takes time. */
const isRank = process.argv[2] === 'rank';
/** Whether this is the part of `rankstat run` that records; another process runs the benchmark, and takes the signals. */
const isRecorder = process.env[RECORDER_VARIABLE] !== undefined;
if (isRecorder) onSignals();
// Until a command takes them over, signals end the process as they do any other.
onStopSignal((signal) => {
  // A rank that is asked to end before it has begun has done what it should.
  if (!isRecorder) leaveNow(isRank ? EXIT.ok : codeOf(signal));
});
onUncaught((error) => void fail(`${messageOf(error)} ${placeOf(error)}`, EXIT.software));

/** The exit code of what went wrong, if anything did: it can be told while the process ends. */
let failure: number | undefined;
if (!isRank) {
  // What cannot be said is lost; whoever runs a benchmark does not end for that.
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `rankstat summary … | head` closes the pipe.
    if (error.code === 'EPIPE') leaveNow(EXIT.ok);
    void fail(`cannot write to stdout: ${messageOf(error)}`, EXIT.io);
  });
}

async function main(): Promise<never> {
  try {
    checkNodeVersion();
    if (process.argv[2] === 'check') {
      await import('../job/parts.ts');
      process.stdout.write('done\n');
      return await end(EXIT.ok);
    }
    // Only now: packages ask for the working directory when they are loaded, and it can be gone.
    const { runCommandLine } = await import('./parser.ts');
    await runCommandLine(process.argv.slice(2));
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd') {
      const what = 'the working directory does not exist any more: cd to another';
      return await fail(isRecorder ? `${NOT_RECORDED}${what}` : what, EXIT.noInput);
    }
    if (error instanceof UserError) return await fail(messageOf(error), error.exitCode);
    return await fail(`${isRecorder ? NOT_RECORDED : ''}${messageOf(error)}`, EXIT.io);
  }
  return await end(Number(process.exitCode ?? EXIT.ok));
}

/** What cannot be recorded runs all the same. */
const NOT_RECORDED = 'nothing is recorded, the benchmark runs all the same: ';

/** Says in one line what went wrong, and ends with this code; of what follows from it nothing is said. */
async function fail(problem: string, code: number): Promise<never> {
  if (failure === undefined) toStderr(`rankstat: ${printable(problem)}\n`);
  failure ??= code;
  return await end(code);
}

async function end(code: number): Promise<never> {
  // It shares its terminal with the benchmark.
  if (isRecorder) process.once('exit', letTerminalsGo);
  const written = isRank ? { stderr: process.stderr } : process;
  return await leave(() => failure ?? code, written, isRank ? 'do nothing' : 'end it');
}

/** Where in the program an error was thrown: for whoever mends it. */
function placeOf(error: unknown): string {
  const [, place = ''] = /\n\s+(at [^\n]+)/.exec(error instanceof Error ? (error.stack ?? '') : '') ?? [];
  return `(a fault of rankstat, ${place || 'place not known'})`;
}

void main();
