import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import { exists } from '../system/files.ts';
import type { Status } from '../wire/control.ts';
import { type Wish, wishesIn } from './keys.ts';
import type { Follower } from './live/follower.ts';
import { Screen } from './screen.ts';
import { type LastHeard, topState } from './state-of-job.ts';
import { hostLines, type Paper, screenful, type TopChoice } from './view/table.ts';

export interface WatchOptions {
  readonly follower: Follower;
  /** The job's, with its list of hosts. */
  readonly status: Status;
  readonly choice: TopChoice;
  readonly paper: Pick<Paper, 'color' | 'glyphs'>;
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
export async function watchJob(options: WatchOptions): Promise<string | undefined> {
  const view = new View(options);
  try {
    return await view.whenOver();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(EXIT.io, messageOf(error));
  } finally {
    view.close();
  }
}

class View {
  readonly #follower: Follower;
  readonly #paper: WatchOptions['paper'];
  readonly #screen: Screen;
  readonly #left: Promise<undefined>;
  #leave: () => void = () => {};
  #choice: TopChoice;
  #status: Status;
  #heard: LastHeard | undefined;
  #trouble: string | null = null;
  #isOver = false;

  constructor({ follower, status, choice, paper }: WatchOptions) {
    this.#follower = follower;
    this.#status = status;
    this.#choice = choice;
    this.#paper = paper;
    this.#left = new Promise((resolve) => {
      this.#leave = () => resolve(undefined);
    });
    this.#screen = new Screen(
      { output: process.stdout, input: process.stdin },
      {
        onInput: (text) => {
          for (const wish of wishesIn(text)) this.#grant(wish);
          this.#draw();
        },
        onResize: () => this.#draw(),
      },
    );
  }

  /** Resolves with the file when the job has ended, with undefined when the person leaves. */
  async whenOver(): Promise<string | undefined> {
    return await Promise.race([this.#follow(), this.#left]);
  }

  close(): void {
    this.#isOver = true;
    this.#screen.close();
  }

  async #follow(): Promise<string | undefined> {
    let silentSince = performance.now();
    let begun = false;
    while (!this.#isOver) {
      begun ||= await this.#follower.begin(this.#status, (share) => this.#drawShare(share));
      const glance = begun ? await this.#follower.next() : undefined;
      const now = performance.now();
      if (glance !== undefined) {
        silentSince = now;
        this.#status = glance.status;
        this.#heard = { ...glance, mono: now };
        this.#trouble = null;
        const { phase, file, problem } = glance.status;
        if (phase === 'done') return file;
        if (phase === 'failed') throw new UserError(EXIT.io, problem ?? `${file} could not be made`);
      } else {
        await this.#lookForEnd(now - silentSince);
        if (this.#isOver) return this.#status.file;
      }
      this.#draw();
      const isEnding = this.#status.phase === 'stopping' || this.#status.phase === 'merging';
      const waitMs = isEnding ? LOOK_AT_END_MS : LOOK_EVERY_MS;
      // Who leaves does not wait for it.
      await Promise.race([pause(waitMs, undefined, { ref: false }), this.#left]);
    }
    return undefined;
  }

  /** Rank 0 has not answered: it is gone, with or without having made the file, or cannot be reached. */
  async #lookForEnd(silentMs: number): Promise<void> {
    const { file, journal } = this.#status;
    if (await exists(file)) this.#isOver = true;
    else if (silentMs > GONE_AFTER_MS) {
      const recover = `if it is gone: rankstat recover ${journal}`;
      throw new UserError(EXIT.incomplete, `rank 0 does not answer any more; ${recover}`);
    }
    this.#trouble = `rank 0 has not answered for ${Math.round(silentMs / 1000)} s; this is what it said last`;
  }

  #grant(wish: Wish): void {
    const { sort, direction, scroll } = this.#choice;
    if (wish.kind === 'quit') this.#leave();
    else if (wish.kind === 'sort') this.#choice = { sort: wish.key, direction: 'usual', scroll: 0 };
    else if (wish.kind === 'reverse') {
      this.#choice = { sort, direction: direction === 'usual' ? 'reversed' : 'usual', scroll };
    } else this.#choice = { sort, direction, scroll: this.#scrolled(scroll, wish) };
  }

  #scrolled(scroll: number, { by, unit }: Wish & { kind: 'scroll' }): number {
    const lines = hostLines(this.#screen.size);
    const hosts = this.#follower.live.hosts.length;
    const step = { line: 1, page: lines, all: hosts }[unit];
    return Math.max(0, Math.min(scroll + by * step, hosts - lines));
  }

  #draw(): void {
    if (this.#heard === undefined) return;
    const state = topState(this.#follower.live, this.#heard, this.#trouble);
    this.#screen.show(screenful(state, this.#choice, { ...this.#screen.size, ...this.#paper }));
  }

  #drawShare(share: number): void {
    this.#screen.show([`reading what was sampled so far: ${Math.floor(100 * share)} %`]);
  }
}
