import { messageOf } from '../system/errors.ts';

/** Where faults of this program go that must not end what it does. Each is told once, however often it comes. */
export class Faults {
  readonly #tell: (error: unknown) => void;
  readonly #told = new Set<string>();

  /** @param tell is given what was thrown */
  constructor(tell: (error: unknown) => void) {
    this.#tell = tell;
  }

  /** Tells of a fault, unless one with the same message was told before. */
  tell(error: unknown): void {
    const message = messageOf(error);
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#tell(error);
  }

  /** Does something that must not end the one who does it: what it throws is told. */
  safely(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.tell(error);
    }
  }
}
