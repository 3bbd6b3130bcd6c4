import { onEarlyDebugger } from './node/early-debugger.ts';

/** The signals that ask a process to end. SIGUSR1 is the one that all launchers forward without a kill. */
export type StopSignal = 'SIGUSR1' | 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGQUIT' | 'SIGXCPU';

const SIGNALS: readonly StopSignal[] = ['SIGUSR1', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/** They would end a collector at once, and with it what it has not sent. */
const OF_COLLECTORS: readonly StopSignal[] = ['SIGQUIT', 'SIGXCPU'];

const early: StopSignal[] = [];
let handler: ((signal: StopSignal) => void) | undefined;

// An unhandled SIGUSR1 opens Node's debugger, so this module has an effect at import, and the command line
// imports it before anything else.
for (const signal of SIGNALS) process.on(signal, () => take(signal));
onEarlyDebugger(() => take('SIGUSR1'));

function take(signal: StopSignal): void {
  if (handler === undefined) early.push(signal);
  else handler(signal);
}

/** Has signals handled by `handle` from now on; those that came before are given to it at once. */
export function onStopSignal(handle: (signal: StopSignal) => void): void {
  handler = handle;
  for (const signal of early.splice(0)) handle(signal);
}

/**
 * For a collector, which is in the way of signals that others are meant to have: SIGQUIT and SIGXCPU ask it to end, too.
 * SIGUSR2 does not: launchers forward it to all ranks when a batch system tells a benchmark that its time is nearly over.
 * @see sbatch(1), --signal
 */
export function takeSignalsOfOthers(): void {
  for (const signal of OF_COLLECTORS) process.on(signal, () => take(signal));
  process.on('SIGUSR2', () => {});
}
