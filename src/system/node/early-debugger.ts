/** Node.js opens its debugger in a thread of its own, which can be a moment late, ms. */
const LATE_MS = 50;
/** The port that bin/rankstat has the debugger take: any. */
const NOT_OPEN = 0;

/**
 * Tells of a SIGUSR1 that came before anybody handled it: Node.js opens its debugger then, in which all that a process
 * knows could be read, and the signal is lost. It is closed. To be called when the signal is handled.
 * @see https://nodejs.org/api/process.html#signal-events
 */
export function onEarlyDebugger(tell: () => void): void {
  // Somebody wants to debug this process.
  if (process.execArgv.some((argument) => /^--inspect(-brk|-wait)?(=|$)/.test(argument))) return;
  let isTold = false;
  const look = () => {
    // Once it is open this is its port. Its module takes a tenth of a start to load.
    if (process.debugPort === NOT_OPEN) return;
    const inspector = process.getBuiltinModule('node:inspector');
    if (inspector.url() === undefined) return;
    inspector.close();
    if (!isTold) tell();
    isTold = true;
  };
  look();
  setTimeout(look, LATE_MS).unref();
}
