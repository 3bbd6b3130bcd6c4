import { spawn } from 'node:child_process';
import { resultsFromMessage } from '../../result/message.ts';
import type { RunResults, WantedResults } from '../../result/results-of-run.ts';
import type { Clock } from '../../system/clock.ts';
import { ownCommand } from '../../system/installation.ts';
import { within } from '../../system/patience.ts';

/**
 * From the end of the benchmark on a search has so long at least, ms: as a file system that has said nothing for so long does
 * not answer. A file of the collectors that takes longer to make gives it more.
 */
export const LEAST_MS = 2000;
/** More is no answer. */
const MOST_CHARS = 2 ** 24;

/** `rankstat results` of this installation. */
export function searchCommand(): readonly [string, ...string[]] {
  return ownCommand('results');
}

/**
 * A search for what a benchmark says of itself, by another process: its results can lie on a file system that does not answer,
 * perhaps the one under test. It is that process which hangs then, and it is left behind. It is in no group that signals of a
 * terminal go to, and ends when this process does, of which its stdin tells it.
 */
export class ResultsSearch {
  readonly #clock: Clock;
  readonly #began: number;
  readonly #answer: Promise<RunResults | undefined>;
  #giveUp: () => void = () => {};

  /** @param command the program that looks, to be called with what is wanted as JSON */
  constructor(wanted: WantedResults, clock: Clock, command: readonly [string, ...string[]]) {
    this.#clock = clock;
    this.#began = clock.mono();
    this.#answer = this.#ask(wanted, command).catch(() => undefined); // There is no room for another process.
  }

  /** What was found, when there is no more time for it; undefined if it did not come to its end. Never rejects. */
  async results(): Promise<RunResults | undefined> {
    const left = Math.max(0, this.#began + LEAST_MS - this.#clock.mono());
    const late = () => new Error('no answer');
    const found = await within(this.#clock, left, this.#answer, late).catch(() => undefined);
    this.#giveUp();
    return found;
  }

  async #ask(wanted: WantedResults, [program, ...args]: readonly [string, ...string[]]) {
    return await new Promise<RunResults | undefined>((resolve) => {
      const child = spawn(program, [...args, JSON.stringify(wanted)], {
        stdio: ['pipe', 'pipe', 'ignore'],
        detached: true,
      });
      let said = '';
      this.#giveUp = () => {
        resolve(undefined);
        child.kill('SIGKILL');
        child.stdin.destroy();
        child.stdout.destroy();
        child.unref();
      };
      child.stdin.on('error', () => {}); // It has ended.
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.length > MOST_CHARS) this.#giveUp();
      });
      child.once('error', () => resolve(undefined));
      child.once('close', () => resolve(resultsFromMessage(said)));
    });
  }
}
