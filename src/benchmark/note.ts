import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { limitIn, signalsIn } from './kernel-lines.ts';
import { isOurs } from './node-variables.ts';
import type { Notes } from './notes.ts';

export interface NoteOptions {
  /** Where procfs is. */
  readonly procfs: string;
  /** The shell that has started this process, and was itself started as the command is to be. */
  readonly shell: number;
  /** The script that it runs. dash leaves that open for its commands where all descriptors below 10 are taken. */
  readonly script: string;
  /** The masks SigBlk and SigIgn of /proc/PID/status of a program that it has started, with a blank between them. */
  readonly signals: string;
}

/** V8 takes for granted that there is about a MiB; with 64 KiB Node.js begins, and is ended by a SIGSEGV later, bytes. */
const LEAST_STACK = 512 * 1024;
/** Flags of open(2) as fdinfo prints them; the same on every architecture that Node.js runs on, see proc(5). */
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;

/**
 * Notes how a shell was started. What it passes on changed is seen by what it has passed on to this process.
 *
 * dash keeps neither blocked signals nor an ignored SIGCHLD: those are gone before anything of ours has begun.
 * @throws Error if /proc does not tell, or Node.js cannot go on as it was started
 */
export function noteStart({ procfs, shell, script, signals }: NoteOptions): Notes {
  const folder = path.join(procfs, String(shell));
  // A library that is preloaded into all programs may say something, too.
  const [, blocked, ignored] = /([0-9a-f]{16}) ([0-9a-f]{16})/.exec(signals) ?? [];
  const limits = readFileSync(path.join(folder, 'limits'), 'latin1');
  const stack = limitIn(limits, 'Max stack size', 'soft');
  if (stack !== null && stack < LEAST_STACK)
    throw new Error(`a stack of ${stack / 1024} KiB is too small for Node.js (ulimit -s)`);
  return {
    shell: linkOf(path.join(folder, 'exe')) ?? '/bin/sh',
    ignored: signalsIn(ignored),
    blocked: signalsIn(blocked),
    files: limitIn(limits, 'Max open files', 'soft'),
    core: limitIn(limits, 'Max core file size', 'soft'),
    ...descriptorsOf(folder, [linkOf(path.join(procfs, 'self', 'fd', '1')), script]),
    ...environmentOf(
      readFileSync(path.join(folder, 'environ'), 'latin1'),
      readFileSync(path.join(procfs, 'self', 'environ'), 'latin1'),
    ),
  };
}

/** What a command of this shell inherits: all without close-on-exec, but for what the shell has opened, by its link. */
function descriptorsOf(
  folder: string,
  own: readonly (string | undefined)[],
): Pick<Notes, 'closed' | 'nonBlocking' | 'descriptors'> {
  const flags = new Map<number, number>();
  for (const name of readdirSync(path.join(folder, 'fd'))) {
    const link = linkOf(path.join(folder, 'fd', name));
    if (link === undefined || own.includes(link)) continue;
    const bits = flagsOf(folder, name);
    if ((bits & O_CLOEXEC) === 0) flags.set(Number(name), bits);
  }
  return {
    closed: [0, 1, 2].filter((fd) => !flags.has(fd)),
    nonBlocking: [0, 1, 2].filter((fd) => ((flags.get(fd) ?? 0) & O_NONBLOCK) !== 0),
    descriptors: [...flags.keys()].filter((fd) => fd > 2).sort((a, b) => a - b),
  };
}

/** Whether a descriptor of a process is closed when that executes another program. @param folder its own in procfs */
export function isClosedOnExec(folder: string, fd: number): boolean {
  return (flagsOf(folder, String(fd)) & O_CLOEXEC) !== 0;
}

/** Flags of open(2) of a descriptor; 0 if they are not told. */
function flagsOf(folder: string, fd: string): number {
  const info = readFileSync(path.join(folder, 'fdinfo', fd), 'latin1');
  return Number.parseInt(/^flags:\s*([0-7]+)$/m.exec(info)?.[1] ?? '0', 8);
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined; // It was open while the folder was read, no longer.
  }
}

/** @param found the environment that the shell was started with; @param passed the one that it passes on */
function environmentOf(found: string, passed: string): Pick<Notes, 'environment' | 'changed' | 'added'> {
  const environment = entriesOf(found);
  const passedOn = entriesOf(passed);
  const asIs = new Set(passedOn);
  const names = new Set(environment.map(nameOf));
  return {
    environment,
    changed: environment.filter((entry) => !asIs.has(entry) && !isOurs(nameOf(entry))),
    added: [...new Set(passedOn.map(nameOf))].filter((name) => !names.has(name)),
  };
}

function entriesOf(environ: string): string[] {
  return environ.split('\0').filter((entry) => entry !== '');
}

/** The name of the variable of `NAME=VALUE`. */
export function nameOf(entry: string): string {
  const end = entry.indexOf('=');
  return end < 0 ? entry : entry.slice(0, end);
}
