import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { printable } from '../system/text/printable.ts';
import { MOST_OF_A_LINE, TextLines } from '../system/text/text-lines.ts';
import type { AbsentHost } from '../wire/records.ts';

/** Lines of the launcher's own messages that are kept, to be shown when it fails. */
const MOST_LAST_WORDS = 5;
/** Lines of collectors that are kept, to know what was said. */
const MOST_PASSED_ON = 100;
/** What collectors themselves say; they are as talkative as `run` is. */
const OURS = /^rankstat(?=\[)/;
/** What `bin/rankstat` and the starters say where no collector can start. */
const ABSENT = /^rankstat\[([\w.-]{1,255})\]: this host is not recorded: (.+)$/;
/** So much of the reason is told on, characters. */
const MOST_OF_A_REASON = 300;
/**
 * What it has said last can be read only after it has ended, and all of it has been read when its pipe is closed. A
 * process that it has left behind can hold the pipe for good; so long is waited for that, ms.
 */
export const PIPE_CLOSES_MS = 1000;

/**
 * Reads until nobody has the pipe any more. After $2 seconds it ends process $1, if that is still the one that it was at
 * first: a number is given to another process in time.
 */
const AFTERWARDS = `
exec 3<&0 </dev/null
cat <&3 >/dev/null &
exec 3<&-
since() { cut -d ' ' -f 22 "/proc/$1/stat" 2>/dev/null; }
first=$(since "$1")
left=$2
while [ "$left" -gt 0 ] && [ "$(since "$1")" = "$first" ]; do sleep 1; left=$((left - 1)); done
for signal in TERM KILL; do
  [ -n "$first" ] && [ "$(since "$1")" = "$first" ] && kill -s "$signal" "$1" && sleep 1
done`;

/** What a process that starts collectors is given. */
export interface LauncherParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Called once, when it has ended and what it said was heard: how, or why it could not be started. */
  readonly onEnd: (how: string) => void;
  /** Called when a host has said that it is not recorded. */
  readonly onAbsent: (absent: AbsentHost) => void;
}

/** The process that has started the collectors: what it and they say, and how it ends. */
export class LauncherProcess {
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onEnd: (how: string) => void;
  readonly #onAbsent: (absent: AbsentHost) => void;
  readonly #lastWords: string[] = [];
  readonly #passedOn: string[] = [];
  readonly #lines = new TextLines((line) => this.#hear(line), MOST_OF_A_LINE);
  #hasEnded = false;

  /** @param child its stderr is a pipe */
  constructor(child: ChildProcess, { clock, log, onEnd, onAbsent }: LauncherParts) {
    this.#child = child;
    this.#clock = clock;
    this.#log = log;
    this.#onEnd = onEnd;
    this.#onAbsent = onAbsent;
    child.stderr?.setEncoding('utf8').on('data', this.#lines.take);
    child.on('error', (error) => {
      // It is also said of a signal that could not be sent.
      if (child.pid === undefined) this.#end(error.message);
      else log.detail(`the launcher of the collectors: ${error.message}`);
    });
    child.on('exit', (code, signal) => this.#exited(signal ?? `exit code ${code}`));
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Does not keep this process any more. */
  unref(): void {
    this.#child.unref();
  }

  /**
   * Leaves it and the collectors to end by themselves, and has it killed if it has not by then: nothing of ours stays for
   * good. What they say goes nowhere from now on; a pipe that nobody reads would end hydra, and with it the ranks.
   * @param ms until it is killed
   */
  leave(ms: number): void {
    const { stderr, pid } = this.#child;
    if (!stderr || stderr.destroyed || pid === undefined) return;
    const args = ['-c', AFTERWARDS, 'rankstat-afterwards', String(pid), String(Math.ceil(ms / 1000))];
    spawn('sh', args, { stdio: [stderr, 'ignore', 'ignore'], detached: true })
      .on('error', () => {})
      .unref();
  }

  /** What the launcher itself has said last, line by line, which is why it failed; each is given once. */
  takeLastWords(): string[] {
    return this.#lastWords.splice(0);
  }

  /** Whether it has passed on a line of a collector that begins so, `[HOST]: …`, among the last that it has. */
  hasPassedOn(beginning: string): boolean {
    const printed = printable(beginning);
    return this.#passedOn.some((line) => line.startsWith(printed));
  }

  /** It is over as soon as all that it has said was read. */
  #exited(how: string): void {
    const cancel = this.#clock.after(PIPE_CLOSES_MS, () => this.#end(how));
    this.#child.on('close', () => {
      cancel();
      this.#end(how);
    });
  }

  #end(how: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#lines.end();
    this.#onEnd(how);
  }

  #hear(line: string): void {
    if (OURS.test(line)) {
      const theirs = line.replace(OURS, '');
      this.#log.info(theirs);
      keep(this.#passedOn, theirs, MOST_PASSED_ON);
      const [, host, why] = ABSENT.exec(line) ?? [];
      if (host !== undefined && why !== undefined) this.#onAbsent({ host, reason: shortened(why) });
    } else if (line.trim() !== '') {
      this.#log.detail(line);
      keep(this.#lastWords, line, MOST_LAST_WORDS);
    }
  }
}

/** A reason for a file that others read, of a bounded length. */
function shortened(why: string): string {
  const characters = [...printable(why)];
  if (characters.length <= MOST_OF_A_REASON) return characters.join('');
  return `${characters.slice(0, MOST_OF_A_REASON - 1).join('')}…`;
}

/** Keeps the last lines, `most` of them. */
function keep(lines: string[], line: string, most: number): void {
  lines.push(line);
  if (lines.length > most) lines.shift();
}
