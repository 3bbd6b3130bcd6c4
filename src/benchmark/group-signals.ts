import type { Clock } from '../system/clock.ts';

/** What is sent to a group reaches its processes within this time, unless the machine is very busy, ms. */
export const TOGETHER_MS = 50;

/**
 * Tells the signals that were sent to this process alone, which are passed on, from those that a terminal, a launcher or a
 * batch system has sent to all processes, which the benchmark has got by itself: sent twice, an interrupt would have srun
 * and mpirun kill a benchmark instead of ending it. Another process of ours in the same group, that has no other reason to
 * get one, says when it has got it, too.
 */
export class GroupSignals {
  readonly #clock: Clock;
  readonly #passOn: (signal: NodeJS.Signals) => void;
  /** What cancels the passing on of signals that were heard here, oldest first. */
  readonly #waiting = new Map<NodeJS.Signals, (() => void)[]>();
  /** When signals were heard there that were not heard here yet. */
  readonly #there = new Map<NodeJS.Signals, number>();

  constructor(clock: Clock, passOn: (signal: NodeJS.Signals) => void) {
    this.#clock = clock;
    this.#passOn = passOn;
  }

  /** This process has got it. */
  heard(signal: NodeJS.Signals): void {
    const there = this.#there.get(signal);
    this.#there.delete(signal);
    if (there !== undefined && this.#clock.mono() - there <= TOGETHER_MS) return;
    const waiting = this.#waiting.get(signal) ?? [];
    this.#waiting.set(signal, waiting);
    const cancel = this.#clock.after(TOGETHER_MS, () => {
      waiting.shift();
      this.#passOn(signal);
    });
    waiting.push(cancel);
  }

  /** The other process has got it, too. */
  heardToo(signal: NodeJS.Signals): void {
    const cancel = this.#waiting.get(signal)?.shift();
    if (cancel === undefined) this.#there.set(signal, this.#clock.mono());
    else cancel();
  }

  /** There is nobody to pass anything on to any more. */
  end(): void {
    for (const cancel of [...this.#waiting.values()].flat()) cancel();
    this.#waiting.clear();
  }
}
