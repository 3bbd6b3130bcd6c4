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

/** Numbers of the signals in a mask, in hexadecimal digits. @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export function signalsIn(mask: string): number[] {
  if (!/^[\da-f]{1,32}$/i.test(mask)) return [];
  const bits = BigInt(`0x${mask}`);
  return Array.from({ length: 64 }, (_, nth) => nth + 1).filter(
    (signal) => (bits >> BigInt(signal - 1)) & 1n,
  );
}
