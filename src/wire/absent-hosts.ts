import type { HelloRecord, JobFacts } from './records.ts';

/** Who has come, as it has said hello. */
type Present = Pick<HelloRecord, 'rank' | 'hostname' | 'node'>;

/**
 * The hosts that a job expects and that have not come. Names come from the launcher and need not be the hosts' own; so the
 * number of missing hosts is what is certain, and of the names that nobody answers to so many are taken; who has none is
 * `unknown#n`.
 * @param taken names that none of them must have
 */
export function absentHosts(
  { expected, hosts }: Pick<JobFacts, 'expected' | 'hosts'>,
  present: readonly Present[],
  taken: ReadonlySet<string> = new Set(),
): string[] {
  const known = new Set(
    present.flatMap(({ hostname, node }) => [
      hostname,
      shortName(hostname),
      ...(node === null ? [] : [node]),
    ]),
  );
  const ranks = new Set(present.map(({ rank }) => rank));
  const missing = Math.max(0, (expected ?? hosts.length) - ranks.size);
  const names = hosts.filter((name) => !known.has(name) && !known.has(shortName(name)));
  const unnamed = Array.from({ length: missing }, (_, nth) => `unknown#${nth + 1}`);
  return [...names, ...unnamed].filter((name) => !taken.has(name)).slice(0, missing);
}

/** A host name without its domain. */
function shortName(name: string): string {
  return name.split('.', 1)[0] ?? name;
}
