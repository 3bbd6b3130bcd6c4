import type { Metric } from '../../../series/rates.ts';
import type { HostSeries } from '../engine/host-series.ts';
import { FEW_HOSTS, type Look } from '../engine/look.ts';
import { normalOfOthers, otherHosts } from '../engine/others.ts';
import { farFor, normalOf } from '../engine/outliers.ts';
import { asPhase, phaseLabel, secondsOf, shortness, type TimeWindow, windowTime } from '../engine/windows.ts';
import { whenText, withUnit } from '../engine/words.ts';
import type { Cause } from '../finding.ts';
import type { Candidate } from './rule.ts';

/** What one host can have much more or much less of than the others. */
export interface Unlike {
  readonly cause: Cause;
  /** Taken together; the first has the chart. */
  readonly metrics: readonly [Metric, ...Metric[]];
  /** What was moved, if it is the mean time of what moved it. */
  readonly moved?: readonly Metric[];
  readonly unit: string;
  readonly side: 'more' | 'less';
  /** How far from the median it is at least, in the unit, and as a part of the median. */
  readonly least: number;
  readonly leastShare: number;
  /** By how much healthy hosts differ, in the unit, and as a part of the median. */
  readonly spread: number;
  readonly spreadShare: number;
  /** From this part of the median on it is severe; of percent, from so many points on. */
  readonly severe: number;
  /** What must be so, too. */
  readonly needs?: (look: Look, host: number, window: TimeWindow, hosts: readonly number[]) => boolean;
  /** What happened, without a full stop. */
  readonly say: (who: string, value: number, normal: number) => string;
  /** What the numbers are. */
  readonly word: string;
}

interface Found {
  readonly host: number;
  readonly window: TimeWindow;
  readonly value: number;
  readonly normal: number;
  readonly weight: number;
  /** Fewer hosts than can tell which one is unlike the others. */
  readonly few: boolean;
  /** Whom it is compared with. */
  readonly others: string;
}

/** Of hosts that do much more or much less of something than those of the same kind. */
export function unlikes(look: Look, unlike: Unlike): Candidate[] {
  const worst = new Map<number, Found>();
  for (const kind of look.kinds) {
    for (const window of look.windows) {
      if (!isActive(look, unlike.moved ?? unlike.metrics, window, kind, unlike)) continue;
      for (const found of farIn(look, unlike, window, kind)) {
        if (found.weight > (worst.get(found.host)?.weight ?? 0)) worst.set(found.host, found);
      }
    }
  }
  const found = [...worst.values()].sort((a, b) => b.weight - a.weight);
  return found.map((one) => candidate(look, unlike, one));
}

/** Where hosts do less than this part of what they do at most, it is what is left of a phase before, or daemons. */
const LEAST_ACTIVE = 0.3;

/** Whether hosts do in a window what they are compared by; how long requests take, and who does less, hangs on that. */
function isActive(
  look: Look,
  metrics: readonly Metric[],
  window: TimeWindow,
  kind: readonly number[],
  { side, moved }: Unlike,
): boolean {
  if (side === 'more' && moved === undefined) return true;
  const series = look.series(...metrics);
  const [most, is] = [look.mostOf(series, kind), look.middleOf(series, kind, window)];
  return is >= LEAST_ACTIVE * most;
}

function farIn(look: Look, unlike: Unlike, window: TimeWindow, kind: readonly number[]): Found[] {
  const all = seriesOf(look, unlike).means(window);
  const values = Float64Array.from(kind, (host) => all[host] ?? Number.NaN);
  const normal = normalOf(values);
  if (normal === null) return [];
  const seconds = secondsOf(look.observed, window);
  const sign = unlike.side === 'more' ? 1 : -1;
  const isFew = normal.hosts < FEW_HOSTS;
  const more = shortness(look.observed, window);
  const found: Found[] = [];
  for (const [at, value] of values.entries()) {
    const host = kind[at]!;
    const reference = isFew ? normalOfOthers(all, host, kind) : normal;
    if (Number.isNaN(value) || reference === null) continue;
    const far = sign * (value - reference.median);
    if (far < limitOf(unlike, reference, { isFew, more })) continue;
    if (unlike.needs?.(look, host, window, kind) === false) continue;
    const size = Math.max(Math.abs(reference.median), unlike.least);
    const weight = (far / size) * Math.sqrt(seconds);
    const others = otherHosts(look, kind, isFew ? reference.hosts : reference.hosts - 1);
    found.push({ host, window, value, normal: reference.median, weight, few: isFew, others });
  }
  return found;
}

/** Of two or three hosts one must be this many times as far away as would do among many. */
const FEW_FACTOR = 1.4;
/** … and of three so many times as far as the two others are from their middle. */
const FEW_SPREADS = 2.5;

function seriesOf(look: Look, { metrics, moved }: Unlike): HostSeries {
  return moved === undefined ? look.series(...metrics) : look.perRequest(metrics[0], moved);
}

interface Circumstances {
  readonly isFew: boolean;
  /** By how much more a host must be away because the window is short. */
  readonly more: number;
}

function limitOf(unlike: Unlike, normal: NormalOf, { isFew, more }: Circumstances): number {
  const { least, leastShare, spread, spreadShare } = unlike;
  const share = Math.abs(normal.median);
  const far = more * Math.max(least, leastShare * share);
  if (isFew) return Math.max(FEW_FACTOR * far, FEW_SPREADS * normal.spread);
  const sd = Math.max(spread, spreadShare * share, normal.spread);
  return Math.max(far, farFor(normal.hosts) * sd);
}

type NormalOf = NonNullable<ReturnType<typeof normalOf>>;

function candidate(look: Look, unlike: Unlike, found: Found): Candidate {
  const { observed } = look;
  const { cause, metrics, unit, word, say } = unlike;
  const { host, normal, weight, few, others } = found;
  const name = look.nameOf(host);
  const window = asPhase(observed, found.window);
  const value = window === found.window ? found.value : seriesOf(look, unlike).mean(host, window);
  const time = windowTime(observed, window);
  const isSevere = Math.abs(value - normal) >= unlike.severe * (unit === '%' ? 1 : Math.abs(normal));
  const when = whenText(observed, window);
  const unsure = few ? ': too few hosts to be sure' : '';
  const numbers = `${word} ${withUnit(value, unit)}, ${others} ${withUnit(normal, unit)}${unsure}`;
  return {
    ...{ cause, hosts: [name], phase: phaseLabel(observed, window), time, value, normal, weight },
    severity: isSevere && !few ? 'severe' : 'warning',
    text: `${say(name, value, normal)}${when}: ${numbers}.`,
    evidence: [`${word} ${withUnit(value, unit)}, median ${withUnit(normal, unit)}${when}`],
    chart: { metric: metrics[0], hosts: [name], time },
  };
}
