import type { Clock } from './clock.ts';

/**
 * Waits for work that may never come to an end, as a write to a file system whose server is gone. The work goes on all the
 * same; what becomes of it is not heard any more.
 * @param late what is thrown when the time is over
 * @throws what the work does, or `late()`
 */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  let cancel = () => {};
  const over = new Promise<never>((_, reject) => {
    cancel = clock.after(ms, () => reject(late()));
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    cancel();
  }
}

/** How long work may get nowhere. */
export interface Patience {
  readonly clock: Clock;
  /** After so long `onSlow` is called, once for each time that it gets nowhere, ms. */
  readonly sayAfterMs: number;
  /** After so long it is given up, ms. */
  readonly endAfterMs: number;
  readonly onSlow: () => void;
}

/** Work that is waited for as long as it gets on. */
export class MovingWork {
  readonly #patience: Patience;
  #moved: () => void = () => {};

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  /** It has got on. */
  moved(): void {
    this.#moved();
  }

  /**
   * Waits for it.
   * @param late what is thrown when it has got nowhere for too long
   * @throws what the work does, or `late()`
   */
  async until<T>(work: Promise<T>, late: () => Error): Promise<T> {
    const { clock, sayAfterMs, endAfterMs, onSlow } = this.#patience;
    let cancel = () => {};
    const over = new Promise<never>((_, reject) => {
      this.#moved = () => {
        cancel();
        const cancelSay = clock.after(sayAfterMs, onSlow);
        const cancelEnd = clock.after(endAfterMs, () => reject(late()));
        cancel = () => {
          cancelSay();
          cancelEnd();
        };
      };
    });
    this.#moved();
    try {
      return await Promise.race([work, over]);
    } finally {
      this.#moved = () => {};
      cancel();
    }
  }
}
