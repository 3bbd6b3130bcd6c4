import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programsOf } from '../../launch/start/programs.ts';
import type { Starting } from '../../launch/start/starting.ts';
import type { Clock } from '../../system/clock.ts';
import { Child } from './child.ts';

/** How a starter is tried. */
export interface TryStarterOptions {
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly starting: Starting;
}

/** What a starter would run. */
export interface ShownCommand {
  readonly argv: readonly string[];
  /** Variables that it takes away from its launcher, or changes. */
  readonly removed: readonly string[];
}

/** A starter that only prints has so long, ms. */
const SHOW_MS = 10_000;
/** As `run` sets it: a starter asks its launcher for PMI where nobody tells where rank 0 is. */
const NOWHERE = { RANKSTAT_RENDEZVOUS: 'tcp://127.0.0.1:9' };
const PROGRAM = 'RANKSTAT_LAUNCHER_PROGRAM';

/**
 * Has a starter say what it would run, with these arguments of `rankstat rank`: by another program in the place of its launcher, of the same name.
 * @returns null if it does not come so far; why, it says when it is tried
 */
export async function shownCommand(
  { clock, env, starting }: TryStarterOptions,
  rankArguments: readonly string[],
): Promise<ShownCommand | null> {
  const { chosen, root } = starting;
  const { program } = chosen;
  if (program === null) return null;
  let folder: string | undefined;
  try {
    folder = await mkdtemp(path.join(tmpdir(), 'rankstat-doctor-'));
    const standIn = path.join(folder, path.basename(program));
    await symlink(path.join(root, 'scripts', 'mpirun', 'show-launch'), standIn);
    const argv = starting.command(rankArguments, { ...chosen, program: standIn });
    let text = '';
    const more = { ...NOWHERE, RANKSTAT_SHOWN_PROGRAM: program };
    const child = new Child(argv, {
      clock,
      env: { ...env, ...more },
      onLine: (line) => {
        text += `${line}\n`;
      },
    });
    if (!(await child.ended(SHOW_MS))) await child.stop();
    return shownIn(text, program, env);
  } catch {
    return null;
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Reads what `scripts/mpirun/show-launch` prints: how many arguments, these, and an environment. */
export function shownIn(text: string, program: string, env: NodeJS.ProcessEnv): ShownCommand | null {
  const [count = '', ...words] = text.split('\0');
  if (!/^\d+$/.test(count)) return null;
  const argv = [program, ...words.slice(0, Number(count))];
  const passed = new Set(words.slice(Number(count)).map((word) => word.slice(0, word.indexOf('='))));
  const removed = Object.keys(env).filter((name) => !passed.has(name));
  return { argv, removed: removed.filter((name) => name !== PROGRAM && !OF_SHELLS.has(name)).sort() };
}

/** A shell has its own. */
const OF_SHELLS: ReadonlySet<string> = new Set(['_', 'OLDPWD', 'SHLVL', 'PWD']);

/** How a launch of a trivial program went. */
export interface DryLaunch {
  /** On how many nodes it was started. */
  readonly answered: number;
  /** Null if it has not ended in time. */
  readonly end: string | null;
  readonly wentWell: boolean;
  readonly said: readonly string[];
}

/** What the program prints. */
const MARK = 'rankstat-doctor-was-here';

/** Has a starter start a trivial program on each node, which prints something, and waits `patienceMs` at most. */
export async function dryLaunch(
  { clock, env, starting }: TryStarterOptions,
  patienceMs: number,
  aborted?: AbortSignal,
): Promise<DryLaunch> {
  const echo = (await programsOf(env).locate('echo')) ?? '/bin/echo';
  const argv = starting.command([MARK]);
  let answered = 0;
  const child = new Child(argv, {
    clock,
    env: { ...env, ...NOWHERE, RANKSTAT_BIN: echo },
    onLine: (line) => {
      if (line.includes(MARK)) answered++;
    },
  });
  const stop = () => void child.stop();
  aborted?.addEventListener('abort', stop);
  const isOver = await child.ended(patienceMs);
  const said = [...child.said];
  await child.stop();
  aborted?.removeEventListener('abort', stop);
  return {
    answered,
    end: isOver ? (child.end ?? null) : null,
    wentWell: isOver && child.wentWell,
    said,
  };
}
