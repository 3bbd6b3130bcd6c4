import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { installationRoot } from '../../system/installation.ts';
import { singleFile } from '../../system/single/single-file.ts';
import { type Environment, variableOf } from '../identity/environment.ts';

/** A copy of the single executable on each node. */
export interface Broadcast {
  readonly file: string;
  /** A folder of each node. */
  readonly folder: string;
}

/** Names the single executable, where it is neither what runs nor in the installation. */
export const SINGLE_VARIABLE = 'RANKSTAT_SINGLE';

/**
 * What is to be copied to the nodes before the collectors are started there.
 * @param folder of the option `--bcast`
 * @param launcher what starts the collectors
 * @returns why nothing can be copied, if so: they are started from where rankstat is
 */
export function broadcastOf(
  folder: string,
  { launcher }: { readonly launcher: string },
  env: Environment,
): { readonly bcast?: Broadcast; readonly notCopied?: string } {
  if (launcher === 'local') return { notCopied: 'there is no other node' };
  if (variableOf(env, 'SLURM_JOB_ID') === undefined)
    return { notCopied: 'files are copied by sbcast, inside a Slurm allocation only' };
  const file = variableOf(env, SINGLE_VARIABLE) ?? singleFile()?.file ?? inInstallation();
  const problem = problemOf(file);
  if (problem === undefined) return { bcast: { file, folder } };
  return { notCopied: `${file} ${problem}: set ${SINGLE_VARIABLE} to the single executable` };
}

function inInstallation(): string {
  return path.join(installationRoot(), 'libexec', 'rankstat');
}

function problemOf(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK | constants.X_OK);
    return statSync(file).isFile() ? undefined : 'is no file';
  } catch {
    return 'is not there, or not executable';
  }
}
