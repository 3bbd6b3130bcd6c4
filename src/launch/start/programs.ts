import { execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Environment, variableOf } from '../identity/environment.ts';

/** How programs of a host are found and asked who they are; passed in, so that choosing is a pure matter. */
export interface Programs {
  /** Where a program is; null if it is not in PATH. A name with a slash is a path. */
  readonly locate: (name: string) => Promise<string | null>;
  /** What it prints with `--version`; empty if it does not start or not end. */
  readonly version: (program: string) => Promise<string>;
}

/** An mpirun that waits for something must not hold up the benchmark. */
const VERSION_TIMEOUT_MS = 5000;

/** The programs in this environment's PATH. */
export function programsOf(env: Environment): Programs {
  return {
    locate: async (name) => {
      const folders = name.includes('/') ? [''] : (variableOf(env, 'PATH') ?? '').split(path.delimiter);
      for (const folder of folders) {
        const file = path.resolve(folder, name);
        if (await isExecutable(file)) return file;
      }
      return null;
    },
    version: async (program) => {
      try {
        const { stdout, stderr } = await promisify(execFile)(program, ['--version'], {
          env: { ...env },
          timeout: VERSION_TIMEOUT_MS,
        });
        return stdout + stderr;
      } catch {
        return '';
      }
    },
  };
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
