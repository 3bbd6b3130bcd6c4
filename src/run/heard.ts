import type { BrokerEvents } from '../launch/rendezvous/broker/broker.ts';
import type { GatherAddress, Progress } from '../launch/rendezvous/broker/messages.ts';
import type { Clock } from '../system/clock.ts';
import { Condition } from '../system/condition.ts';
import type { JobPhase } from '../wire/control.ts';
import { type AbsentHost, MOST_ABSENT } from '../wire/records.ts';

/** How a job has ended, as rank 0 told last. */
export interface Done {
  readonly phase: JobPhase;
  /** Why there is no file; null if there is one, or it does not know. */
  readonly problem: string | null;
  /** What it has said last on its stderr. */
  readonly said: readonly string[];
}

/** What is known of the collectors at a moment. */
export interface Known {
  /** Where rank 0 is, and its files; undefined before it was heard. */
  readonly gather: GatherAddress | undefined;
  readonly progress: Progress;
  readonly done: Done | undefined;
  /** How their launcher has ended; undefined while it runs. */
  readonly launcherEnd: string | undefined;
  /** Whether rank 0 has hung up, and has not called again since. */
  readonly isLost: boolean;
  /** How many hosts have said that they are not recorded. */
  readonly absent: number;
}

/** A connection that broke by itself is there again within this time, ms. */
const CALLS_AGAIN_MS = 3000;

/**
 * All that was heard of the collectors: from rank 0, through the broker, and of their launcher. Whoever waits for more
 * waits here; nothing else runs when something is heard, so nothing that is heard can be lost by it.
 */
export class Heard implements Known {
  readonly #clock: Clock;
  readonly #condition: Condition;
  #gather: GatherAddress | undefined;
  #progress: Progress = { ready: 0, expected: null, merged: null };
  #done: Done | undefined;
  #launcherEnd: string | undefined;
  #isLost = false;
  readonly #absent = new Set<string>();
  #cancelLost = () => {};
  #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#condition = new Condition(clock);
    this.#since = clock.mono();
  }

  get gather(): GatherAddress | undefined {
    return this.#gather;
  }

  get progress(): Progress {
    return this.#progress;
  }

  get done(): Done | undefined {
    return this.#done;
  }

  get launcherEnd(): string | undefined {
    return this.#launcherEnd;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  get absent(): number {
    return this.#absent.size;
  }

  /** For the broker. */
  readonly events: Omit<BrokerEvents, 'onFault'> = {
    onGather: (gather) => {
      this.#gather = gather;
      this.#hear();
    },
    onRank0: (state) => {
      this.#cancelLost();
      this.#isLost = false;
      if (state === 'up') return;
      this.#cancelLost = this.#clock.after(CALLS_AGAIN_MS, () => {
        this.#isLost = true;
        this.#condition.changed();
      });
    },
    onProgress: (progress) => {
      this.#progress = progress;
      this.#hear();
    },
    onDone: ({ phase, problem, said }) => {
      this.#cancelLost();
      this.#done = { phase, problem, said: said ?? [] };
      this.#hear();
    },
  };

  /** For the launcher. */
  readonly onLauncherEnd = (how: string): void => {
    this.#launcherEnd = how;
    this.#condition.changed();
  };

  /** A host has said that it is not recorded. @returns whether that is news, which rank 0 has to be told */
  isNews({ host }: AbsentHost): boolean {
    if (this.#absent.has(host) || this.#absent.size >= MOST_ABSENT) return false;
    this.#absent.add(host);
    this.#condition.changed();
    return true;
  }

  /** How long rank 0 has been silent, ms. */
  get silence(): number {
    return this.#clock.mono() - this.#since;
  }

  /** Silence counts from now on: before, it had nothing to say. */
  expectWord(): void {
    this.#since = this.#clock.mono();
  }

  /** Has all who wait look again, after something else has changed that they wait for. */
  changed(): void {
    this.#condition.changed();
  }

  /** Waits until something is so, `timeoutMs` at most; see {@link Condition.until}. */
  async until(isSo: () => boolean, timeoutMs?: number): Promise<boolean> {
    return await this.#condition.until(isSo, timeoutMs);
  }

  #hear(): void {
    this.#since = this.#clock.mono();
    this.#condition.changed();
  }
}

/** Whether all hosts of a job are there that can come. */
export function areReady({ progress: { ready, expected }, absent }: Known): boolean {
  return expected !== null && ready > 0 && ready >= expected - absent;
}

/** Whether there is nothing to wait for before the benchmark: all are ready, or cannot be any more. */
export function areSettled(known: Known): boolean {
  return areReady(known) || areOver(known) || known.isLost;
}

/** Whether the collectors have ended, as far as is known. */
export function areOver({ done, launcherEnd }: Known): boolean {
  return done !== undefined || launcherEnd !== undefined;
}
