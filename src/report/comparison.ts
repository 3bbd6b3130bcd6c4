import type { Metric } from '../series/rates.ts';
import type { HostInfo } from '../series/schema.ts';
import { factsOf } from './differences.ts';
import { METRIC_VIEWS } from './metrics.ts';
import { phaseMeans } from './phase-means.ts';
import { type Phase, wholeRun } from './phases.ts';
import type { Run } from './run.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** A run and its phases. */
export interface Phased {
  readonly run: Run;
  readonly phases: readonly Phase[];
}

/** A metric in both runs, over hosts, in the unit in which it is shown. */
export interface ComparedMetric {
  readonly metric: Metric;
  readonly before: Spread;
  readonly after: Spread;
  /** Of the median: what it is now is so many percent more than before; null if it was 0. */
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

/** Two runs side by side. */
export interface Comparison {
  readonly before: { readonly hosts: number; readonly complete: number };
  readonly after: { readonly hosts: number; readonly complete: number };
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
    before: coverageOf(before.run),
    after: coverageOf(after.run),
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
  const parts = [
    wholeRun(run.header),
    ...labels.flatMap((label) => phases.find((one) => one.label === label) ?? []),
  ];
  const means = phaseMeans(run, parts);
  return parts.map((phase, at) => {
    const spreads = METRIC_VIEWS.flatMap(({ name }) => {
      const spread = spreadOf((means.get(name)?.[at] ?? []).map(({ value }) => value));
      return spread === null ? [] : [[name, spread] as const];
    });
    return { phase, spreads: new Map(spreads) };
  });
}

function comparedPhase(one: Part, other: Part): ComparedPhase {
  const seconds = ({ phase }: Part) => (phase.end - phase.start) / 1000;
  const metrics = METRIC_VIEWS.flatMap(({ name, negligible }) => {
    const before = one.spreads.get(name);
    const after = other.spreads.get(name);
    if (before === undefined || after === undefined) return [];
    const apart = after.min > before.max || after.max < before.min;
    const isBeyondSpread = apart && Math.abs(after.median - before.median) >= negligible;
    const changePercent = before.median === 0 ? null : (100 * (after.median - before.median)) / before.median;
    return [{ metric: name, before, after, changePercent, isBeyondSpread }];
  });
  return { label: one.phase.label, beforeSeconds: seconds(one), afterSeconds: seconds(other), metrics };
}

function coverageOf({ hosts, header }: Run): Comparison['before'] {
  const complete = Object.values(header.host_status).filter(({ status }) => status === 'complete');
  return { hosts: hosts.length, complete: complete.length };
}

function changedFacts(before: Run, after: Run): ChangedFact[] {
  const one = runFacts(before);
  const other = runFacts(after);
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((what) => {
    const [was = 'not there', is = 'not there'] = [one.get(what), other.get(what)];
    return was === is ? [] : [{ what, before: was, after: is }];
  });
}

/** What is said of a run that should be the same the next time. */
function runFacts({ header }: Run): Map<string, string> {
  const { benchmark, collection_interval_seconds } = header;
  const facts = new Map([
    ['command', benchmark.command?.join(' ') ?? 'not known'],
    ['exit code', String(benchmark.exit_code ?? 'not known')],
    ['interval', `${collection_interval_seconds} s`],
  ]);
  for (const [what, values] of hostFacts(header.host_info)) facts.set(what, [...values].sort().join('; '));
  return facts;
}

function hostFacts(hostInfo: Readonly<Record<string, HostInfo>>): Map<string, Set<string>> {
  const facts = new Map<string, Set<string>>();
  for (const info of Object.values(hostInfo)) {
    for (const [what, value] of factsOf(info)) facts.set(what, (facts.get(what) ?? new Set()).add(value));
  }
  return facts;
}
