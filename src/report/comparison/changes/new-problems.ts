import { spreadOf } from '../../data/statistics.ts';
import type { Cause, Finding, Findings } from '../../findings/finding.ts';
import type { Observed } from '../../observed/observed.ts';
import { apartInTime, noiseOfWindows } from './window-noise.ts';

/** A run, and what was found in it. */
export interface Examined {
  readonly observed: Observed;
  readonly findings: Findings;
}

/** What was found in one run of two and not in the other, in the order of the findings. */
export interface NewProblems {
  /** In the second. */
  readonly come: readonly Finding[];
  /** In the first. */
  readonly gone: readonly Finding[];
}

/** Problems that only one of the runs has; notes are none. */
export function newProblems(before: Examined, after: Examined): NewProblems {
  return { come: onlyIn(after, before), gone: onlyIn(before, after) };
}

/** A problem is the same if it was at least this part as strong. */
const AS_STRONG = 0.6;
/** For a while hosts are so many times as far apart as in the other run before that is more than what happens anyway. */
const BEYOND_NOISE = 1.3;

function onlyIn(one: Examined, other: Examined): Finding[] {
  const hasCommon = one.observed.hosts.some((host) => other.observed.hosts.includes(host));
  return one.findings.findings.filter((finding) => {
    if (finding.severity === 'note' || isNoise(finding, one, other)) return false;
    const [own, others] = [strengthIn(one, finding), strengthIn(other, finding)];
    // Found in one run and just missed in the other, or the other way round, is as it was.
    if (own !== undefined && others !== undefined && own !== 0) return others / own < AS_STRONG;
    return !other.findings.findings.some((same) => isSame(finding, same, hasCommon));
  });
}

function isSame(one: Finding, other: Finding, hasCommon: boolean): boolean {
  if (one.cause !== other.cause || other.severity === 'note') return false;
  if (one.hosts.length === 0 || other.hosts.length === 0 || !hasCommon) return true;
  return one.hosts.some((host) => other.hosts.includes(host));
}

/** What is so against other hosts only, or by a little: it happens for a while in any run. */
const BY_CHANCE: ReadonlySet<Cause> = new Set([
  ...(['busy', 'idle', 'full core', 'retransmits'] as const),
  ...(['slow disk', 'slow storage', 'slow writer', 'slow reader', 'slow network'] as const),
]);

/** Whether any host of the other run was nearly as far from its like for as long: then it happens anyway. */
function isNoise({ cause, hosts, chart, time }: Finding, one: Examined, other: Examined): boolean {
  const host = one.observed.hosts.indexOf(hosts[0] ?? '');
  if (chart === null || time === null || host < 0 || !BY_CHANCE.has(cause)) return false;
  const apart = apartInTime(one.observed, chart.metric, host, time);
  const seconds = (time.end - time.start) / 1000;
  const direction = apart > 0 ? 'above' : 'below';
  const noise = noiseOfWindows(other.observed, chart.metric, { seconds, direction });
  return Math.abs(apart) < BEYOND_NOISE * noise;
}

/**
 * How far the hosts of a finding are from the median of the others, or where it is of all, what they did; undefined where that
 * cannot be asked of this run.
 */
function strengthIn({ observed }: Examined, { hosts, chart, phase, time }: Finding): number | undefined {
  const nth = phase === null ? 0 : observed.phases.findIndex(({ label }) => label === phase);
  if (chart === null || time !== null || nth < 0) return undefined;
  if (hosts.length > 0 && !hosts.some((host) => observed.hosts.includes(host))) return undefined;
  const means = observed.means(chart.metric, nth);
  const [own, others]: [number[], number[]] = [[], []];
  for (const [at, value] of means.entries()) {
    if (Number.isNaN(value)) continue;
    if (hosts.length === 0 || hosts.includes(observed.hosts[at] ?? '')) own.push(value);
    else others.push(value);
  }
  const median = spreadOf(own)?.median;
  return median === undefined ? undefined : median - (spreadOf(others)?.median ?? 0);
}
