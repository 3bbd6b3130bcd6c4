import type { Clock } from './clock.ts';

/**
 * The one way to wait until something is so. Whoever changes what others may wait for says `changed`, and each of them
 * looks again; so nothing can be missed between looking and waiting, and any number can wait.
 */
export class Condition {
  readonly #clock: Clock;
  readonly #looks = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Has all who wait look again. What their conditions throw is theirs. */
  changed(): void {
    for (const look of [...this.#looks]) look();
  }

  /**
   * Waits until `isSo()`, `timeoutMs` at most. It looks at once, at each change, and at the end of the time.
   * @returns whether it is so
   * @throws what `isSo` throws
   */
  async until(isSo: () => boolean, timeoutMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    if (isSo()) return true;
    if (timeoutMs <= 0) return false;
    const clock = this.#clock;
    const end = clock.mono() + timeoutMs;
    return await new Promise<boolean>((resolve, reject) => {
      let cancel = () => {};
      const leave = () => {
        cancel();
        this.#looks.delete(look);
      };
      const look = () => {
        try {
          const so = isSo();
          if (!so && clock.mono() < end) return;
          leave();
          resolve(so);
        } catch (error) {
          leave();
          reject(error);
        }
      };
      // A timer waits for some weeks at most, and can come a moment too early.
      const wait = () => {
        cancel = clock.after(end - clock.mono(), () => {
          wait();
          look();
        });
      };
      this.#looks.add(look);
      if (Number.isFinite(timeoutMs)) wait();
    });
  }
}
