import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { singleFile } from './single/single-file.ts';

/** Where an installation has its starters. */
const STARTERS = path.join('scripts', 'mpirun');

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
    if (existsSync(path.join(folder, STARTERS, 'srun'))) return folder;
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

/**
 * The folder of the starters. Those of a single executable are put into a new one that is nobody else's, and removed when
 * this process ends; the file system may be one that nothing can be executed from.
 */
export function startersFolder(): string {
  const single = singleFile();
  if (single === undefined) return path.join(installationRoot(), STARTERS);
  const root = mkdtempSync(path.join(tmpdir(), 'rankstat-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  for (const name of single.names().filter((one) => one.startsWith(`${STARTERS}/`))) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, single.content(name), { mode: 0o700, flag: 'wx' });
  }
  return path.join(root, STARTERS);
}
