import { constants } from 'node:os';

/** Those that can be passed on: not those that a fault of ours raises, that cannot be handled, or that stop a terminal's job. */
const PASSED: readonly NodeJS.Signals[] = [
  ...([
    'SIGHUP',
    'SIGINT',
    'SIGQUIT',
    'SIGTERM',
    'SIGUSR1',
    'SIGUSR2',
    'SIGALRM',
    'SIGABRT',
    'SIGPIPE',
  ] as const),
  ...(['SIGXCPU', 'SIGXFSZ', 'SIGVTALRM', 'SIGPROF', 'SIGIO', 'SIGPWR', 'SIGSYS', 'SIGTRAP'] as const),
  ...(['SIGCONT', 'SIGWINCH', 'SIGURG', 'SIGSTKFLT'] as const),
];

/** The signals of a process that stands for another one. */
export interface StandInSignals {
  /** Has them handled from now on; those that came before are given at once. */
  readonly handle: (handle: (signal: NodeJS.Signals) => void) => void;
  /** Does nothing about these numbers any more: they were ignored when the process was started. */
  readonly ignore: (numbers: readonly number[]) => void;
  /** Does nothing about the next of a kind: it is for this process itself. */
  readonly expect: (signal: NodeJS.Signals) => void;
  /** Lets a signal do what it does by default. */
  readonly release: (signal: NodeJS.Signals) => void;
}

/** What signals are heard of. */
interface SignalSource {
  on(signal: NodeJS.Signals, handle: () => void): unknown;
  removeAllListeners(signal: NodeJS.Signals): unknown;
}

/** Handles all signals that can be passed on. */
export function onSignals(target: SignalSource = process): StandInSignals {
  const early: NodeJS.Signals[] = [];
  const ignored = new Set<NodeJS.Signals>();
  const expected: NodeJS.Signals[] = [];
  let handler: ((signal: NodeJS.Signals) => void) | undefined;
  const listen = (signal: NodeJS.Signals) =>
    target.on(signal, () => {
      if (ignored.has(signal)) return;
      const own = expected.indexOf(signal);
      if (own >= 0) expected.splice(own, 1);
      else if (handler === undefined) early.push(signal);
      else handler(signal);
    });
  for (const signal of PASSED) listen(signal);
  return {
    handle(handle) {
      handler = handle;
      for (const signal of early.splice(0)) if (!ignored.has(signal)) handle(signal);
    },
    ignore(numbers) {
      for (const signal of PASSED) if (numbers.includes(constants.signals[signal])) ignored.add(signal);
    },
    expect(signal) {
      expected.push(signal);
    },
    release(signal) {
      if (signal === 'SIGKILL') return;
      // Node.js ignores SIGPIPE until somebody has listened.
      listen(signal);
      target.removeAllListeners(signal);
    },
  };
}
