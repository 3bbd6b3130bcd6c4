import type { AbsentHost, HelloRecord, JobFacts } from './records.ts';

/** Who has come, as it has said hello. */
type Present = Pick<HelloRecord, 'rank' | 'hostname' | 'node'>;

/**
 * The hosts that a job expects and that have not come. Names come from the launcher and need not be the hosts' own; so the
 * number of missing hosts is what is certain, and of the names that nobody answers to so many are taken, first of those
 * that have said so themselves; who has none is `unknown#n`.
 * @param taken names that none of them must have
 * @param said who has said that it is not recorded
 */
export function absentHosts(
  { expected, hosts }: Pick<JobFacts, 'expected' | 'hosts'>,
  present: readonly Present[],
  taken: ReadonlySet<string> = new Set(),
  said: readonly AbsentHost[] = [],
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
  const isAway = (name: string) => !known.has(name) && !known.has(shortName(name));
  const isFree = (name: string) => !taken.has(name);
  const names = hosts.filter(isAway);
  const unnamed = Array.from({ length: missing }, (_, nth) => `unknown#${nth + 1}`);
  if (said.length === 0) return [...names, ...unnamed].filter(isFree).slice(0, missing);
  const others = unlisted(names, said).filter(isAway);
  const all = [...names, ...others, ...unnamed].filter(isFree);
  const wordOf = wordsOf(said);
  const first = all.filter((name) => wordOf(name) !== undefined);
  const chosen = new Set([...new Set([...first, ...all])].slice(0, missing));
  return all.filter((name) => chosen.has(name));
}

/** Those who have spoken and are under none of the names. */
function unlisted(names: readonly string[], said: readonly AbsentHost[]): string[] {
  const called = new Set(names.flatMap((name) => [name, shortName(name)]));
  return said.map(({ host }) => host).filter((host) => !called.has(host) && !called.has(shortName(host)));
}

/** The reason that a host has said, by a name that may have a domain where its own has none, or the other way round. */
export function wordsOf(said: readonly AbsentHost[]): (name: string) => string | undefined {
  const byName = new Map(said.map(({ host, reason }) => [host, reason]));
  const byShortName = new Map(said.map(({ host, reason }) => [shortName(host), reason]));
  return (name) => {
    const short = shortName(name);
    return byName.get(name) ?? (name === short ? byShortName : byName).get(short);
  };
}

/** A host name without its domain. */
function shortName(name: string): string {
  return name.split('.', 1)[0] ?? name;
}
