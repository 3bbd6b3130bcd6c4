import { connect } from 'node:net';
import type { Clock } from '../../system/clock.ts';

export interface PeerWatchOptions {
  readonly clock: Clock;
  readonly host: string;
  readonly port: number;
  /** For how long nobody must listen there before the other side is taken to be gone, ms. */
  readonly patienceMs: number;
  /** Called once when it is. */
  readonly onGone: () => void;
}

const PROBE_EVERY_MS = 1000;

/**
 * Watches over a connection that can break. A network that is cut can come back; but when the other side's host
 * answers and nobody listens there any more, its process is gone for good. While the connection is up it costs
 * nothing.
 */
export class Watch {
  readonly #options: PeerWatchOptions;
  #cancel: () => void = () => {};
  #refusedSince: number | undefined;
  #ended = false;

  constructor(options: PeerWatchOptions) {
    this.#options = options;
  }

  /** To be told whether the connection is up. */
  notice(state: 'up' | 'down'): void {
    this.#cancel();
    this.#refusedSince = undefined;
    if (state === 'down' && !this.#ended) this.#probeSoon();
  }

  end(): void {
    this.#ended = true;
    this.#cancel();
  }

  #probeSoon(): void {
    const { clock, patienceMs } = this.#options;
    const wait = Math.min(PROBE_EVERY_MS, patienceMs / 4);
    this.#cancel = clock.after(wait, () => void this.#probe());
  }

  async #probe(): Promise<void> {
    const { clock, host, port, patienceMs, onGone } = this.#options;
    const refused = await isRefused(host, port);
    if (this.#ended) return;
    if (!refused) this.#refusedSince = undefined;
    else this.#refusedSince ??= clock.mono();
    if (this.#refusedSince === undefined || clock.mono() - this.#refusedSince < patienceMs) {
      this.#probeSoon();
      return;
    }
    this.end();
    onGone();
  }
}

/** Whether the host says that nobody listens there. A host that says nothing may only be out of reach. */
async function isRefused(host: string, port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PROBE_EVERY_MS });
    const answer = (refused: boolean) => {
      socket.destroy();
      resolve(refused);
    };
    socket.on('connect', () => answer(false));
    socket.on('timeout', () => answer(false));
    socket.on('error', (error: NodeJS.ErrnoException) => answer(error.code === 'ECONNREFUSED'));
  });
}
