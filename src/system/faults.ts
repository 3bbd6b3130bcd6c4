import { messageOf } from './errors.ts';

/** What is said of a fault of this program that does not end what it does. */
export function faultLine(error: unknown): string {
  return `goes on after an error: ${messageOf(error)}`;
}

/** Does something that must not end the one who does it. @param onFault is told what it throws */
export function safely(action: () => void, onFault: (error: unknown) => void): void {
  try {
    action();
  } catch (error) {
    onFault(error);
  }
}

/**
 * Where faults of this program go that must not end what it does. What was being done is lost and nothing else, and each
 * kind is told once: what fails at every record must not fill a log.
 */
export class Faults {
  readonly #tell: (error: unknown, kind: string) => void;
  readonly #told = new Set<string>();

  /** @param tell is given what was thrown, and its kind */
  constructor(tell: (error: unknown, kind: string) => void) {
    this.#tell = tell;
  }

  /** Tells of what was thrown, unless one of its kind was told before. @param kind its message if not given */
  tell(error: unknown, kind = messageOf(error)): void {
    if (this.#told.has(kind)) return;
    this.#told.add(kind);
    this.#tell(error, kind);
  }

  /** What tells errors of this kind, for those who have them at hand later. */
  of(kind: string): (error: unknown) => void {
    return (error) => this.tell(error, kind);
  }

  /** Does something that must not end the one who does it: what it throws is told. @param kind as above */
  safely(action: () => void, kind?: string): void {
    safely(action, (error) => this.tell(error, kind));
  }
}
