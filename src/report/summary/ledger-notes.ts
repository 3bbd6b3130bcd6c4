import { printable } from '../../system/text/printable.ts';

/** What the ledger can say of a host beside its status; files of before have none of it. */
export interface NotedHost {
  readonly status: string;
  readonly ticks_missed: number;
  readonly sources?: Readonly<Record<string, { readonly ticks_missed: number }>> | undefined;
  readonly clock_steps?:
    | readonly { readonly timestamp: string; readonly tick: number | null; readonly step_ms: number }[]
    | undefined;
}

/** So many lines are shown of a kind. */
const MOST_LINES = 10;

/** Lines about what the coverage ledger notes of hosts: sources that did not come at each tick, clocks that were set. */
export function ledgerNotes(hosts: Readonly<Record<string, NotedHost>>): string[] {
  const all = Object.entries(hosts);
  return [...atMost(all.flatMap(sourcesOf)), ...atMost(all.flatMap(stepsOf))];
}

/** What a host lacks as a whole is said of it. */
function sourcesOf([host, { sources = {}, ticks_missed: all }]: [string, NotedHost]): string[] {
  const lacking = Object.entries(sources).filter(([, { ticks_missed }]) => ticks_missed > all);
  if (lacking.length === 0) return [];
  const names = lacking.map(([name, { ticks_missed }]) => `${name} at ${ticks_missed}`);
  return [`  ${printable(host)} lacks ${printable(names.join(', '))} ticks`];
}

function stepsOf([host, { clock_steps = [] }]: [string, NotedHost]): string[] {
  return clock_steps.map(({ timestamp, tick, step_ms }) => {
    const at = tick === null ? `between ticks (${timestamp})` : `at tick ${tick} (${timestamp})`;
    return `  ${printable(host)}: its clock was set by ${stepText(step_ms)} ${printable(at)}`;
  });
}

/** `+3600.0 s`, `-70 ms`. */
function stepText(ms: number): string {
  const size = Math.abs(ms);
  return `${ms < 0 ? '-' : '+'}${size < 1000 ? `${size.toFixed(0)} ms` : `${(size / 1000).toFixed(1)} s`}`;
}

function atMost(lines: readonly string[]): string[] {
  if (lines.length <= MOST_LINES) return [...lines];
  return [...lines.slice(0, MOST_LINES), `  and ${lines.length - MOST_LINES} more of these`];
}
