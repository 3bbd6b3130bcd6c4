import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.dirname(path.dirname(import.meta.dirname));

/** The version of this project. */
export const VERSION: string = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version;

/**
 * Makes the files of a release of what is in the working tree: laid out as they are, but without a Node.js of their own, which
 * would take half a minute and a network. @returns the folder
 */
export function smallRelease(folder: string): string {
  const release = path.join(folder, 'release');
  mkdirSync(release);
  const first = path.join(folder, name('x64'));
  mkdirSync(first);
  for (const part of ['bin', 'dist', 'scripts/mpirun', 'docs', 'examples', 'README.md', 'LICENSE'])
    cpSync(path.join(ROOT, part), path.join(first, part), { recursive: true });
  for (const script of ['man', 'completion'])
    execFileSync(process.execPath, [
      path.join(ROOT, `scripts/package/${script}.mjs`),
      path.join(first, 'share'),
    ]);
  for (const arch of ['x64', 'arm64']) {
    const archive = path.join(release, `${name(arch)}.tar.gz`);
    const renamed = `--transform=s/^${name('x64')}/${name(arch)}/`;
    execFileSync('tar', ['-C', folder, '-I', 'gzip -1', renamed, '-cf', archive, name('x64')]);
  }
  // Of this one the recipes say the sum, and npm knows the rest.
  writeFileSync(path.join(release, `rankstat-${VERSION}.tgz`), 'a package');
  return release;
}

function name(arch: string): string {
  return `rankstat-${VERSION}-linux-${arch}`;
}
