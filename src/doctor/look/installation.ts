import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { STARTERS } from '../../launch/start/starters.ts';
import { installationRoot } from '../../system/installation.ts';
import { singleFile } from '../../system/single/single-file.ts';
import type { HostSeen } from '../seen.ts';

/** What every installation has. The addon is tried, and what ranks run has a sum of its own. */
const FILES = [
  'bin/rankstat',
  'dist/benchmark.cjs',
  'dist/collector.pack',
  'dist/commands.cjs',
  'dist/hyparquet-writer.cjs',
  'dist/index.mjs',
  'dist/rankstat.cjs',
  'dist/report.html',
  ...STARTERS.map(({ script }) => `scripts/mpirun/${script}`),
  'scripts/mpirun/bcast',
  'scripts/mpirun/remote-shells',
  'scripts/mpirun/show-launch',
  'scripts/mpirun/slurm-settings',
];
const PROGRAMS = /^(?:bin\/|scripts\/mpirun\/(?!bcast|remote-shells|slurm-settings))/;

/** Which files of this installation are not as they should be. Never throws. */
export function lookAtInstallation(from?: string): HostSeen['installation'] {
  if (singleFile() !== undefined) return { root: null, wrong: [] };
  let root: string;
  try {
    root = installationRoot(from);
  } catch {
    return { root: null, wrong: [] };
  }
  return { root, wrong: FILES.filter((file) => !isRight(path.join(root, file), PROGRAMS.test(file))) };
}

function isRight(file: string, isProgram: boolean): boolean {
  try {
    accessSync(file, constants.R_OK | (isProgram ? constants.X_OK : 0));
    return statSync(file).size > 0;
  } catch {
    return false;
  }
}
