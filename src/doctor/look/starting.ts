import path from 'node:path';
import { broadcastOf } from '../../launch/start/broadcast.ts';
import { type ChosenLauncher, starterCommand } from '../../launch/start/launcher.ts';
import { startersFolder } from '../../system/installation.ts';
import { singleFile } from '../../system/single/single-file.ts';

/** How `run` would start something on the nodes. */
export interface Starting {
  readonly chosen: ChosenLauncher;
  /** The folder of the starters. */
  readonly starters: string;
  /** The command line of the starter of another launcher, or of what is chosen; with these arguments of `rankstat rank`. */
  readonly command: (rankArguments: readonly string[], chosen?: ChosenLauncher) => string[];
  /** The same where the nodes get a copy of the single executable first, if that is asked for and can be had. */
  readonly commandWithCopies: (rankArguments: readonly string[]) => string[];
  /** Why the nodes get no copy, though it is asked for. */
  readonly notCopied: string | undefined;
}

/**
 * @param bcastFolder of the option `--bcast`
 * @throws Error if there are no starters
 */
export function startingBy(
  chosen: ChosenLauncher,
  env: NodeJS.ProcessEnv,
  bcastFolder: string | undefined,
): Starting {
  const starters = startersFolder();
  const { bcast, notCopied } = bcastFolder === undefined ? {} : broadcastOf(bcastFolder, chosen, env);
  const options = { env, root: path.dirname(path.dirname(starters)), single: singleFile()?.file };
  return {
    chosen,
    starters,
    command: (rankArguments, by = chosen) => starterCommand(by, { ...options, rankArguments }),
    commandWithCopies: (rankArguments) => starterCommand(chosen, { ...options, rankArguments, bcast }),
    notCopied,
  };
}
