import type { Clock } from '../system/clock.ts';
import { Condition } from '../system/condition.ts';
import { messageOf } from '../system/errors.ts';
import { EXIT, UserError } from '../system/exit.ts';
import type { Status } from '../wire/control.ts';
import { granted, modeOf, type OnScreen, type TopChoice } from './choice.ts';
import { hostDetail } from './host/host-detail.ts';
import { keysIn, type Wish, wholeKeys, wishOf } from './keys.ts';
import type { Follower } from './live/follower.ts';
import { StandingOut } from './live/standing-out.ts';
import type { Screen, ScreenEvents } from './screen.ts';
import type { TopState } from './state.ts';
import { type LastHeard, topState } from './state-of-job.ts';
import { headLines } from './view/head.ts';
import { helpLines } from './view/help.ts';
import { hostScreen } from './view/host-screen.ts';
import { scrolledText, textRows } from './view/scrolled.ts';
import type { Styled } from './view/styled.ts';
import { hostLines, type Paper, screenful, type TableOf, tableOf } from './view/table.ts';

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
  readonly openScreen: (events: ScreenEvents) => Pick<Screen, 'size' | 'show' | 'suspend' | 'close'>;
  /** Whether there is a file. */
  readonly exists: (path: string) => Promise<boolean>;
}

const LOOK_EVERY_MS = 1000;
/** While a job ends: rank 0 waits a moment for those who want to hear how. */
const LOOK_AT_END_MS = 100;
/** So long a silence of rank 0 means that it will not be heard again. */
const GONE_AFTER_MS = 60_000;
/** What can be the begin of a longer key is a key of its own after so long: the Escape key. */
const KEY_MS = 50;
const HELP_KEYS = 'any key goes back';
const HELP_KEYS_LONG = 'space and arrows scroll, any other key goes back';
const HOST_KEYS = 'Esc or q goes back, arrows scroll, ? help';

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
  /** What is shown, of when the job was heard last. */
  #state: TopState | undefined;
  #table: TableOf | undefined;
  readonly #standingOut: StandingOut;
  /** What may be the begin of a key. */
  #begun = '';
  #cancelKey = () => {};

  constructor(job: WatchedJob) {
    this.#job = job;
    this.#status = job.status;
    this.#choice = job.choice;
    this.#leaving = new Condition(job.clock);
    this.#standingOut = new StandingOut(() => job.clock.mono());
    this.#screen = job.openScreen({
      onInput: (text) => this.#input(text),
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
    this.#cancelKey();
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
      this.#look();
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

  #input(text: string): void {
    this.#cancelKey();
    const [whole, begun] = wholeKeys(this.#begun + text);
    this.#begun = begun;
    this.#press(whole);
    if (begun === '' || this.#hasLeft) return;
    this.#cancelKey = this.#job.clock.after(KEY_MS, () => {
      this.#begun = '';
      this.#press(begun);
    });
  }

  #press(keys: string): void {
    for (const key of keysIn(keys)) {
      const wish = wishOf(key, modeOf(this.#choice));
      if (wish !== undefined) this.#grant(wish);
    }
    this.#draw();
  }

  #grant(wish: Wish): void {
    if (wish.kind === 'quit') this.#leave();
    else if (wish.kind === 'suspend') this.#screen.suspend();
    else this.#choice = granted(this.#choice, wish, this.#shown());
  }

  #leave(): void {
    this.#hasLeft = true;
    this.#leaving.changed();
  }

  /** Works out what is to be shown; keys only change which part of it is. */
  #look(): void {
    if (this.#heard === undefined) return;
    this.#state = topState(this.#job.follower.live, this.#heard, this.#trouble, (live, hosts) =>
      this.#standingOut.verdict(live, hosts),
    );
  }

  #shown(): OnScreen {
    const { size } = this.#screen;
    const text = this.#text();
    if (text !== undefined) return { names: [], rows: textRows(size), lines: text.length };
    const table = this.#tableNow();
    if (table === undefined) return { names: [], rows: 1, lines: 0 };
    return { names: table.hosts.map(({ name }) => name), rows: hostLines(table, size), lines: 0 };
  }

  #tableNow(): TableOf | undefined {
    if (this.#state !== undefined) this.#table = tableOf(this.#state, this.#choice, this.#table);
    return this.#table;
  }

  /** What is shown in place of the table, if anything. */
  #text(): Styled[][] | undefined {
    const { help, host } = this.#choice;
    const { width } = this.#screen.size;
    if (help !== null) return helpLines(width);
    return host === null ? undefined : this.#hostText(host.name);
  }

  #hostText(name: string): Styled[][] {
    const { follower, paper } = this.#job;
    const shown = this.#state?.hosts.find((host) => host.name === name);
    // Another process of its rank can be on another host.
    if (this.#state === undefined || shown === undefined) return [[{ text: 'this host is no longer there' }]];
    const { tick, stride, interval_ms } = this.#state;
    const live = follower.live.hosts.find(({ key }) => key === name)?.tracks.at(-1);
    const detail = shown.rates === null ? undefined : hostDetail(live?.detailed() ?? [], live?.info);
    const view = { host: shown, info: live?.info, detail, history: live?.history };
    const lines = hostScreen({ ...view, tick, stride, interval_ms }, { ...paper, ...this.#screen.size });
    const [, trouble] = headLines(this.#state);
    return this.#state.problem === null || trouble === undefined ? lines : [[...trouble], ...lines];
  }

  #draw(): void {
    const paper = { ...this.#screen.size, ...this.#job.paper };
    const text = this.#text();
    if (this.#state === undefined) return;
    if (text !== undefined) {
      const { help, host } = this.#choice;
      const fits = text.length <= textRows(paper);
      const keys = help === null ? HOST_KEYS : fits ? HELP_KEYS : HELP_KEYS_LONG;
      this.#show(scrolledText(text, (help ?? host)?.scroll ?? 0, keys, paper));
      return;
    }
    const table = this.#tableNow();
    if (table !== undefined) this.#show(screenful(table, this.#choice, paper));
  }

  #drawShare(share: number): void {
    this.#show([`reading what was sampled so far: ${Math.floor(100 * share)} %`]);
  }

  /** Not to somebody who has left: what was asked before can be answered after that. */
  #show(lines: readonly string[]): void {
    if (!this.#hasLeft) this.#screen.show(lines);
  }
}
