import type { Clock } from '../system/clock.ts';

export interface UnheardOptions {
  readonly clock: Clock;
  /** Between two looks, ms: a directory is listed, which others share. */
  readonly lookEveryMs: number;
  /** Whether whoever started this process is still there. */
  readonly isAttended: () => boolean;
  /** Whether rank 0's rendezvous file was there and is gone; never rejects. */
  readonly isRendezvousGone: () => Promise<boolean>;
  /** Called once, with the reason, when the job is over. */
  readonly onOver: (reason: string) => void;
}

/** The reason where the rendezvous file is gone. */
export const RANK_ZERO_ENDED = 'rank 0 has ended';

/**
 * Looks now and then whether a job is over, for a rank that does not hear rank 0: a network that swallows what is sent
 * says nothing, but the launcher can be gone, or the file that rank 0 removes at its end. Without this such a rank would
 * sample until the allocation ends.
 */
export class Unheard {
  readonly #options: UnheardOptions;
  #cancel: () => void = () => {};
  /** A look that was under way when rank 0 was heard again says nothing any more. */
  #turn = 0;
  #isLooking = false;
  #ended = false;

  constructor(options: UnheardOptions) {
    this.#options = options;
  }

  /** To be told whether rank 0 is heard. */
  notice(state: 'up' | 'down'): void {
    this.#cancel();
    this.#turn++;
    if (state === 'down' && !this.#ended) this.#lookSoon();
  }

  end(): void {
    this.#ended = true;
    this.notice('up');
  }

  #lookSoon(): void {
    const turn = this.#turn;
    this.#cancel = this.#options.clock.after(this.#options.lookEveryMs, () => {
      if (!this.#options.isAttended()) {
        this.#over('its launcher is gone');
        return;
      }
      this.#lookSoon();
      if (!this.#isLooking) this.#look(turn).catch(() => {});
    });
  }

  /** A directory whose file server is gone may never answer: that does not keep the rest from being looked at. */
  async #look(turn: number): Promise<void> {
    this.#isLooking = true;
    try {
      const isGone = await this.#options.isRendezvousGone();
      if (isGone && this.#turn === turn) this.#over(RANK_ZERO_ENDED);
    } finally {
      this.#isLooking = false;
    }
  }

  #over(reason: string): void {
    this.end();
    this.#options.onOver(reason);
  }
}
