import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { nodeBinary, SHIPPED } from '../../../scripts/package/node-binary.mjs';
import { makeTarball } from '../../../scripts/package/tarball.mjs';

export const ROOT = path.join(import.meta.dirname, '../../..');

/** The Node.js that is shipped, as `npm run package` gets it. */
export function shippedNode(arch: string): string {
  return nodeBinary(arch, SHIPPED, path.join(ROOT, 'node_modules/.cache/node-shipped'));
}

/** Makes the tarball, but for the single executable in it, which has tests of its own. @returns its path */
export async function madeTarball(arch: string, folder: string): Promise<string> {
  return await makeTarball({ arch, node: shippedNode(arch), folder, seconds: 1_750_000_000 });
}

/** Unpacks a tarball into a folder that is there. @returns the installation */
export function unpacked(tarball: string, folder: string): string {
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  return path.join(folder, path.basename(tarball, '.tar.gz'));
}
