import fs from 'node:fs';
import path from 'node:path';
import type { Roots } from '../roots.ts';

/**
 * A program that says what no file does. It is started once and says it again and again: a line for each thing, the first
 * value of which, before a comma, is what it is of.
 */
export interface AskedProgram {
  /** Its name, and that of the file that `Source.parse` is given with its lines. */
  readonly name: string;
  /** @param everyMs how often it is to say all of it, ms */
  args(everyMs: number): readonly string[];
}

/** Where programs are looked for, and how they are run. */
export interface ProgramSettings {
  /** `PATH`, in which they are looked for, and what of the rest programs need. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** How often they are to say what they have to say, ms. */
  readonly everyMs: number;
}

/** Where programs of the system are that a short `PATH` may not have. */
const ELSEWHERE = '/usr/bin';
/** What a program says is a quarter of an interval old at most, but it is asked once a second at most. */
const SHARE_OF_INTERVAL = 1 / 4;
const LEAST_MS = 1000;
const MOST_MS = 5000;

/**
 * How programs of this node are run beside a collector.
 * @param intervalMs between two samples
 * @returns undefined for files of another machine: what a program says here is not of that
 */
export function programSettings(
  { procfs, sysfs }: Roots,
  env: Readonly<NodeJS.ProcessEnv>,
  intervalMs: number,
): ProgramSettings | undefined {
  if (path.resolve(procfs) !== '/proc' || path.resolve(sysfs) !== '/sys') return undefined;
  const everyMs = Math.min(Math.max(intervalMs * SHARE_OF_INTERVAL, LEAST_MS), MOST_MS);
  return { env, everyMs: Math.round(everyMs) };
}

/** The absolute path of a program, undefined if there is none that this process may run. */
export function findProgram(name: string, { PATH = '' }: Readonly<NodeJS.ProcessEnv>): string | undefined {
  return [...PATH.split(':'), ELSEWHERE]
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
