import { channel } from 'node:diagnostics_channel';
import { type Lock, takeLock } from './lock.ts';
import { tearDown } from './teardown.ts';

const LOCK = 'rankstat-test-cluster';
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Tells the test runner that the file's time limit stands still: others may have a cluster for long. */
const waits = channel('rankstat-test:waits');

let held = false;

/** The right to have the machine's one cluster, and the duty to take it away however this process ends. */
export class Guard {
  readonly #lock: Lock;
  readonly #onEnding = (signal: NodeJS.Signals): void => {
    this.#letGo();
    process.kill(process.pid, signal);
  };
  readonly #onExit = (): void => this.#letGo();

  private constructor(lock: Lock) {
    this.#lock = lock;
    process.on('exit', this.#onExit);
    for (const signal of ENDINGS) process.on(signal, this.#onEnding);
  }

  /** Waits for another process's cluster to go down, then clears up what killed processes left. */
  static async take(): Promise<Guard> {
    if (held) throw new Error('cluster: this process has one up already; take it down first');
    held = true;
    waits.publish(true);
    const guard = new Guard(await takeLock(LOCK));
    waits.publish(false);
    try {
      tearDown();
      return guard;
    } catch (error) {
      await guard.#forget();
      throw error;
    }
  }

  /** Takes the cluster away and lets others have one. */
  async release(): Promise<void> {
    try {
      this.#letGo();
    } finally {
      await this.#forget();
    }
  }

  async #forget(): Promise<void> {
    this.#unhook();
    await this.#lock.release();
    held = false;
  }

  #unhook(): void {
    process.off('exit', this.#onExit);
    for (const signal of ENDINGS) process.off(signal, this.#onEnding);
  }

  #letGo(): void {
    this.#unhook();
    tearDown();
  }
}
