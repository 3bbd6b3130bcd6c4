/**
 * Has errors that nobody caught handled from now on, in place of the handler before: thrown in a callback, or the
 * rejection of a promise that nobody waits for. Without this Node.js prints a page of minified source and ends.
 */
export function onUncaught(handle: (error: unknown) => void): void {
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', handle);
}
