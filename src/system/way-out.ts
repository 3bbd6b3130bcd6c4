import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { letCompilersEnd } from './node/compilers.ts';

/** Somebody who does not read our stderr does not keep this process, ms. */
const STDERR_MS = 1000;

/** A file operation that has not returned keeps this process so long, ms. */
const FILES_MS = 1000;
const LOOK_MS = 20;

/** Where a command can have written to. */
export interface Written {
  /** Waited for until all of it is taken, however long that is: it is data. */
  readonly stdout?: NodeJS.WriteStream;
  /** Waited for a second. */
  readonly stderr?: NodeJS.WriteStream;
}

/** What a signal does that comes while the process ends: a rank's exit code must be its own, whatever comes. */
export type Signals = 'end it' | 'do nothing';

/**
 * The one way out of the process, for every command: what was written is flushed, then it ends, whatever else is still
 * going on in it. It does not wait for sockets, timers and threads to come to an end by themselves: one that is left would
 * keep a node busy.
 * @param code gives the exit code, when all is written
 */
export async function leave(
  code: () => number,
  { stdout, stderr }: Written,
  signals: Signals,
): Promise<never> {
  // Node.js writes to files and terminals at once, but to pipes when they take it.
  await Promise.all([flushed(stdout), within(STDERR_MS, flushed(stderr))]);
  // What could not be written is told a moment later, to whoever listens: that makes another code.
  await setImmediate();
  if (signals === 'end it') process.once('exit', heedSignals);
  await fileOperationsEnded();
  return leaveNow(code());
}

/**
 * Ends the process at once, as a signal would. What listens to `exit` still has its turn.
 * @param code exit code
 */
export function leaveNow(code: number): never {
  letCompilersEnd();
  process.exit(code);
}

/**
 * Waits for file operations that are under way, such as closing a file, for a second; if one has not returned then, this
 * process is killed: `process.exit` would wait for its thread, which a file server that is gone can hold for good.
 * @see https://github.com/libuv/libuv/blob/v1.x/src/threadpool.c (uv__threadpool_cleanup)
 */
async function fileOperationsEnded(): Promise<void> {
  const end = performance.now() + FILES_MS;
  while (process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))) {
    if (performance.now() >= end) process.kill(process.pid, 'SIGKILL');
    await pause(LOOK_MS);
  }
}

/** Last of all: if something holds up the end, a signal ends it. */
function heedSignals(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.removeAllListeners(signal);
}

async function flushed(stream: NodeJS.WriteStream | undefined): Promise<void> {
  if (stream === undefined || stream.destroyed || stream.writableLength === 0) return;
  // Written behind all that waits; called back with an error, too.
  await new Promise<void>((resolve) => stream.write('', () => resolve()));
}

async function within(ms: number, done: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([done, over]);
  clearTimeout(timer);
}
