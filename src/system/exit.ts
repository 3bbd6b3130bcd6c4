import { constants } from 'node:os';

/** Exit codes after sysexits.h. */
export const EXIT = {
  ok: 0,
  /** A run got worse, with `compare --fail-over`: that and nothing else, so that a script can tell it from any trouble. */
  worse: 1,
  /** Wrong arguments. */
  usage: 64,
  /** An input file is not what it should be. */
  data: 65,
  /** An input file cannot be opened. */
  noInput: 66,
  /** There is no running job to talk to, or no program that it takes. */
  unavailable: 69,
  /** A fault of rankstat itself. */
  software: 70,
  /** An output file cannot be created. */
  cannotCreate: 73,
  /** Reading or writing failed. */
  io: 74,
  /** Coverage is incomplete, with --strict; or a job does not answer. */
  incomplete: 75,
} as const;

/** An error for the person at the keyboard: one line that says what, where and what to do; and the exit code. */
export class UserError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The exit code that stands for an end by a signal, as shells have it; 128 if it is not known which. */
export function codeOf(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}
