import path from 'node:path';
import type { Token } from '../look/directory.ts';
import type { DoctorOptions } from '../options.ts';

/** The word behind `rank` by which the starters start doctor on a node. */
export const EXAMINE = '--examine';

/** Nodes end by themselves so long after who has asked, s. */
const LONGER_SECONDS = 5;

/** What doctor on a node is told. Never the secret. */
export function examineArguments(options: DoctorOptions, token: Token | undefined): string[] {
  const { resultsDir, journalDir, ports, targets, sources, procfs, sysfs, timeout } = options;
  const given: Record<string, string | readonly string[] | undefined> = {
    'results-dir': path.resolve(resultsDir),
    'journal-dir': journalDir === undefined ? undefined : path.resolve(journalDir),
    interface: options.interface,
    'port-range': ports.first === 0 ? undefined : `${ports.first}-${ports.last}`,
    sources: sources.join(','),
    target: targets.paths.map((one) => path.resolve(one)),
    procfs,
    sysfs,
    token: token === undefined ? undefined : `${token.name}=${token.content}`,
    timeout: String(timeout + LONGER_SECONDS),
  };
  return Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => `--${name}=${one}`),
  );
}
