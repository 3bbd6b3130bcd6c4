import { spawn } from 'node:child_process';

/** A file system that has said nothing for so long does not answer, ms. */
const ANSWER_MS = 2000;

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
  return await succeeds([...look, file], answerMs);
}

/** Removes a file that this host sees, in the same way. One that cannot be removed stays. */
export async function removeSeen(file: string): Promise<void> {
  await succeeds(['rm', '-f', '--', file], ANSWER_MS);
}

async function succeeds([program = '', ...args]: readonly string[], answerMs: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', timeout: answerMs, killSignal: 'SIGKILL' });
    const late = setTimeout(() => resolve(false), answerMs); // It may not even die.
    const settle = (answer: boolean) => {
      clearTimeout(late);
      resolve(answer);
    };
    child.on('error', () => settle(false));
    child.on('exit', (code) => settle(code === 0));
    child.unref();
  });
}
