import type { HostInfo } from '../../series/schema.ts';
import type { Run } from '../data/run.ts';
import { everyText } from '../data/spacing.ts';
import { factsOf, isToldWithSettings, SETTING } from '../findings/differences.ts';

/** A fact of hosts or of the run that is another in the second. */
export interface ChangedFact {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /**
   * Of whom: the run itself; all hosts that both have; these of them; or where none has the same name, the hosts of either run
   * taken together, with all values that they have.
   */
  readonly of: 'run' | 'all hosts' | 'some hosts' | 'either run';
  /** Those of `some hosts`, in the order of the file. */
  readonly hosts: readonly string[];
}

const NOT_THERE = 'not there';
const NOT_KNOWN = 'not known';

/** What of the run and of its hosts is another: first the run, then what is so on all hosts, then on some. */
export function changedFacts(before: Run, after: Run): ChangedFact[] {
  const now = runFacts(after);
  const ofRun = [...runFacts(before)].flatMap(([what, was]): ChangedFact[] => {
    const is = now.get(what) ?? NOT_KNOWN;
    return was === is ? [] : [{ what, before: was, after: is, of: 'run', hosts: [] }];
  });
  const [one, other] = [before.header.host_info, after.header.host_info];
  const common = Object.keys(one).filter((host) => other[host] !== undefined);
  const ofHosts = common.length > 0 ? byHost(common, one, other) : together(one, other);
  const order: readonly ChangedFact['of'][] = ['run', 'all hosts', 'either run', 'some hosts'];
  return [...ofRun, ...ofHosts].sort((a, b) => order.indexOf(a.of) - order.indexOf(b.of));
}

/** What is said of a run that should be the same the next time. */
function runFacts({ header, spacing, hosts }: Run): Map<string, string> {
  const { benchmark } = header;
  return new Map([
    ['command', benchmark.command?.join(' ') ?? NOT_KNOWN],
    ['exit code', String(benchmark.exit_code ?? NOT_KNOWN)],
    ['samples', everyText(spacing)],
    ['hosts', String(hosts.length)],
  ]);
}

type Infos = Readonly<Record<string, HostInfo>>;

/** The same change on several hosts is one. */
function byHost(common: readonly string[], one: Infos, other: Infos): ChangedFact[] {
  const found = new Map<string, { what: string; before: string; after: string; hosts: string[] }>();
  for (const host of common) {
    const [was, is] = [one[host], other[host]];
    if (was === undefined || is === undefined) continue;
    for (const { what, before, after } of changesBetween([was], [is])) {
      const key = JSON.stringify([what, before, after]);
      const same = found.get(key) ?? { what, before, after, hosts: [] };
      found.set(key, same);
      same.hosts.push(host);
    }
  }
  return [...found.values()].map((change) =>
    change.hosts.length === common.length
      ? { ...change, of: 'all hosts', hosts: [] }
      : { ...change, of: 'some hosts' },
  );
}

function together(one: Infos, other: Infos): ChangedFact[] {
  const changes = changesBetween(Object.values(one), Object.values(other));
  return changes.map((change) => ({ ...change, of: 'either run', hosts: [] }));
}

function changesBetween(one: readonly HostInfo[], other: readonly HostInfo[]) {
  const sides = [one, other];
  const facts = sides.map((hosts) => hosts.map(factsOf));
  const haveSettings = sides.every((hosts) => hosts.some(({ settings }) => settings !== undefined));
  const whats = new Set(facts.flat().flatMap((known) => [...known.keys()]));
  return [...whats].flatMap((what) => {
    const [before = '', after = ''] = facts.map((hosts) => variants(hosts, what));
    // A file of before has no settings, options and ports, and knows less sources, which is no change.
    const isTold = haveSettings || !isToldWithSettings(what);
    const isNew = !isTold || what.startsWith(SETTING) || [before, after].includes('absent');
    const isUnknown = isNew && [before, after].includes(NOT_THERE);
    const isNobodys = [before, after].some((value) => value === '' || value === NOT_KNOWN);
    return before === after || isUnknown || isNobodys ? [] : [{ what, before, after }];
  });
}

/** What a fact is on these hosts; nothing if there are none. */
function variants(hosts: readonly ReadonlyMap<string, string>[], what: string): string {
  return [...new Set(hosts.map((facts) => facts.get(what) ?? NOT_THERE))].sort().join('; ');
}

/** More characters of a value are nobody's reading. */
const MOST_CHARACTERS = 120;

/** A change as a text; of lists with commas only what is not in both: `100000 Mb/s → 10000 Mb/s`. */
export function factChangeText({ what, before, after }: ChangedFact): string {
  const [was, is] = what === 'command' ? [before, after] : onlyInOne(before, after);
  return `${cut(was)} → ${cut(is)}`;
}

function onlyInOne(before: string, after: string): [string, string] {
  const [one, other] = [before, after].map((list) => list.split(/,\s*/));
  if (one === undefined || other === undefined || one.length < 2 || other.length < 2) return [before, after];
  const [gone, come] = [
    one.filter((part) => !other.includes(part)),
    other.filter((part) => !one.includes(part)),
  ];
  if (gone.length === 0 && come.length === 0) return [before, after];
  return [gone.join(', ') || 'none', come.join(', ') || 'none'];
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}
