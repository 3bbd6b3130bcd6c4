import type { Metric } from '../../../series/rates.ts';
import type { Look } from '../engine/look.ts';
import { normalOfOthers } from '../engine/others.ts';
import { farFor, normalOf } from '../engine/outliers.ts';
import { asPhase, phaseLabel, secondsOf, type TimeWindow, windowTime } from '../engine/windows.ts';
import { named, theOthers, whenText, withUnit } from '../engine/words.ts';
import type { Cause, Severity } from '../finding.ts';
import type { Candidate } from './rule.ts';

/** What a healthy host has next to nothing of. */
export interface Excess {
  readonly cause: Cause;
  /** Taken together; the first has the chart. */
  readonly metrics: readonly [Metric, ...Metric[]];
  readonly unit: string;
  /** A mean over the whole run, or over so much of it, that is worth a word … */
  readonly least: number;
  /** … and one over a window that is shorter than a tenth of the run. */
  readonly leastInBurst: number;
  /** From here on it is severe. */
  readonly severe: number;
  /** By how much healthy hosts differ in it. */
  readonly spread: number;
  /** What happened, without a full stop. */
  readonly say: (about: About) => string;
  /** What it is called in front of a number; none where the sentence has the number. */
  readonly word: string;
}

/** The part of a run from which on a window is no burst. */
const BURST = 0.1;
/** Over less than this it takes as much in all: over a second, the kernel's smallest piece of stolen time is half a percent. */
const SHORT_SECONDS = 20;

/** Who had it, and how much: a mean in the unit, over so many seconds. */
export interface About {
  readonly who: string;
  readonly its: 'its' | 'their';
  readonly was: 'was' | 'were';
  readonly mean: number;
  readonly seconds: number;
}

interface Found {
  readonly host: number;
  readonly window: TimeWindow;
  readonly mean: number;
  readonly normal: number;
  /** How much there was of it above what is normal, in units × the root of seconds. */
  readonly weight: number;
}

/** Of hosts that have much of something of which none should. */
export function excesses(look: Look, excess: Excess): Candidate[] {
  const found = worstWindows(look, excess);
  const all = look.sampled;
  // Where most have it, none of them is the odd one.
  if (found.length > 0 && 2 * found.length > all && all > 2) return [ofMany(look, excess, found)];
  const [first, second, third, ...more] = found;
  if (first === undefined) return [];
  if (more.length > 0) return [ofMany(look, excess, found)];
  return [first, second, third].flatMap((one) => (one === undefined ? [] : [ofOne(look, excess, one)]));
}

/** Of each host the window in which it had most of it, the worst host first; of healthy ones none. */
function worstWindows(look: Look, { metrics, least, leastInBurst, spread: floor }: Excess): Found[] {
  const series = look.series(...metrics);
  const run = secondsOf(look.observed, { phase: 0, from: 0, to: 0 });
  const worst = new Map<number, Found>();
  for (const window of look.windows) {
    const seconds = secondsOf(look.observed, window);
    const enough =
      (seconds < BURST * run ? leastInBurst : least) * Math.max(1, SHORT_SECONDS / Math.max(1, seconds));
    const means = series.means(window);
    if (!means.some((mean) => mean >= enough)) continue;
    const { median, spread, hosts } = normalOf(means) ?? { median: 0, spread: 0, hosts: 0 };
    // One of two or three is half of the median: what none should have is measured from nothing.
    const isOfAll = hosts < 4 || median >= enough;
    const normal = isOfAll ? 0 : median;
    const limit = isOfAll ? enough : Math.max(enough, median + farFor(hosts) * Math.max(spread, floor));
    for (const [host, mean] of means.entries()) {
      if (!(mean >= limit)) continue;
      const weight = (mean - normal) * Math.sqrt(seconds);
      if (weight <= (worst.get(host)?.weight ?? 0)) continue;
      worst.set(host, { host, window, mean, normal: median, weight });
    }
  }
  return [...worst.values()].sort((a, b) => b.weight - a.weight).map((one) => refined(look, metrics, one));
}

/** Its window with the edges where it really began and ended. */
function refined(look: Look, metrics: Excess['metrics'], found: Found): Found {
  const { host, window, mean, normal } = found;
  if (window.phase !== null) return found;
  const series = look.series(...metrics);
  const { count } = look.observed.pieces;
  const least = (mean + Math.min(mean, normal)) / 2;
  let { from, to } = window;
  while (to - from > 1 && !(series.at(host, from) >= least)) from++;
  while (to - from > 1 && !(series.at(host, to - 1) >= least)) to--;
  while (from > 0 && series.at(host, from - 1) >= least) from--;
  while (to < count && series.at(host, to) >= least) to++;
  const better = asPhase(look.observed, { phase: null, from, to });
  return { ...found, window: better, mean: series.mean(host, better) };
}

function ofOne(look: Look, excess: Excess, { host, window, mean, weight }: Found): Candidate {
  const name = look.nameOf(host);
  const { observed } = look;
  const seconds = secondsOf(observed, window);
  const others = othersOf(look, excess, window, host);
  const what = excess.say({ who: name, its: 'its', was: 'was', mean, seconds });
  return {
    ...common(look, excess, window, mean, [name]),
    hosts: [name],
    text: `${what}${whenText(observed, window)}${numbersText(excess, mean, others)}.`,
    value: mean,
    normal: others?.median ?? null,
    weight,
  };
}

function ofMany(look: Look, excess: Excess, found: readonly Found[]): Candidate {
  const [{ window, mean, weight } = NONE] = found;
  const hosts = found.map(({ host }) => look.nameOf(host));
  const isAll = hosts.length === look.sampled;
  const who = isAll ? `all ${hosts.length} hosts` : named(hosts);
  const seconds = secondsOf(look.observed, window);
  const what = excess.say({ who, its: 'their', was: 'were', mean, seconds });
  return {
    ...common(look, excess, window, mean, isAll ? [] : hosts.slice(0, MOST_PICKED)),
    hosts: isAll ? [] : hosts,
    text: `${sentence(what)}${whenText(look.observed, window)}: ${`${excess.word} up to`.trim()} ${withUnit(mean, excess.unit)} (${hosts[0]}).`,
    value: mean,
    normal: 0,
    weight,
  };
}

/** Lines of more hosts are a tangle. */
const MOST_PICKED = 5;
const NONE: Found = { host: 0, window: { phase: 0, from: 0, to: 0 }, mean: 0, normal: 0, weight: 0 };

function common(
  { observed }: Look,
  { cause, metrics, severe, unit }: Excess,
  window: TimeWindow,
  mean: number,
  picked: readonly string[],
) {
  const severity: Severity = mean >= severe ? 'severe' : 'warning';
  const time = windowTime(observed, window);
  return {
    ...{ cause, severity, time, phase: phaseLabel(observed, window) },
    evidence: [`mean ${withUnit(mean, unit)}${whenText(observed, window)}`],
    chart: { metric: metrics[0], hosts: picked, time },
  };
}

function othersOf(look: Look, { metrics }: Excess, window: TimeWindow, host: number) {
  const means = look.series(...metrics).means(window);
  return normalOfOthers(means, host, [...means.keys()]);
}

function numbersText({ word, unit }: Excess, mean: number, others: ReturnType<typeof normalOf>): string {
  const own = word === '' ? '' : `: ${word} ${withUnit(mean, unit)}`;
  if (others === null) return own;
  return `${own === '' ? ' (' : `${own}, `}${theOthers(others.hosts)} ${withUnit(others.median, unit)}${own === '' ? ')' : ''}`;
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
