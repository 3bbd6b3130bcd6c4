// What of src/ was run: V8 writes it for each process into a folder, c8 adds it up.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../setup.mjs';

/** The environment in which a process, and all that it starts, writes what it has run. */
export const coverageTo = (folder) => ({ NODE_V8_COVERAGE: folder });

/** Prints how much was run. @returns whether that worked */
export function reportCoverage(folder) {
  const c8 = path.join(root, 'node_modules/c8/bin/c8.js');
  const options = ['--temp-directory', folder, '--include', 'src/**', '--reporter', 'text'];
  const { status } = spawnSync(process.execPath, [c8, 'report', ...options], { cwd: root, stdio: 'inherit' });
  return status === 0;
}
