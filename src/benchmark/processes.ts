import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { asError } from '../system/errors.ts';
import { TextLines } from '../system/text/text-lines.ts';
import { type FromRecorder, fromRecorder, line, RECORDER_FD } from './messages.ts';
import { NOTES_VARIABLE, RECORDER_VARIABLE } from './node-variables.ts';
import { isClosedOnExec } from './note.ts';
import type { Notes } from './notes.ts';
import { ENV, startOf } from './start.ts';
import type { CommandProcess, ProcessEnd, RecorderProcess } from './supervisor-parts.ts';

/**
 * Starts the benchmark as it would have been started in our place.
 * @param command its words, as {@link startOf} takes them
 * @returns Error if there is no process for it
 */
export function startCommand(
  command: readonly string[],
  notes: Notes,
  more: Readonly<Record<string, string>>,
): CommandProcess | Error {
  const descriptors = notes.descriptors.filter(isClosed);
  const { file, args, env, stdio, gate } = startOf(command, { ...withMask(notes), descriptors }, more);
  const child = spawned(file, args, { argv0: 'sh', env, stdio: [...stdio] });
  if (child instanceof Error) return child;
  // libuv has the standard streams of a child wait: a pipe that was not to, for whoever else has it, does not again.
  for (const fd of notes.nonBlocking) keepFromWaiting(fd);
  const waiting = gate === undefined ? undefined : child.stdio[gate];
  if (waiting instanceof Socket) waiting.on('error', () => {}).end();
  letGo(notes);
  return {
    kill: (signal) => child.kill(signal),
    ended: new Promise((resolve) => {
      child.on('exit', (code, signal) => resolve(endOf(code, signal)));
    }),
  };
}

/** Some of what can be wrong is thrown, and some is an event. */
function spawned(file: string, args: readonly string[], options: SpawnOptions): ChildProcess | Error {
  try {
    const child = spawn(file, [...args], options);
    child.on('error', () => {}); // It is also said of a signal that could not be sent.
    return child.pid === undefined
      ? new Error('no process can be made (see ulimit -u and ulimit -n)')
      : child;
  } catch (error) {
    return asError(error);
  }
}

/** Blocked signals are kept where `env` can (coreutils 8.31). */
function withMask(notes: Notes): Notes {
  if (notes.blocked.length === 0) return notes;
  const { status } = spawnSync(ENV, ['--block-signal=USR1', 'true'], { stdio: 'ignore' });
  return status === 0 ? notes : { ...notes, blocked: [] };
}

function keepFromWaiting(fd: number): void {
  try {
    // What Node.js opens as a stream does not wait any more. It is neither read nor written here.
    new Socket({ fd, readable: false, writable: true }).on('error', () => {}).unref();
  } catch {
    // Of terminals and devices it cannot be set: libuv opens them anew.
  }
}

/**
 * From now on they are the command's alone: a pipe that it closes is closed for who reads it, and a lock that it releases is
 * free. Only stderr is still needed. What was opened as a stream stays.
 */
function letGo({ closed, nonBlocking, descriptors }: Notes): void {
  for (const fd of [0, 1]) {
    if (closed.includes(fd) || nonBlocking.includes(fd)) continue;
    // The lowest number that is free: nothing else may get it.
    if (hasClosed(fd)) openSync('/dev/null', constants.O_RDWR);
  }
  for (const fd of descriptors) hasClosed(fd);
}

function hasClosed(fd: number): boolean {
  try {
    closeSync(fd);
    return true;
  } catch {
    return false; // The command runs: nothing may go wrong any more.
  }
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
  return signal === null ? { code: code ?? 0, signal } : { code: null, signal };
}

/**
 * Starts the recorder: Node.js with the arguments that this process has got. It gets none of the benchmark's descriptors
 * but stderr.
 * @param program what it is started by; @param args of `rankstat`
 */
export function startRecorder(
  {
    program: [file, ...before],
    args,
    notes,
  }: {
    readonly program: readonly [string, ...string[]];
    readonly args: readonly string[];
    readonly notes: Notes;
  },
  onMessage: (message: FromRecorder) => void,
  onEnd: (how: ProcessEnd) => void,
): RecorderProcess {
  const { [NOTES_VARIABLE]: _, ...own } = process.env;
  const env = { ...own, [RECORDER_VARIABLE]: '1' };
  const stderr = stderrOfItsOwn(notes);
  const stdio: (Kind | 'pipe')[] = ['ignore', 'ignore', stderr, 'pipe'];
  const nothing = openSync('/dev/null', constants.O_RDWR);
  for (const fd of notes.descriptors)
    if (!isClosed(fd) && fd < (notes.files ?? MOST_HIDDEN)) stdio[fd] = nothing;
  const child = spawn(file, [...before, ...args], {
    env,
    stdio: Array.from(stdio, (kind) => kind ?? 'ignore'),
  });
  closeSync(nothing);
  // It is the recorder's now.
  if (typeof stderr === 'object') stderr.destroy();
  else if (typeof stderr === 'number' && stderr > 2) closeSync(stderr);
  const talk = child.stdio[RECORDER_FD];
  const lines = new TextLines((text) => {
    const message = fromRecorder(text);
    if (message !== undefined) onMessage(message);
  });
  if (talk instanceof Socket)
    talk
      .setEncoding('utf8')
      .on('data', lines.take)
      .on('error', () => {});
  let hasEnded = false;
  const ended = (how: ProcessEnd) => {
    if (!hasEnded) onEnd(how);
    hasEnded = true;
  };
  // All that it has said comes before its end.
  child.on('close', (code, signal) => ended(endOf(code, signal)));
  child.on('exit', (code, signal) => setTimeout(() => ended(endOf(code, signal)), SAID_MS));
  child.on('error', () => {
    if (child.pid === undefined) ended({ code: 1, signal: null });
  });
  return {
    tell: (message) => {
      if (talk instanceof Socket && talk.writable) talk.write(line(message));
    },
    kill: (signal) => child.kill(signal),
  };
}

/**
 * Whether a descriptor is closed when another program is started: at its own start Node.js has all that it finds closed,
 * up to the first gap beyond 15. The others are inherited by every child, and need not be listed.
 */
function isClosed(fd: number): boolean {
  return isClosedOnExec('/proc/self', fd);
}

/** Beyond it a descriptor is left as it is: a list of all below would be long. */
const MOST_HIDDEN = 4096;
/** A process that it has left behind can hold its channel; so long is waited for what it has said, ms. */
const SAID_MS = 1000;

/**
 * A stderr that Node.js can write to without changing that of the benchmark: it makes a pipe one that does not wait, for
 * all who have the same. Opened anew it is a description of its own.
 */
function stderrOfItsOwn({ closed }: Notes): Kind {
  if (closed.includes(2)) return 'ignore';
  const is = fstatSync(2);
  if (!is.isFIFO() && !is.isSocket()) return 2;
  try {
    return openSync('/proc/self/fd/2', constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return throughCat();
  }
}

/** A socket cannot be opened anew: somebody in between writes to it, who has time. */
function throughCat(): Kind {
  const cat = spawn('cat', [], { stdio: ['pipe', 2, 'ignore'], detached: true });
  cat.on('error', () => {});
  cat.unref();
  return cat.stdin ?? 'ignore';
}

/** What a descriptor of a child can be. */
type Kind = number | 'ignore' | Writable;
