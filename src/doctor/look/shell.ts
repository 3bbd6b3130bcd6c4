import { signalsIn } from '../../benchmark/kernel-lines.ts';
import { NODE_VARIABLES } from '../../benchmark/node-variables.ts';
import type { HostSeen } from '../seen.ts';

/** What `bin/rankstat` tells of how it was started, which it changes before Node.js runs. */
export const SHELL_VARIABLE = 'RANKSTAT_SHELL';

/**
 * Reads `BLOCKED IGNORED NAME…`: signals as in `/proc/PID/status`, and names of variables.
 * @param told undefined where there was no shell: then it is as this process has it
 */
export function toldByShell(
  told: string | undefined,
  env: Readonly<NodeJS.ProcessEnv>,
): Pick<HostSeen, 'variables' | 'signals'> {
  const [blocked = '0', ignored = '0', ...names] = told?.split(' ').filter((word) => word !== '') ?? [];
  const known = told === undefined ? Object.keys(env) : names;
  return {
    variables: known.filter((name) => NODE_VARIABLES.has(name)).sort(),
    signals: { blocked: signalsIn(blocked), ignored: signalsIn(ignored) },
  };
}
