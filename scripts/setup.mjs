// Makes a fresh clone ready to run: installs from the lockfile and builds, each only if needed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Installs and builds what is missing or older than what it is made of. Ends the process if that fails. */
export function setUp() {
  const installed = path.join(root, 'node_modules/.package-lock.json');
  if (newest([path.join(root, 'package-lock.json')]) > modified(installed)) {
    step('installing dependencies', 'npm', [
      'ci',
      '--include=dev',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
    ]);
  }
  const sources = ['src', 'scripts/build.mjs', 'scripts/build', 'package.json'].map((name) =>
    path.join(root, name),
  );
  if (newest(sources) > modified(path.join(root, 'dist/THIRD_PARTY.txt'))) {
    step('building', process.execPath, [path.join(root, 'scripts/build.mjs')]);
  }
}

function step(what, command, args) {
  process.stderr.write(`${what} …\n`);
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}`);
  process.stderr.write(`${what} failed: ${[command, ...args].join(' ')} in ${root}\n`);
  process.exit(1);
}

/** When the newest file at or below these paths was changed, ms. */
function newest(paths) {
  return Math.max(...paths.map((at) => (statSync(at).isDirectory() ? newestBelow(at) : modified(at))));
}

function newestBelow(directory) {
  const names = readdirSync(directory, { recursive: true });
  return Math.max(0, ...names.map((name) => modified(path.join(directory, name))));
}

function modified(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}
