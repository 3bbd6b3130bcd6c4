import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import type { Clock } from '../system/clock.ts';
import { ownCommand } from '../system/installation.ts';
import { lastSaid } from '../system/last-said.ts';
import { within } from '../system/patience.ts';

/** A page that is to be made. */
export interface PageAtTheEnd {
  readonly file: string;
  readonly page: string;
  /** Files of the benchmark's own results. */
  readonly results: readonly string[];
  readonly clock: Clock;
  /** The program that makes it, to be called with what it is to read and write. */
  readonly command: readonly [string, ...string[]];
}

/** So long it may take, ms, and one more for each so many bytes of the file: some ten times what it takes. */
const MOST_MS = 60_000;
const BYTES_PER_MS = 5000;
/** Of what it says only the end is told. */
const MOST_SAID = 4096;

/** `rankstat report` of this installation. */
export function reportCommandLine(): readonly [string, ...string[]] {
  return ownCommand('report');
}

/**
 * Makes a page of a series file, by another process: that takes memory, and whatever comes of it must not end this one, which
 * is still to say what was recorded. It is in no group that signals of a terminal go to, and is ended where this process ends.
 * @throws Error that says why there is none
 */
export async function pageByProcess({ file, page, results, clock, command }: PageAtTheEnd): Promise<void> {
  const [program, ...args] = command;
  const given = results.flatMap((result) => ['--result', result]);
  const { size } = await stat(file);
  const child = spawn(program, [...args, '-o', page, ...given, file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-MOST_SAID);
  });
  const end = () => void child.kill('SIGTERM');
  process.once('exit', end);
  const made = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(lastSaid(said) ?? `what makes it ended with ${signal ?? `code ${code}`}`));
    });
  });
  const most = MOST_MS + size / BYTES_PER_MS;
  try {
    await within(clock, most, made, () => new Error(`not made within ${Math.round(most / 1000)} s`));
  } catch (error) {
    end();
    child.stderr.destroy();
    child.unref();
    throw error;
  } finally {
    process.off('exit', end);
  }
}
