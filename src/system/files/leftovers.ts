import { rmSync } from 'node:fs';

/** Files and directories that are of no use once the process has ended, however it does. */
export class Leftovers {
  readonly #paths = new Set<string>();

  add(path: string): void {
    this.#paths.add(path);
  }

  /** It has become something, or is gone. */
  forget(path: string): void {
    this.#paths.delete(path);
  }

  /** Removes what is left, at once: for the moment in which a process ends. */
  remove(): void {
    for (const path of this.#paths) {
      try {
        rmSync(path, { recursive: true, force: true });
      } catch {
        // Its directory may be gone or read-only by now; the others are removed all the same.
      }
    }
    this.#paths.clear();
  }
}
