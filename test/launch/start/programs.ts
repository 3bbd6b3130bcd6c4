import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { test } from 'uvu';

/** A test that is skipped, under a name that says so, where a program is not installed. */
export function testWith(program: string): (name: string, run: () => Promise<void>) => void {
  const { error } = spawnSync(program, ['--version'], { stdio: 'ignore' });
  return (name, run) => {
    if (error === undefined) test(name, run);
    else test.skip(`${name} (no ${program})`, run);
  };
}

/** Runs a program to its end; a failure is a result, not an exception. */
export async function runProgram(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number | string; readonly stdout: string; readonly stderr: string }> {
  try {
    const output = await promisify(execFile)(file, args, {
      env: { PATH: process.env.PATH, ...env },
      timeout: 60_000,
    });
    return { code: 0, ...output };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'stdout' in error && 'stderr' in error)) throw error;
    return { code: Number(error.code), stdout: String(error.stdout), stderr: String(error.stderr) };
  }
}
