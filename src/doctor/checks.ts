import { checkAddon } from './checks/addon.ts';
import { checkClock } from './checks/clock.ts';
import { checkCommand } from './checks/command.ts';
import { checkConfiguration } from './checks/configuration.ts';
import { checkHosts } from './checks/hosts.ts';
import { checkInstallation } from './checks/installation.ts';
import { checkLauncher } from './checks/launcher.ts';
import { checkLimits } from './checks/limits.ts';
import { checkMounts } from './checks/mounts.ts';
import { checkNetwork } from './checks/network.ts';
import { checkNode } from './checks/node.ts';
import { checkProcesses } from './checks/processes.ts';
import { checkResults } from './checks/results.ts';
import { checkSignals } from './checks/signals.ts';
import { checkSources } from './checks/sources.ts';
import { checkVariables } from './checks/variables.ts';
import { type Check, type Report, reportOf } from './report.ts';
import type { Seen } from './seen.ts';

/** All checks, in the order in which lines of one level stand. */
export const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  ['launcher', checkLauncher],
  ['hosts', checkHosts],
  ['node', checkNode],
  ['addon', checkAddon],
  ['installation', checkInstallation],
  ['network', checkNetwork],
  ['results', checkResults],
  ['clock', checkClock],
  ['sources', checkSources],
  ['mounts', checkMounts],
  ['limits', checkLimits],
  ['variables', checkVariables],
  ['processes', checkProcesses],
  ['signals', checkSignals],
  ['configuration', checkConfiguration],
  ['command', checkCommand],
];

/** What all checks say of what was seen. */
export function diagnosed(seen: Seen): Report {
  return reportOf(
    CHECKS.flatMap(([check, judge]) => judge(seen).map((line) => ({ ...line, check }))),
    seen,
  );
}
