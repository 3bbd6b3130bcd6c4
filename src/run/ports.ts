import { EXIT, UserError } from '../system/exit.ts';
import type { PortRange } from '../wire/curve.ts';

/** One for the broker of `rankstat run`, two for rank 0, which can be on the same host. */
const NEEDED = 3;

/**
 * Finds out before anything is started whether a run can do with these ports.
 * @param ports a range that begins with 0 is any
 * @throws UserError that says how many it needs, and why
 */
export function checkPorts({ first, last }: PortRange): void {
  const count = last - first + 1;
  if (first === 0 || count >= NEEDED) return;
  const why = 'one for itself and two for rank 0, which can be on the same host';
  const what = `--port-range ${first}-${last} is ${count} ports, and run needs ${NEEDED}: ${why}`;
  throw new UserError(EXIT.usage, what);
}
