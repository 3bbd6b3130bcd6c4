import type { Check, Line } from '../report.ts';
import type { LaunchSeen } from '../seen.ts';
import { shellLine } from '../shell-line.ts';

type Part = Omit<Line, 'check'>;

/** Which launcher would start the collectors, what its starter would run, and whether that works. */
export const checkLauncher: Check = ({ launch }) => [...chosen(launch), ...command(launch), ...tried(launch)];

function chosen({ launcher, why, warning, lacksLauncher, allocation, nodes }: LaunchSeen): Part[] {
  if (launcher === null) {
    return [{ level: 'fault', harm: 'run', hosts: [], seen: `nothing can start the collectors: ${why}` }];
  }
  const more: Part[] = warning === null ? [] : [{ level: 'warning', hosts: [], seen: warning }];
  if (lacksLauncher && allocation !== null && nodes !== 1) {
    const many = nodes === null ? 'the nodes' : `${nodes} nodes`;
    const seen = `there is an allocation, and nothing that could start collectors on ${many} of it: ${why}; a run would record this host alone`;
    const todo =
      'load the module of the launcher that starts the benchmark, or set RANKSTAT_LAUNCHER_PROGRAM to its program; --launcher local if one host is meant';
    return [...more, { level: 'fault', hosts: [], seen, todo }];
  }
  const what =
    launcher === 'local' ? 'this host alone would be recorded' : `${launcher} starts the collectors`;
  return [...more, { level: 'ok', hosts: [], seen: `${what}: ${why}` }];
}

function command({ command, removed }: LaunchSeen): Part[] {
  if (command === null) return [];
  const without = removed.length === 0 ? '' : `; without ${removed.join(', ')}, which are the benchmark’s`;
  return [{ level: 'ok', hosts: [], seen: `its starter runs: ${shellLine(command)}${without}` }];
}

function tried(launch: LaunchSeen): Part[] {
  const { tried, wentWell, end, said, answered, nodes, patienceSeconds } = launch;
  if (tried === 'nothing') return [];
  const what = tried === 'doctor' ? 'doctor' : 'a trivial program';
  // Who has answered is in `hosts`.
  if (wentWell || (tried === 'doctor' && answered > 0)) {
    if (tried === 'doctor') return [];
    const of = nodes === null ? '' : ` of ${nodes}`;
    if (answered === 0) {
      const seen = `${what} was started on the nodes by it, and ended well; what it prints does not come here`;
      return [{ level: 'ok', hosts: [], seen }];
    }
    if (nodes !== null && answered < nodes) {
      const words = said.length === 0 ? '' : `; the launcher said: ${said.join(' | ')}`;
      const seen = `${what} was started on ${answered}${of} nodes only${words}`;
      const todo = 'see which nodes are missing with rankstat doctor --nodes; or choose another --launcher';
      return [{ level: 'fault', hosts: [], seen, todo }];
    }
    return [{ level: 'ok', hosts: [], seen: `${what} was started on ${answered}${of} nodes by it` }];
  }
  const how = end === null ? `it has not ended in ${patienceSeconds} s` : `it ended with ${end}`;
  const words = said.length === 0 ? 'it said nothing' : `it said: ${said.join(' | ')}`;
  const seen = `the starter cannot start ${what} on the nodes: ${how}; ${words}`;
  const todo = 'try that command by hand, and mend what it says; or choose another --launcher';
  return [{ level: 'fault', harm: 'run', hosts: [], seen, todo }];
}
