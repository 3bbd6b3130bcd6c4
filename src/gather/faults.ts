import { messageOf } from '../system/errors.ts';

/**
 * What goes wrong at rank 0 by a fault of this program. It costs what was being done and nothing else, and is said once
 * for each kind: what fails at every record must not fill the log.
 */
export class Faults {
  readonly #log: (message: string) => void;
  readonly #said = new Set<string>();

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  /** Notes what was thrown. @param kind what was being done, such as the type of the record that was taken */
  add(kind: string, error: unknown): void {
    if (this.#said.has(kind)) return;
    this.#said.add(kind);
    this.#log(`goes on after an error: ${messageOf(error)} (${kind}; said once)`);
  }

  /** What notes an error of this kind, for those who have it at hand later. */
  of(kind: string): (error: unknown) => void {
    return (error) => this.add(kind, error);
  }

  /** Does something of which others must not suffer. @param kind as above */
  guard(kind: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.add(kind, error);
    }
  }
}
