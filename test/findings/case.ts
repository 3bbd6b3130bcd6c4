import type { OpenSeries } from '../../src/series/open-series.ts';
import { type Ailment, NOTHING_WRONG } from './effects.ts';
import type { Kind, Strength } from './kinds.ts';
import { runOf, type Setup, Weather } from './lock-step.ts';
import { type Confounders, makeCluster, NO_CONFOUNDERS } from './machine.ts';
import { makeProblem } from './problem.ts';
import { Random } from './random.ts';
import type { Sources } from './sample-of.ts';
import { type MadeRun, seriesOf } from './series-of.ts';
import type { Truth } from './truth.ts';
import { makeWorkload } from './workload.ts';

/** Which case is wanted. Seeds 1 to 999 are for writing rules, those from 1000 on for judging them. */
export interface Wanted {
  readonly kind: Kind;
  readonly hosts: number;
  readonly strength: Strength;
  readonly seed: number;
  /** About how long the run takes, where it is not as long as such runs are. */
  readonly seconds?: number;
}

/** A run with a known problem. */
export interface Case {
  readonly name: string;
  readonly truth: Truth;
  /** For people: the benchmark and what is odd about the cluster. */
  readonly about: string;
  /** Any number of times; each time the samples are made anew, the same ones. */
  readonly open: OpenSeries;
}

/** The same cluster and benchmark before the problem and with it. */
export interface ComparedCase {
  readonly base: Case;
  readonly other: Case;
  readonly truth: Truth;
}

/** The case. */
export function makeCase(wanted: Wanted): Case {
  return made(wanted, false);
}

/** A run without the problem, and the one with it on the same hosts; what varies in any run varies between them. */
export function compareCase(wanted: Wanted): ComparedCase {
  const other = made(wanted, false);
  return { base: made(wanted, true), other, truth: other.truth };
}

function made(wanted: Wanted, isBase: boolean): Case {
  const { kind, hosts, strength, seed } = wanted;
  const name = `${kind}-${hosts}-${strength}-${seed}${isBase ? '-base' : ''}`;
  const random = new Random(seed, kind, hosts, strength);
  const confounders = confoundersOf(random, hosts);
  const machines = makeCluster(new Random(seed, 'cluster', hosts), hosts, confounders);
  const victims = machines.filter(
    ({ rank }) => rank !== confounders.missing && (rank !== 0 || (kind !== 'clock' && !confounders.head)),
  );
  const victim = random.pick(victims).rank;
  const intervalSeconds = hosts <= 40 ? random.pick([5, 10, 10]) : 10;
  const usual = lengthOf(kind, hosts) * (intervalSeconds === 5 ? 0.6 : 1) * random.between(0.9, 1.1);
  const { seconds = usual } = wanted;
  const problem = makeProblem(kind, { random, strength, machines, victim, seconds, intervalSeconds });
  const { portMbps } = machines[0]!;
  // With a problem it takes longer than planned, without it less long.
  const planned = seconds / Math.sqrt(problem.slowdown);
  const workload = makeWorkload(random, problem.workload, planned, portMbps, problem.wish);
  const sources: Sources = {
    tcp: random.chance(0.4),
    thermal: kind === 'thermal' || random.chance(0.3),
    cgroup: intervalSeconds === 10 && random.chance(0.5),
  };
  const setup = (ailment: Ailment): Setup => ({
    ...{ machines, missing: confounders.missing, workload, ailment, intervalSeconds },
    seed: `${name}-noise`,
  });
  let run: MadeRun | undefined;
  const open: OpenSeries = async () => {
    if (run === undefined) {
      const weather = new Weather(setup(isBase ? NOTHING_WRONG : problem.ailment));
      run = { weather, course: runOf(weather), confounders, sources };
    }
    return seriesOf(run);
  };
  const { said } = problem;
  const unlike = [confounders.missing, confounders.otherKernel].filter((host) => host >= 0);
  const truth: Truth = {
    kind,
    hosts: said.ofHost ? [machines[victim]!.name] : [],
    causes: said.causes,
    limits: said.limits ?? [],
    words: said.words,
    isUnsure: said.isRelative === true && hosts <= 3,
    unlike: unlike.map((host) => machines[host]!.name),
  };
  const odd = Object.entries(confounders).filter(([, value]) => value === true || Number(value) > 0);
  const about = [`${workload.name} on ${workload.storage}`, ...odd.map(([word]) => word)].join(', ');
  return { name, truth, about, open };
}

/** Half of all cases have something that is odd about the cluster, a few have two such things. */
function confoundersOf(random: Random, hosts: number): Confounders {
  const any = (share: number, least: number) =>
    hosts >= least && random.chance(share) ? random.whole(1, hosts - 1) : -1;
  const missing = any(0.06, 40);
  const unlikeMissing = (host: number) => (host === missing ? -1 : host);
  return {
    ...NO_CONFOUNDERS,
    head: random.chance(0.2),
    mixed: hosts >= 40 && random.chance(0.12),
    otherKernel: unlikeMissing(any(0.1, 3)),
    missing,
    cron: unlikeMissing(any(0.15, 2)),
  };
}

/** About how long a run takes, s. A stall is one in a long run. */
function lengthOf(kind: Kind, hosts: number): number {
  const isLong = kind === 'stall';
  if (hosts <= 40) return isLong ? 6600 : 3300;
  if (hosts <= 300) return isLong ? 3300 : 1800;
  return isLong ? 1800 : 1100;
}
