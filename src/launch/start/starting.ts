import path from 'node:path';
import { startersRoot } from '../../system/installation.ts';
import { singleFile } from '../../system/single/single-file.ts';
import type { Environment } from '../identity/environment.ts';
import { broadcastOf } from './broadcast.ts';
import { type ChosenLauncher, chooseLauncher, type Starter, starterCommand } from './launcher.ts';
import { programsOf } from './programs.ts';

/** How collectors are started on the nodes. */
export interface Starting {
  readonly chosen: ChosenLauncher;
  /** The folder in which `scripts/mpirun` is. */
  readonly root: string;
  /** The command line of the starter of another launcher, or of what is chosen; with these arguments of `rankstat rank`. */
  readonly command: (rankArguments: readonly string[], chosen?: ChosenLauncher) => string[];
  /** The same where the nodes get a copy of the single executable first, if that is asked for and can be had. */
  readonly commandWithCopies: (rankArguments: readonly string[]) => string[];
  /** Why the nodes get no copy, though it is asked for: collectors are started from where rankstat is. */
  readonly notCopied: string | undefined;
}

/**
 * Chooses the launcher, and how its starter is called.
 * @param bcastFolder of the option `--bcast`
 * @throws Error if there is no way to start collectors
 */
export async function startingOf(
  requested: Starter | 'auto',
  env: Environment,
  bcastFolder: string | undefined,
): Promise<Starting> {
  const chosen = await chooseLauncher({ env, programs: programsOf(env), requested });
  const { bcast, notCopied } = bcastFolder === undefined ? {} : broadcastOf(bcastFolder, chosen, env);
  const single = singleFile()?.file;
  // The starters of a single executable are put on a disk first, which this host alone does not need.
  const root = single !== undefined && chosen.launcher === 'local' ? path.dirname(single) : startersRoot();
  const options = { env, root, single };
  return {
    chosen,
    root,
    command: (rankArguments, by = chosen) => starterCommand(by, { ...options, rankArguments }),
    commandWithCopies: (rankArguments) => starterCommand(chosen, { ...options, rankArguments, bcast }),
    notCopied,
  };
}
