import { connect } from 'node:net';
import type { Clock } from '../../system/clock.ts';

/** Finds out whether a host says that nobody listens at a port. A host that says nothing may only be out of reach. */
export type Probe = (host: string, port: number) => Promise<boolean>;

export interface PeerWatchOptions {
  readonly clock: Clock;
  readonly host: string;
  readonly port: number;
  /** For how long nobody must listen there before the other side is taken to be gone, ms. */
  readonly patienceMs: number;
  /** Called once when it is. */
  readonly onGone: () => void;
  /** By TCP if nothing else is said. */
  readonly probe?: Probe;
}

/** A time without connection: from the moment at which it broke until it is there again. */
interface Outage {
  /** Since when the host says that nobody listens, monotonic ms; undefined if its last answer was another. */
  refusedSince: number | undefined;
}

const PROBE_EVERY_MS = 1000;

/**
 * Watches over a connection that can break. A network that is cut can come back; but when the other side's host
 * answers and nobody listens there any more, its process is gone for good. While the connection is up it costs
 * nothing.
 */
export class Watch {
  readonly #options: PeerWatchOptions;
  readonly #probe: Probe;
  #cancel: () => void = () => {};
  /** A probe that was under way when its outage ended says nothing any more. */
  #outage: Outage | undefined;
  #ended = false;

  constructor(options: PeerWatchOptions) {
    this.#options = options;
    this.#probe = options.probe ?? isRefused;
  }

  /** To be told whether the connection is up. */
  notice(state: 'up' | 'down'): void {
    this.#cancel();
    this.#outage = undefined;
    if (state === 'down' && !this.#ended) this.#probeSoon({ refusedSince: undefined });
  }

  end(): void {
    this.#ended = true;
    this.notice('up');
  }

  #probeSoon(outage: Outage): void {
    const { clock, host, port, patienceMs } = this.#options;
    this.#outage = outage;
    const wait = Math.min(PROBE_EVERY_MS, patienceMs / 4);
    this.#cancel = clock.after(wait, () => {
      // A probe that fails has learned nothing.
      const answer = this.#probe(host, port).catch(() => false);
      void answer.then((refused) => this.#take(outage, refused));
    });
  }

  #take(outage: Outage, refused: boolean): void {
    if (this.#outage !== outage) return;
    const { clock, patienceMs, onGone } = this.#options;
    if (!refused) outage.refusedSince = undefined;
    else outage.refusedSince ??= clock.mono();
    if (outage.refusedSince === undefined || clock.mono() - outage.refusedSince < patienceMs) {
      this.#probeSoon(outage);
      return;
    }
    this.end();
    onGone();
  }
}

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
