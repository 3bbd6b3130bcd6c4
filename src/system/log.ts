import { printable } from './text/printable.ts';

/** How much is said on stderr. */
export type Verbosity = 'quiet' | 'normal' | 'verbose';

/** Says things on stderr; stdout belongs to data and to the benchmark. */
export interface Log {
  /** Something is wrong, and what it means. Said unless quiet. */
  readonly warn: (message: string) => void;
  /** What a person wants to know. Said unless quiet. */
  readonly info: (message: string) => void;
  /** Why it does what it does. Said if verbose. */
  readonly detail: (message: string) => void;
}

/** @param prefix what each line begins with, e.g. `rankstat[node3]` */
export function createLog(
  prefix: string,
  verbosity: Verbosity,
  write: (line: string) => void = toStderr,
): Log {
  const say = (message: string) => write(`${printable(`${prefix}: ${message}`)}\n`);
  const nothing = () => {};
  return {
    warn: verbosity === 'quiet' ? nothing : say,
    info: verbosity === 'quiet' ? nothing : say,
    detail: verbosity === 'verbose' ? say : nothing,
  };
}

let guarded = false;

/**
 * Writes to stderr. Whoever read it can be gone before us, as a `run` that did not wait: what was to be said is then
 * lost.
 */
export function toStderr(line: string): void {
  if (!guarded) process.stderr.on('error', () => {});
  guarded = true;
  process.stderr.write(line);
}
