import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';

/** A compilation takes milliseconds; one that takes longer than this is left to its fate, ms. */
const PATIENCE_MS = 2000;
const LOOK_EVERY_MS = 1;
/** The first Node.js whose V8 has that compiler; one before it prints two lines about a setting that it does not know. */
const HAS_MAGLEV = 20;
/** Where the kernel has the threads of this process, each in a folder. */
const THREADS = '/proc/self/task';
/** Name, state, and how often it has gone to rest of its own accord, see proc(5). */
const STATUS = /^Name:\t(.*)[\s\S]*^State:\t(\w)[\s\S]*^voluntary_ctxt_switches:\t(\d+)/m;

/**
 * From now on V8 leaves code as it has compiled it, and compiles nothing better of it (TurboFan; what is faster to make, it
 * still makes). What runs once a second is good enough once it has run two hundred times, and what would be compiled in the
 * minutes after that takes longer than it saves in them, in pieces of milliseconds, at moments that no host has in common.
 */
export function optimizeNoMore(): void {
  setFlagsFromString('--no-opt');
}

/**
 * Waits until the threads in which V8 compiles have nothing to do, and has it begin nothing new: for the last moment of a
 * process, before `process.exit`. That waits for these threads; one that needs memory for what it compiles waits for this
 * thread to collect garbage, and both wait for good. While JavaScript runs it is collected. Without a /proc nothing is
 * waited for.
 * @see https://github.com/nodejs/node/issues/54918
 */
export function letCompilersEnd(): void {
  optimizeNoMore();
  // One that is too old, which says so as it ends, knows no such compiler.
  if (Number.parseInt(process.versions.node, 10) >= HAS_MAGLEV) setFlagsFromString('--no-maglev');
  const end = performance.now() + PATIENCE_MS;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  let before: string | undefined;
  for (let now = threadsAtRest(); performance.now() < end; now = threadsAtRest()) {
    // One that waits for us at the first look has gone on at the second.
    if (now === '' || (now !== undefined && now === before)) return;
    before = now;
    Atomics.wait(cell, 0, 0, LOOK_EVERY_MS);
  }
}

/** How often each other thread has gone to rest so far; undefined if one of them is at work, empty if that is not known. */
function threadsAtRest(): string | undefined {
  let all = '';
  try {
    const own = path.basename(readlinkSync('/proc/thread-self'));
    for (const thread of readdirSync(THREADS)) {
      if (thread === own) continue;
      const [, name, state, rests] = STATUS.exec(readFileSync(`${THREADS}/${thread}/status`, 'latin1')) ?? [];
      if (name === undefined) return ''; // Not what Linux prints.
      if (name.startsWith('ZMQbg')) continue; // They compile nothing, and have others to talk to.
      if (state !== 'S') return undefined;
      all += `${thread}:${rests} `;
    }
  } catch {
    return all === '' ? '' : undefined; // One has just ended.
  }
  return all;
}
