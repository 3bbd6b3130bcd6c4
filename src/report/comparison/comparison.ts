import type { Metric } from '../../series/rates.ts';
import type { Run } from '../data/run.ts';
import { everyText } from '../data/spacing.ts';
import { type Spread, spreadOf } from '../data/statistics.ts';
import { factsOf, isToldWithSettings, SETTING } from '../findings/differences.ts';
import { isUntold, METRICS } from '../metrics/metrics.ts';
import { phaseMeans } from '../phases/phase-means.ts';
import { type Phase, type Window, wholeRun, windowOf } from '../phases/phases.ts';

/** A run and its phases. */
export interface Phased {
  readonly run: Run;
  readonly phases: readonly Phase[];
  /** The file that they are from, if they are not those of its marks. */
  readonly phasesFrom?: string | null;
}

/** A metric in both runs, over hosts, in the unit in which it is shown. */
export interface ComparedMetric {
  readonly metric: Metric;
  /** Null in a run none of whose hosts has what the metric is of, as NFS. */
  readonly before: Spread | null;
  readonly after: Spread | null;
  /** Of the median: what it is now is so many percent more than before; null if it was next to nothing, or is of one run only. */
  readonly changePercent: number | null;
  /** Whether the hosts of the two runs have not even one value in common: more than hosts differ anyway. */
  readonly isBeyondSpread: boolean;
}

/** A phase that both runs have. */
export interface ComparedPhase {
  readonly label: string;
  readonly beforeSeconds: number;
  readonly afterSeconds: number;
  readonly metrics: readonly ComparedMetric[];
}

/** A fact of hosts or of the run that is another in the second. */
export interface ChangedFact {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

export interface ComparedRun {
  readonly hosts: number;
  /** Null where the file does not say it of any. */
  readonly complete: number | null;
  /** What its means over the whole run are over. */
  readonly window: Window['name'];
  readonly phasesFrom: string | null;
}

/** Two runs side by side. */
export interface Comparison {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  readonly phases: readonly ComparedPhase[];
  readonly facts: readonly ChangedFact[];
  /** Phases that only one of them has. */
  readonly unmatched: readonly string[];
}

/** Compares two runs: the whole of them, and the phases that have the same label in both. They may have other hosts. */
export function compareRuns(before: Phased, after: Phased): Comparison {
  const labels = new Set(after.phases.map(({ label }) => label));
  const common = before.phases.filter(({ label }) => labels.has(label)).map(({ label }) => label);
  const unmatched = [...before.phases, ...after.phases].filter(({ label }) => !common.includes(label));
  const one = partsOf(before, common);
  const other = partsOf(after, common);
  return {
    before: { ...coverageOf(before.run), phasesFrom: before.phasesFrom ?? null },
    after: { ...coverageOf(after.run), phasesFrom: after.phasesFrom ?? null },
    phases: one.flatMap((part, at) => {
      const now = other[at];
      return now === undefined ? [] : [comparedPhase(part, now)];
    }),
    facts: changedFacts(before.run, after.run),
    unmatched: [...new Set(unmatched.map(({ label }) => label))],
  };
}

interface Part {
  readonly phase: Phase;
  readonly spreads: ReadonlyMap<Metric, Spread>;
}

/** The whole run, then these phases. */
function partsOf({ run, phases }: Phased, labels: readonly string[]): Part[] {
  const common = labels.flatMap((label) => phases.find((one) => one.label === label) ?? []);
  const parts = [wholeRun(run.header), ...common];
  const means = phaseMeans(run, [windowOf(run.header), ...common]);
  return parts.map((phase, at) => {
    const spreads = METRICS.flatMap(({ name }) => {
      const spread = spreadOf((means.get(name)?.[at] ?? []).map(({ value }) => value));
      return spread === null ? [] : [[name, spread] as const];
    });
    return { phase, spreads: new Map(spreads) };
  });
}

/** Of what is negligible between hosts, this part is nothing that percent could be told of. */
const NOTHING = 0.01;

function comparedPhase(one: Part, other: Part): ComparedPhase {
  const seconds = ({ phase }: Part) => (phase.end - phase.start) / 1000;
  const metrics = METRICS.flatMap((shown): ComparedMetric[] => {
    const { name, negligible, presence } = shown;
    const before = one.spreads.get(name) ?? null;
    const after = other.spreads.get(name) ?? null;
    if (isUntold(shown, [before, after])) return [];
    if (before === null || after === null) {
      const isOfOne = presence !== 'everywhere' && before !== after;
      return isOfOne ? [{ metric: name, before, after, changePercent: null, isBeyondSpread: false }] : [];
    }
    const apart = after.min > before.max || after.max < before.min;
    const isBeyondSpread = apart && Math.abs(after.median - before.median) >= negligible;
    const isNothing = Math.abs(before.median) < negligible * NOTHING;
    const changePercent = isNothing ? null : (100 * (after.median - before.median)) / before.median;
    return [{ metric: name, before, after, changePercent, isBeyondSpread }];
  });
  return { label: one.phase.label, beforeSeconds: seconds(one), afterSeconds: seconds(other), metrics };
}

function coverageOf({ hosts, coverage, header }: Run): Omit<ComparedRun, 'phasesFrom'> {
  const isKnown = hosts.length === 0 || coverage.some(({ status }) => status !== 'unknown');
  const complete = coverage.filter(({ status }) => status === 'complete');
  const { name } = windowOf(header);
  return { hosts: hosts.length, complete: isKnown ? complete.length : null, window: name };
}

function changedFacts(before: Run, after: Run): ChangedFact[] {
  const infos = [before, after].map(({ header }) => Object.values(header.host_info));
  const sides = infos.map((hosts) => hosts.map(factsOf));
  const haveSettings = infos.every((hosts) => hosts.some(({ settings }) => settings !== undefined));
  const whats = new Set(sides.flat().flatMap((facts) => [...facts.keys()]));
  const changed = (what: string, was: string, is: string) =>
    was === is ? [] : [{ what, before: was, after: is }];
  const now = runFacts(after);
  return [
    ...[...runFacts(before)].flatMap(([what, was]) => changed(what, was, now.get(what) ?? '')),
    ...[...whats].flatMap((what) => {
      const [was = '', is = ''] = sides.map((hosts) => variants(hosts, what));
      // A file of before has no settings, options and ports, and knows less sources, which is no change.
      const isTold = haveSettings || !isToldWithSettings(what);
      const isNew = !isTold || what.startsWith(SETTING) || [was, is].includes('absent');
      const isUnknown = isNew && [was, is].includes(NOT_THERE);
      return was === '' || is === '' || isUnknown ? [] : changed(what, was, is);
    }),
  ];
}

const NOT_THERE = 'not there';

/** What a fact is on these hosts; nothing if nothing is known of any. */
function variants(hosts: readonly ReadonlyMap<string, string>[], what: string): string {
  return [...new Set(hosts.map((facts) => facts.get(what) ?? NOT_THERE))].sort().join('; ');
}

/** What is said of a run that should be the same the next time. */
function runFacts({ header, spacing }: Run): Map<string, string> {
  const { benchmark } = header;
  return new Map([
    ['command', benchmark.command?.join(' ') ?? 'not known'],
    ['exit code', String(benchmark.exit_code ?? 'not known')],
    ['samples', everyText(spacing)],
  ]);
}
