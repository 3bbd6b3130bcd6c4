import type { Clock } from '../system/clock.ts';
import type { FromRecorder, ToRecorder } from './messages.ts';

/** How a process has ended: by itself, or by a signal. */
export type ProcessEnd =
  | { readonly code: number; readonly signal: null }
  | { readonly code: null; readonly signal: NodeJS.Signals };

/** The benchmark's process. */
export interface CommandProcess {
  /** @returns false if it cannot be sent */
  readonly kill: (signal: NodeJS.Signals) => boolean;
  readonly ended: Promise<ProcessEnd>;
}

/** The process that records: it starts the collectors, waits for them, and has the file made. */
export interface RecorderProcess {
  readonly tell: (message: ToRecorder) => void;
  readonly kill: (signal: NodeJS.Signals) => boolean;
}

/** What a supervisor is made of. */
export interface SupervisorParts {
  /** Starts the recorder; what it says and its end are told. */
  readonly startRecorder: (
    onMessage: (message: FromRecorder) => void,
    onEnd: (how: ProcessEnd) => void,
  ) => RecorderProcess;
  /**
   * Starts the benchmark, with these variables in addition.
   * @returns Error if there is no process for it
   */
  readonly startCommand: (env: Readonly<Record<string, string>>) => CommandProcess | Error;
  /** Has each signal handled that is sent to this process and that was not ignored when it began. */
  readonly onSignal: (handle: (signal: NodeJS.Signals) => void) => void;
  /** Whether this process is in the foreground of a terminal, which then sends Ctrl-C to the benchmark, too. */
  readonly isInForeground: () => boolean;
  /** What its lines begin with: with the host, where there is one of it on each node. */
  readonly name: string;
  /** Says one line on stderr. */
  readonly say: (line: string) => void;
  /** When the benchmark begins. */
  readonly begins: 'when the recorder says so' | 'at once';
  /** A recorder that has not said a word for so long does not hold the benchmark back any more, ms. */
  readonly beginMs: number;
  readonly clock: Clock;
}
