import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { singleFile } from './single/single-file.ts';
import { unpackedStarters } from './single/unpacked-starters.ts';

/** Where the running code is, once that was looked for: a run goes on when its installation is moved or removed. */
let own: string | undefined;

/**
 * The folder of an installation, with `bin` and `scripts`.
 * @param from where code lies: `dist` of an installation, a folder of `src` in a checkout; that of this process if not given
 * @throws Error if there is none above it
 */
export function installationRoot(from?: string): string {
  if (from !== undefined) return rootAbove(from);
  own ??= rootAbove(import.meta.dirname);
  return own;
}

function rootAbove(from: string): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'scripts', 'mpirun', 'srun'))) return folder;
    if (folder === path.dirname(folder))
      throw new Error(`no scripts/mpirun above ${from}: install rankstat again`);
  }
}

/** The command line of a process of our own that does `rankstat COMMAND`, beside a benchmark or another work of ours. */
export function ownCommand(command: string): readonly [string, ...string[]] {
  const single = singleFile();
  if (single !== undefined) return [single.file, 'commands.cjs', command];
  const program = path.join(installationRoot(), 'dist/commands.cjs');
  return [process.execPath, '--v8-pool-size=1', '--no-warnings', program, command];
}

/** A text that the build has made, as `report.html`. @throws Error if it is not there */
export async function builtText(name: string): Promise<string> {
  const single = singleFile();
  if (single !== undefined) return single.content(name).toString();
  return await readFile(path.join(installationRoot(), 'dist', name), 'utf8');
}

/** The folder in which `scripts/mpirun` is. @throws Error if the starters of a single executable cannot be put anywhere */
export function startersRoot(): string {
  const single = singleFile();
  return single === undefined ? installationRoot() : unpackedStarters(single, process.env);
}
