import { spawn } from 'node:child_process';

/** A file system that has said nothing for so long does not answer, ms. */
const ANSWER_MS = 2000;
/** One that is busy can take longer to create a file. */
const DIRECTORY_MS = 10_000;

/**
 * Whether this host sees a file. Another process looks: where the file system does not answer it is the one that hangs,
 * and this one can still end with the benchmark's exit code.
 * @param answerMs how long it is waited for
 * @param look the command that looks, without the file
 */
export async function isSeen(
  file: string,
  answerMs = ANSWER_MS,
  look: readonly [string, ...string[]] = ['test', '-e'],
): Promise<boolean> {
  return (await exitCode([...look, file], answerMs)) === 0;
}

/** Removes a file that this host sees, in the same way. One that cannot be removed stays. */
export async function removeSeen(file: string): Promise<void> {
  await exitCode(['rm', '-f', '--', file], ANSWER_MS);
}

/** Writes a file into directory $1, with those above it, and removes it. Nobody can have put a link in its place. */
const WRITES = 'mkdir -p -- "$1" && file=$(mktemp -- "$1/.rankstat-probe-XXXXXX") && rm -f -- "$file"';

/**
 * Whether the file system of a directory says anything when it is to be written to, be it that it cannot.
 * @param answerMs how long it is waited for
 */
export async function answers(directory: string, answerMs = DIRECTORY_MS, script = WRITES): Promise<boolean> {
  return (await exitCode(['sh', '-c', script, 'sh', directory], answerMs)) !== undefined;
}

/** The exit code of a command, -1 for another end; undefined if it does not end in time. */
async function exitCode(
  [program = '', ...args]: readonly string[],
  answerMs: number,
): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', timeout: answerMs, killSignal: 'SIGKILL' });
    const late = setTimeout(() => resolve(undefined), answerMs); // It may not even die.
    const settle = (code: number) => {
      clearTimeout(late);
      resolve(code);
    };
    child.on('error', () => settle(-1));
    child.on('exit', (code, signal) => {
      if (signal !== 'SIGKILL') settle(code ?? -1);
    });
    child.unref();
  });
}
