import type { Clock } from '../system/clock.ts';
import { Condition } from '../system/condition.ts';
import { someOf } from '../system/text/some-of.ts';
import type { Roster } from './roster.ts';
import type { Voice } from './voice.ts';

export interface StoppingOptions {
  readonly clock: Clock;
  readonly roster: Roster;
  readonly voice: Pick<Voice, 'broadcast' | 'tell'>;
  readonly stopTimeoutMs: number;
  readonly log: (message: string) => void;
}

/** A stop is repeated after this, then after twice this, and so on, ms. */
const REPEAT_STOP_MS = 100;
const REPEAT_STOP_MOST_MS = 1000;
/** What rank 0 takes to tell a rank and to hear its last records, on a slow core, ms: all have that time, for there is no other. */
const EACH_MS = 0.3;
/** Hosts named in a message. */
const MOST_NAMED = 10;

/** Tells the ranks to stop, and waits until they have. */
export class Stopping {
  readonly #options: StoppingOptions;
  readonly #byes: Condition;

  constructor(options: StoppingOptions) {
    this.#options = options;
    this.#byes = new Condition(options.clock);
  }

  /** To be called when a rank has said bye. */
  notice(): void {
    this.#byes.changed();
  }

  /** Repeats the stop, to those who have not said bye, until all have or the time for it is over. */
  async whenEnded(reason: string): Promise<void> {
    const { clock, stopTimeoutMs, log, roster, voice } = this.#options;
    const allEnded = () => roster.ended >= roster.count;
    const silent = () => [...roster.members].filter(({ ended }) => !ended);
    const stop = { type: 'stop', reason } as const;
    const end = clock.mono() + stopTimeoutMs;
    voice.broadcast(stop);
    for (let waitMs = REPEAT_STOP_MS; !allEnded() && clock.mono() < end; ) {
      const ownMs = EACH_MS * (roster.count - roster.ended);
      await this.#byes.until(allEnded, Math.min(Math.max(waitMs, ownMs), end - clock.mono()));
      for (const { rank } of silent()) voice.tell(rank, stop);
      waitMs = Math.min(2 * waitMs, REPEAT_STOP_MOST_MS);
    }
    const names = silent().map(({ hostname }) => hostname);
    if (names.length > 0) log(`no answer to the stop from ${someOf(names, MOST_NAMED)}`);
  }
}
