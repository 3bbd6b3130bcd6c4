import type { Socket } from 'node:net';

/** Connections that are given a while, and of which there are so many at most: a new one displaces the oldest. */
export class Guests {
  readonly #most: number;
  readonly #patienceMs: number;
  /** In the order in which they came, each with what ends its time. */
  readonly #timers = new Map<Socket, NodeJS.Timeout>();
  readonly #onClose = new WeakMap<Socket, () => void>();

  constructor(most: number, patienceMs: number) {
    this.#most = most;
    this.#patienceMs = patienceMs;
  }

  get count(): number {
    return this.#timers.size;
  }

  add(guest: Socket): void {
    const late = setTimeout(() => guest.destroy(), this.#patienceMs);
    late.unref();
    this.#timers.set(guest, late);
    const onClose = () => this.remove(guest);
    this.#onClose.set(guest, onClose);
    guest.once('close', onClose);
    const [oldest] = this.#timers.keys();
    if (this.#timers.size <= this.#most || oldest === undefined) return;
    this.remove(oldest);
    oldest.destroy();
  }

  /** It stays, or is gone. */
  remove(guest: Socket): void {
    clearTimeout(this.#timers.get(guest));
    this.#timers.delete(guest);
    const onClose = this.#onClose.get(guest);
    if (onClose !== undefined) guest.off('close', onClose);
    this.#onClose.delete(guest);
  }

  /** Sends all away. */
  dismiss(): void {
    for (const guest of [...this.#timers.keys()]) guest.destroy();
  }
}
