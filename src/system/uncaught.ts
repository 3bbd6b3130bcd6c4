import { Faults, faultLine } from './faults.ts';

/**
 * Has errors that nobody caught handled from now on, in place of the handler before: thrown in a callback, or the
 * rejection of a promise that nobody waits for. Without this Node.js prints a page of minified source and ends.
 */
export function onUncaught(handle: (error: unknown) => void): void {
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', handle);
}

/** Has errors that nobody caught said, each once, and the process go on: what it does is worth more than they are. */
export function goOnAfterUncaught(warn: (message: string) => void): void {
  const faults = new Faults((error) => warn(faultLine(error)));
  onUncaught((error) => faults.tell(error));
}
