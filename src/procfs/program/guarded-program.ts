import type { ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { messageOf } from '../../system/errors.ts';

/** What becomes of a program that runs. */
export interface ProgramEvents {
  readonly onOutput: (bytes: Buffer) => void;
  readonly onErrorOutput: (bytes: Buffer) => void;
  /** Called once. @param how `code 9`, `SIGKILL`, or why it could not be started */
  readonly onEnd: (how: string) => void;
}

/**
 * Runs a program that ends when this process does, however that is, SIGKILL included: some nvidia-smi go on when nobody
 * reads them. The end of a pipe, which nobody else holds, tells a shell beside it, which kills the whole group: the program can
 * be a script of the site's that starts it. It begins with the first line of the pipe, when its priority is set.
 * @see https://github.com/netdata/netdata/issues/7143
 */
const GUARD = `
read -r _ <&3 || exit 0
"$@" 3<&- &
child=$!
{ read -r _ <&3; kill -9 -$$; } >/dev/null 2>&1 &
guard=$!
wait "$child"
code=$?
kill -9 "$guard"
exit "$code"`;
const PIPE = 3;
/** A variable that tells where libraries are, on systems that do not have them in the usual place. */
const LIBRARIES = 'LD_LIBRARY_PATH';

/**
 * Starts a program with a lower priority than a benchmark has, in no group that a launcher sends signals to.
 * @param command its absolute path, and its arguments
 * @param env of which it gets where its libraries are, and nothing else
 * @returns what kills it
 */
export function startGuarded(
  command: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
  { onOutput, onErrorOutput, onEnd }: ProgramEvents,
): () => void {
  const libraries = env[LIBRARIES];
  // Loaded only now: hardly any rank needs it. Their pack knows no import() of such a module.
  const { spawn } = process.getBuiltinModule('node:child_process');
  let child: ChildProcess;
  try {
    child = spawn('/bin/sh', ['-c', GUARD, 'sh', ...command], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { LC_ALL: 'C', ...(libraries === undefined ? {} : { [LIBRARIES]: libraries }) },
      cwd: '/',
      detached: true,
    });
  } catch (error) {
    onEnd(messageOf(error)); // There is no memory for it.
    return () => {};
  }
  let isOver = false;
  const over = (how: string) => {
    if (isOver) return;
    isOver = true;
    onEnd(how);
  };
  child.once('error', (error) => over(error.message));
  // Where there was no descriptor left for them, it has none.
  const streams: ChildProcess['stdio'] | undefined = child.stdio;
  for (const stream of streams ?? []) stream?.on('error', () => {}); // It has ended.
  if (child.pid === undefined) return () => over('close');
  child.stdout?.on('data', onOutput);
  child.stderr?.on('data', onErrorOutput);
  let isThere = true;
  // Only now is its number surely nobody else's: a script can have left something of its group.
  child.once('exit', () => {
    isThere = false;
    killGroup(child);
  });
  child.once('close', (code, signal) => {
    child.stdio[PIPE]?.destroy();
    over(signal ?? `code ${code}`);
  });
  begin(child);
  return () => {
    child.stdio[PIPE]?.destroy();
    over('close');
    if (isThere) killGroup(child);
  };
}

function begin(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended, or a container forbids it.
  }
  const pipe = child.stdio[PIPE];
  if (pipe !== null && pipe !== undefined && 'write' in pipe) pipe.write('\n');
}

/** At once, with the shell beside it: the pipe would do the same a moment later. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // There is nothing left of it.
  }
}
