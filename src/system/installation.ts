import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder of this installation, with `bin` and `scripts`.
 * @param from where the running code lies: `dist` of an installation, a folder of `src` in a checkout
 * @throws Error if there is none above it
 */
export function installationRoot(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'scripts', 'mpirun', 'srun'))) return folder;
    if (folder === path.dirname(folder))
      throw new Error(`no scripts/mpirun above ${from}: install rankstat again`);
  }
}
