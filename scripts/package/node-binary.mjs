// Node's executable for an architecture, from the packages in which the npm registry has them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../build/places.mjs';

/**
 * Only the executable of the package; what is in the folder already stays.
 * @param version such as `24` or `24.21.0`
 * @returns its path, in `folder`
 * @throws Error with what npm says, if it cannot be had
 */
export function nodeBinary(arch, version, folder) {
  const node = path.join(folder, arch, version, 'node');
  if (existsSync(node)) return node;
  mkdirSync(path.dirname(node), { recursive: true });
  const scratch = mkdtempSync(path.join(folder, '.new-'));
  try {
    const asked = ['pack', `node-linux-${arch}@${version}`, '--silent', '--pack-destination', scratch];
    // Of a version that is not whole it names all that match, the last one last.
    const archive = run('npm', asked).trim().split('\n').at(-1) ?? '';
    run('tar', [
      '-xzf',
      path.join(scratch, archive),
      '-C',
      scratch,
      '--strip-components=2',
      'package/bin/node',
    ]);
    renameSync(path.join(scratch, 'node'), node);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return node;
}

/** The version of an executable of Node.js, which need not be one for this machine. @throws Error if it is none */
export function versionOf(node) {
  const content = readFileSync(node);
  const at = content.indexOf('/download/release/v');
  const version = /^\/download\/release\/v(\d+\.\d+\.\d+)\//.exec(
    content.toString('latin1', at, at + 40),
  )?.[1];
  if (at < 0 || version === undefined) throw new Error(`${node} is no Node.js of nodejs.org`);
  return version;
}

/** What a command prints. @throws Error if it fails, with what it said */
function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${[command, ...args].join(' ')} failed: ${error?.message ?? stderr}`);
}
