import type { Clock } from '../../system/clock.ts';
import { exists } from '../../system/files/paths.ts';
import { removeUnfinished } from '../../system/files/whole-directory.ts';
import { ownCommand } from '../../system/installation.ts';
import { lastSaid } from '../../system/last-said.ts';
import { MovingWork } from '../../system/patience.ts';

/** What a data set is made of, and where. */
export interface MakingTables {
  /** A journal and its parts. */
  readonly journals: readonly string[];
  /** How long they are. */
  readonly bytes: number;
  readonly directory: string;
  /** Called now and then while it gets on. */
  readonly onMoved: () => void;
}

export interface TablesOptions extends MakingTables {
  readonly clock: Clock;
  /** The program that makes it, to be called with the directory and the journals. */
  readonly command: readonly [string, ...string[]];
}

/**
 * So long it may get nowhere, ms, and one more for each so many bytes of the journals, which are read before anything is
 * written. Less than `FilesAtTheEnd` allows, so that the series file is not given up with it.
 */
const STUCK_MS = 20_000;
const BYTES_PER_MS = 1000;
/** Of what it says only the end is told. */
const MOST_SAID = 4096;

/** `rankstat tables` of this installation. */
export function tablesCommand(): readonly [string, ...string[]] {
  return ownCommand('tables');
}

/**
 * Makes a Parquet data set of journals, in a process of its own: rank 0 has no room for it, neither in its program nor in
 * its heap, and must not end with it. That process is in no group that a launcher sends signals to, and ends when this one
 * does, of which its stdin tells it.
 * @throws Error that says why there is none
 */
export async function tablesByProcess(options: TablesOptions): Promise<void> {
  const { clock, command, journals, bytes, directory, onMoved } = options;
  const [program, ...args] = command;
  // Loaded only now: it takes time, which ranks do not have at their start. Their pack knows no import() of such a module.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn(program, [...args, directory, ...journals], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  const endAfterMs = STUCK_MS + bytes / BYTES_PER_MS;
  const work = new MovingWork({ clock, sayAfterMs: endAfterMs, endAfterMs, onSlow: () => {} });
  child.stdin.on('error', () => {}); // It has ended.
  child.stdout.on('data', () => {
    work.moved();
    onMoved();
  });
  child.stderr.on('data', (text: Buffer) => {
    said = `${said}${text}`.slice(-MOST_SAID);
  });
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', (error) => reject(error));
    child.once('close', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const made = async () => {
    const how = await ended;
    if (how === 'code 0' && (await exists(directory))) return;
    // It was killed, as by the kernel where memory is short: at any other end it clears up by itself.
    if (child.pid !== undefined) await removeUnfinished(directory, child.pid).catch(() => {});
    throw new Error(lastSaid(said) ?? `what makes it ended with ${how}`);
  };
  try {
    await work.until(
      made(),
      () => new Error(`nothing was read or written for ${Math.round(endAfterMs / 1000)} s`),
    );
  } catch (error) {
    child.stdin.destroy(); // It ends, if it can.
    child.unref();
    throw error;
  }
}
