import type { Clock } from '../system/clock.ts';
import { Condition } from '../system/condition.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import type { Status } from '../wire/control.ts';
import { type Wish, wishesIn } from './keys.ts';
import type { Follower } from './live/follower.ts';
import type { Screen, ScreenEvents } from './screen.ts';
import { type LastHeard, topState } from './state-of-job.ts';
import { hostLines, type Paper, screenful, type TopChoice } from './view/table.ts';

/** A job that is to be watched, and what it is watched with. */
export interface WatchedJob {
  readonly follower: Pick<Follower, 'live' | 'begin' | 'next'>;
  /** The job's, with its list of hosts. */
  readonly status: Status;
  readonly choice: TopChoice;
  readonly paper: Pick<Paper, 'color' | 'glyphs'>;
  /** The one that the follower has. */
  readonly clock: Clock;
  /** Takes over the terminal. */
  readonly openScreen: (events: ScreenEvents) => Pick<Screen, 'size' | 'show' | 'close'>;
  /** Whether there is a file. */
  readonly exists: (path: string) => Promise<boolean>;
}

const LOOK_EVERY_MS = 1000;
/** While a job ends: rank 0 waits a moment for those who want to hear how. */
const LOOK_AT_END_MS = 100;
/** So long a silence of rank 0 means that it will not be heard again. */
const GONE_AFTER_MS = 60_000;

/**
 * Shows a job on the terminal until it ends or the person has seen enough.
 * @returns the series file; undefined if the job goes on
 * @throws UserError if the job has no file or is gone
 */
export async function watchJob(job: WatchedJob): Promise<string | undefined> {
  const watching = new Watching(job);
  try {
    return await watching.whenOver();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(EXIT.io, messageOf(error));
  } finally {
    watching.close();
  }
}

class Watching {
  readonly #job: WatchedJob;
  readonly #screen: ReturnType<WatchedJob['openScreen']>;
  readonly #leaving: Condition;
  #hasLeft = false;
  #choice: TopChoice;
  #status: Status;
  #heard: LastHeard | undefined;
  #trouble: string | null = null;

  constructor(job: WatchedJob) {
    this.#job = job;
    this.#status = job.status;
    this.#choice = job.choice;
    this.#leaving = new Condition(job.clock);
    this.#screen = job.openScreen({
      onInput: (text) => {
        for (const wish of wishesIn(text)) this.#grant(wish);
        this.#draw();
      },
      onResize: () => this.#draw(),
    });
  }

  /** Resolves with the file when the job has ended, with undefined when the person leaves. */
  async whenOver(): Promise<string | undefined> {
    const left = this.#leaving.until(() => this.#hasLeft).then(() => undefined);
    // Who leaves does not wait for rank 0 to answer, nor hear what fails then: the race listens to both to their end.
    return await Promise.race([this.#follow(), left]);
  }

  close(): void {
    this.#screen.close();
  }

  async #follow(): Promise<string | undefined> {
    const { follower, clock } = this.#job;
    let silentSince = clock.mono();
    let begun = false;
    while (!this.#hasLeft) {
      begun ||= await follower.begin(this.#status, (share) => this.#drawShare(share));
      const glance = begun ? await follower.next() : undefined;
      const now = clock.mono();
      if (glance !== undefined) {
        silentSince = now;
        const { status, time } = glance;
        this.#status = status;
        this.#heard = { status, time, mono: now };
        this.#trouble = null;
        if (status.phase === 'done') return status.file;
        if (status.phase === 'failed') {
          throw new UserError(EXIT.io, status.problem ?? `${status.file} could not be made`);
        }
      } else if (await this.#hasEnded(now - silentSince)) return this.#status.file;
      this.#draw();
      const isEnding = this.#status.phase === 'stopping' || this.#status.phase === 'merging';
      await this.#leaving.until(() => this.#hasLeft, isEnding ? LOOK_AT_END_MS : LOOK_EVERY_MS);
    }
    return undefined;
  }

  /**
   * Whether rank 0, which has not answered, has made the file; else it is shown for how long it has been silent.
   * @throws UserError when that is too long
   */
  async #hasEnded(silentMs: number): Promise<boolean> {
    const { file, journal } = this.#status;
    if (await this.#job.exists(file)) return true;
    if (silentMs > GONE_AFTER_MS) {
      const recover = `if it is gone: rankstat recover ${journal}`;
      throw new UserError(EXIT.incomplete, `rank 0 does not answer any more; ${recover}`);
    }
    this.#trouble = `rank 0 has not answered for ${Math.round(silentMs / 1000)} s; this is what it said last`;
    return false;
  }

  #grant(wish: Wish): void {
    const { sort, direction, scroll } = this.#choice;
    if (wish.kind === 'quit') this.#leave();
    else if (wish.kind === 'sort') this.#choice = { sort: wish.key, direction: 'usual', scroll: 0 };
    else if (wish.kind === 'reverse') {
      this.#choice = { sort, direction: direction === 'usual' ? 'reversed' : 'usual', scroll };
    } else this.#choice = { sort, direction, scroll: this.#scrolled(scroll, wish) };
  }

  #leave(): void {
    this.#hasLeft = true;
    this.#leaving.changed();
  }

  #scrolled(scroll: number, { by, unit }: Wish & { kind: 'scroll' }): number {
    const lines = hostLines(this.#screen.size);
    const hosts = this.#job.follower.live.hosts.length;
    const step = { line: 1, page: lines, all: hosts }[unit];
    return Math.max(0, Math.min(scroll + by * step, hosts - lines));
  }

  #draw(): void {
    if (this.#heard === undefined) return;
    const { follower, paper } = this.#job;
    const state = topState(follower.live, this.#heard, this.#trouble);
    this.#show(screenful(state, this.#choice, { ...this.#screen.size, ...paper }));
  }

  #drawShare(share: number): void {
    this.#show([`reading what was sampled so far: ${Math.floor(100 * share)} %`]);
  }

  /** Not to somebody who has left: what was asked before can be answered after that. */
  #show(lines: readonly string[]): void {
    if (!this.#hasLeft) this.#screen.show(lines);
  }
}
