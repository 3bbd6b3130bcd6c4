import { printable } from '../system/text/printable.ts';
import { someOf } from '../system/text/some-of.ts';
import { VERSION } from '../system/version.ts';
import type { Line, Report } from './report.ts';
import type { HostSeen, Seen } from './seen.ts';

/** Hosts that a line names. */
const MOST_NAMED = 8;
const LEVEL_WIDTH = 'warning'.length;
const NAME_WIDTH = 'installation'.length;

/** The report as people read it. */
export function diagnosisText({ lines, verdict }: Report): string {
  const texts = lines.flatMap((line) => {
    const begin = `${line.level.padEnd(LEVEL_WIDTH)}  ${line.check.padEnd(NAME_WIDTH)}  `;
    const what = `${begin}${hostsText(line)}${line.seen}`;
    return line.todo === undefined ? [what] : [what, `${' '.repeat(begin.length)}→ ${line.todo}`];
  });
  return `${[...texts, '', verdict].map(printable).join('\n')}\n`;
}

/** The same as JSON, with all that was seen. */
export function diagnosisJson({ lines, verdict, exitCode }: Report, { here, hosts, launch }: Seen): string {
  const { launcher, why, allocation, command, removed, said } = launch;
  const told = {
    rankstat: VERSION,
    asked_on: here.hostname,
    verdict,
    exit_code: exitCode,
    lines: lines.map(({ check, level, hosts, seen, todo }) => ({
      check,
      level,
      hosts,
      seen,
      todo: todo ?? null,
    })),
    launch: { launcher, why, allocation, command, variables_removed: removed, said },
    hosts: byName(hosts),
  };
  return `${JSON.stringify(told, null, 2)}\n`;
}

/** Two hosts with one name never share a key, as in a series file. */
function byName(hosts: readonly HostSeen[]): Record<string, HostSeen> {
  const found = new Map<string, HostSeen>();
  for (const host of hosts) {
    const { hostname, rank } = host;
    found.set(found.has(hostname) ? `${hostname}#${rank}` : hostname, host);
  }
  return Object.fromEntries(found);
}

function hostsText({ hosts, level }: Line): string {
  if (hosts.length === 0) return '';
  if (level === 'ok' && hosts.length > 1) return `${hosts.length} hosts: `;
  return `${someOf(hosts, MOST_NAMED)}: `;
}
