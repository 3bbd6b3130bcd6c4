import { EXIT } from '../system/exit.ts';
import type { HostSeen, Seen } from './seen.ts';

/** `warning`: a run works, but somebody should know. `fault`: a part of what it is for does not. */
export type Level = 'ok' | 'warning' | 'fault';

/** What a fault costs: all of a run, its host, or a part of the data of all. */
export type Harm = 'run' | 'host' | 'part';

/** What one check says of one host, or of several that are alike. */
export interface Saying {
  readonly level: Level;
  /** What was seen, of a fault also why it is one. */
  readonly seen: string;
  /** What to do; undefined if there is nothing to be done. */
  readonly todo?: string | undefined;
  /** Of a fault; a part of the data if nothing is said. */
  readonly harm?: Harm | undefined;
}

/** A line of the report. */
export interface Line extends Saying {
  /** The name of the check. */
  readonly check: string;
  /** Where it was seen; none if it is of no host. */
  readonly hosts: readonly string[];
}

/** Judges what was seen; asks nobody and looks at nothing. */
export type Check = (seen: Seen) => readonly Omit<Line, 'check'>[];

/** All that doctor says. */
export interface Report {
  /** Worst first. */
  readonly lines: readonly Line[];
  /** Whether a run would work, in a sentence. */
  readonly verdict: string;
  /** 0 if it would; 75 if it would in part; 69 if nothing would be recorded. */
  readonly exitCode: number;
}

/** Those that a run would record, and that where it is started: what is in the environment there is all of it. */
export function withHere({ here, hosts }: Pick<Seen, 'here' | 'hosts'>): HostSeen[] {
  return [here, ...hosts.filter(({ hostname }) => hostname !== here.hostname)];
}

/** Says the same of hosts that are alike once. */
export function ofEach(
  hosts: readonly HostSeen[],
  judge: (host: HostSeen) => Saying | readonly Saying[],
): Omit<Line, 'check'>[] {
  const lines = new Map<string, Saying & { hosts: string[] }>();
  for (const host of hosts) {
    for (const judgement of [judge(host)].flat()) {
      const key = JSON.stringify([judgement.level, judgement.seen, judgement.todo, judgement.harm]);
      const line = lines.get(key) ?? { ...judgement, hosts: [] };
      line.hosts.push(host.hostname);
      lines.set(key, line);
    }
  }
  return [...lines.values()];
}

const OTHERS = 'as far as can be told here; rankstat doctor --nodes looks at all nodes';
const ORDER: readonly Level[] = ['fault', 'warning', 'ok'];

/**
 * Puts lines in order, and says what they come to.
 * @param lines in the order of the checks
 */
export function reportOf(lines: readonly Line[], { hosts, launch }: Pick<Seen, 'hosts' | 'launch'>): Report {
  const sorted = ORDER.flatMap((level) => lines.filter((line) => line.level === level));
  const faults = sorted.filter(({ level }) => level === 'fault');
  const rank0 = hosts.find(({ rank }) => rank === 0)?.hostname;
  const lost = new Set(faults.filter(({ harm }) => harm === 'host').flatMap((line) => line.hosts));
  const isLost =
    faults.some(({ harm }) => harm === 'run') ||
    (rank0 !== undefined && lost.has(rank0)) ||
    (hosts.length > 0 && hosts.every(({ hostname }) => lost.has(hostname)));
  if (isLost) return { lines: sorted, verdict: 'A run would not work.', exitCode: EXIT.unavailable };
  if (faults.length > 0) {
    const [what] = faults.filter(({ harm }) => harm !== 'host');
    const isUnnamed = faults.some(({ harm, hosts }) => harm === 'host' && hosts.length === 0);
    const unrecorded = [...lost, ...(isUnnamed ? ['hosts whose names are not known'] : [])];
    const without = [
      ...(unrecorded.length === 0 ? [] : [`not recorded would be ${unrecorded.join(', ')}`]),
      ...(what === undefined ? [] : ['see the faults for what would be wrong or missing']),
    ];
    const verdict = `A run would work in part: ${without.join('; ')}.`;
    return { lines: sorted, verdict, exitCode: EXIT.incomplete };
  }
  const warnings = sorted.filter(({ level }) => level === 'warning').length;
  const beside = warnings === 0 ? '' : `, with ${warnings === 1 ? 'a warning' : `${warnings} warnings`}`;
  const recorded =
    hosts.length === 1 ? '1 host would be recorded' : `${hosts.length} hosts would be recorded`;
  const what = launch.tried === 'a trivial program' ? OTHERS : recorded;
  const verdict = `A run would work${beside}: ${what}.`;
  return { lines: sorted, verdict, exitCode: EXIT.ok };
}
