import { EXIT, UserError } from '../system/exit.ts';
import type { PortRange } from '../wire/curve.ts';

/** One for the broker of `rankstat run`, one for rank 0, which can be on the same host. */
const NEEDED = 2;

/**
 * Finds out before anything is started whether a run can do with these ports.
 * @param ports a range that begins with 0 is any
 * @throws UserError that says how many it needs, and why
 */
export function checkPorts({ first, last }: PortRange): void {
  if (first === 0 || last - first + 1 >= NEEDED) return;
  const why = 'one for itself and one for rank 0, which can be on the same host';
  const what = `--port-range ${first}-${last} is 1 port, and run needs ${NEEDED}: ${why}`;
  throw new UserError(EXIT.usage, what);
}
