import { spawn } from 'node:child_process';

/** What a command prints; undefined if it fails, prints too much, or does not end in time. */
export type Ask = (command: readonly [string, ...string[]]) => Promise<string | undefined>;

/** A storage that does not answer must not hold up the benchmark, ms. */
const ANSWER_MS = 1000;
const MOST_CHARS = 256 * 1024;

/** Asks another process: where the storage does not answer it is the one that hangs, and is left to itself. */
export function askFor(answerMs = ANSWER_MS): Ask {
  // A word that is too long for any process is no error of `spawn` but thrown by it.
  return async (command) => await answerOf(command, answerMs).catch(() => undefined);
}

async function answerOf(
  [program, ...args]: readonly [string, ...string[]],
  answerMs: number,
): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    const settle = (answer: string | undefined) => {
      clearTimeout(late);
      child.stdout.destroy();
      child.kill('SIGKILL'); // It may not even die.
      child.unref();
      resolve(answer);
    };
    const late = setTimeout(() => settle(undefined), answerMs);
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.length > MOST_CHARS) settle(undefined);
    });
    child.on('error', () => settle(undefined));
    child.on('close', (code) => settle(code === 0 ? text : undefined));
  });
}
