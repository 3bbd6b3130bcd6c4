import { EXIT, UserError } from '../exit.ts';

/** The oldest Node.js that runs this, as package.json has it. */
const LEAST = [20, 19] as const;

/**
 * @param version of Node.js, whose program is named with what to do
 * @throws UserError if it is too old
 */
export function checkNodeVersion(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return;
  throw new UserError(
    EXIT.unavailable,
    `Node.js ${version} is too old: ${LEAST.join('.')} or later is needed (this is ${process.execPath}: put a newer one first in PATH, or set RANKSTAT_NODE)`,
  );
}
