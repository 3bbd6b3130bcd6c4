import type { Progress } from '../launch/rendezvous/broker/messages.ts';
import type { Clock } from '../system/clock.ts';

/** Signs of life while a job stops and merges, ms. */
const ALIVE_EVERY_MS = 500;

/** Tells somebody how far a job is, if there is anybody. */
export class ProgressTeller {
  readonly #clock: Clock;
  readonly #hosts: () => Omit<Progress, 'merged'>;
  #tell: ((progress: Progress) => void) | undefined;
  #merged: number | null = null;
  #cancel = () => {};
  #ended = false;

  /** @param hosts how many hosts are ready, and expected */
  constructor(clock: Clock, hosts: () => Omit<Progress, 'merged'>) {
    this.#clock = clock;
    this.#hosts = hosts;
  }

  /** Whom to tell, from now on. */
  listener(tell: (progress: Progress) => void): void {
    this.#tell = tell;
    this.tell();
  }

  /** The share of the samples that is in the file. */
  merged(share: number): void {
    this.#merged = share;
  }

  tell(): void {
    if (!this.#ended) this.#tell?.({ ...this.#hosts(), merged: this.#merged });
  }

  /** Goes on telling: whoever waits for the file wants to know that somebody is still at it. */
  keepTelling(): void {
    if (this.#ended) return;
    this.tell();
    this.#cancel = this.#clock.after(ALIVE_EVERY_MS, () => this.keepTelling());
  }

  /** Nothing more is told: what comes now is the last word. */
  end(): void {
    this.#ended = true;
    this.#cancel();
  }
}
