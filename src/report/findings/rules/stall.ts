import { clockTime } from '../../metrics/clock-time.ts';
import { overlap } from '../../phases/phases.ts';
import type { Look } from '../engine/look.ts';
import { isBehind } from '../engine/others.ts';
import { normalOf } from '../engine/outliers.ts';
import { storageSeries } from '../engine/storage.ts';
import type { TimeWindow } from '../engine/windows.ts';
import { fromTo } from '../engine/words.ts';
import type { Time } from '../finding.ts';
import type { Candidate, Rule } from './rule.ts';

/** Below this part of what is usual nothing moves. */
const STILL = 0.05;
/** A shorter one is a pause between two requests of the benchmark. */
const LEAST_SECONDS = 25;
/** What is usual of a storage that does something, MB/s over all hosts. */
const LEAST_MB_PER_S = 5;
/** Of the time: that storage is used so much shows that a pause is none of the benchmark's own. */
const MOST_STILL = 0.5;
/** Who waits for storage, or for others who do: percent of the time. */
const WAITING = 10;

/** Of one host, what stood still though it had requests, or though the others' went on. */
export const hostStall: Rule = (look) => {
  const { hosts, pieces } = look.observed;
  const { series } = storageSeries(look);
  const busy = look.series('disk_busy_percent');
  const all = Array.from({ length: pieces.count }, (_, piece) => piece);
  const normal = all.map(
    (piece) => normalOf(series.means(piecesFrom(piece, piece + 1)))?.median ?? Number.NaN,
  );
  const found = hosts.flatMap((name, host): Candidate[] => {
    const moved = Float64Array.from(all, (piece) => series.at(host, piece));
    const usual = usualOf(moved);
    if (!(usual >= LEAST_OF_HOST)) return [];
    const isStuck = (piece: number) =>
      moved[piece]! < STILL * usual &&
      (busy.at(host, piece) >= FULL_DISK || (look.sampled > 2 && normal[piece]! >= MOST_STILL * usual));
    const longest = longestOf(runsOf(pieces.count, isStuck));
    const seconds = (longest.to - longest.from) * pieces.seconds;
    if (longest.to - longest.from < 2 || seconds < LEAST_SECONDS) return [];
    const among = { host, window: piecesFrom(longest.from, longest.to), kind: hosts.map((_, one) => one) };
    const had = busy.mean(host, among.window);
    // Who has done its part before the others rests.
    if (!(had >= FULL_DISK) && !isBehind(look, storageSeries(look).metrics, among)) return [];
    const time = timeOfPieces(look, longest);
    const why =
      had >= FULL_DISK ? `its disk had requests ${had.toFixed(0)} % of that time` : 'the others went on';
    return [
      {
        ...{ cause: 'stall', severity: 'severe', hosts: [name], phase: null, time, value: 0, normal: usual },
        weight: seconds,
        text: `Storage of ${name} stood still for ${clockTime(seconds)}, ${fromTo(look.observed, time)}: nothing was read or written, and ${why}.`,
        evidence: [`before and after that ${usual.toFixed(0)} MB/s`],
        chart: { metric: storageSeries(look).chart, hosts: [name], time },
      },
    ];
  });
  return found.length > MOST_APART ? [] : found;
};

/** What is usual of the storage of a host that does something, MB/s. */
const LEAST_OF_HOST = 1;
/** A disk that has requests so much of the time does not wait for the benchmark, percent. */
const FULL_DISK = 80;
/** Where more hosts stand still it is what they share. */
const MOST_APART = 3;

/** A time in which nothing moved on any host though the benchmark had not ended, and hosts waited. */
export const stall: Rule = (look) => {
  const { observed } = look;
  const { pieces } = observed;
  const storage = storageSeries(look);
  const moved = totals(look);
  const usual = usualOf(moved);
  if (!(usual >= LEAST_MB_PER_S)) return [];
  const isStill = (piece: number) => (moved[piece] ?? 0) < STILL * usual;
  const runs = runsOf(pieces.count, isStill);
  const within = runs.filter(({ from, to }) => from > 0 && to < pieces.count);
  const longest = longestOf(within);
  const seconds = (longest.to - longest.from) * pieces.seconds;
  if (seconds < LEAST_SECONDS) return [];
  const others = runs.filter((one) => one !== longest);
  const next = Math.max(0, ...others.map(({ from, to }) => to - from));
  const stillAtAll = others.reduce((sum, { from, to }) => sum + to - from, 0) / pieces.count;
  // Of pauses that come again and again none is a stall, unless it is much longer.
  if (longest.to - longest.from < 2.5 * next || stillAtAll > MOST_STILL) return [];
  const waited = waiting(look, longest);
  if (!waited.isWaiting) return [];
  const time = timeOfPieces(look, longest);
  if (hostStall(look).some((one) => one.time !== null && overlap(one.time, time) >= seconds / 2)) return [];
  return [
    {
      ...{ cause: 'stall', severity: 'severe', hosts: [], phase: null, time, value: 0, normal: usual },
      weight: seconds,
      text: `Nothing was read or written on any host for ${clockTime(seconds)}, ${fromTo(observed, time)}: before and after that ${usual.toFixed(0)} MB/s.`,
      evidence: waited.evidence,
      chart: { metric: storage.chart, hosts: [], time },
    },
  ];
};

/** Some pieces, the last one not in it. */
interface Pieces {
  readonly from: number;
  readonly to: number;
}

function piecesFrom(from: number, to: number): TimeWindow {
  return { phase: null, from, to };
}

function longestOf(runs: readonly Pieces[]): Pieces {
  return runs.reduce((best, one) => (one.to - one.from > best.to - best.from ? one : best), {
    from: 0,
    to: 0,
  });
}

function timeOfPieces({ observed: { pieces } }: Look, { from, to }: Pieces): Time {
  const at = (piece: number) => pieces.start + piece * pieces.seconds * 1000;
  return { start: at(from), end: at(to) };
}

/** Of all hosts together, by piece. */
function totals(look: Look): Float64Array {
  const { hosts, pieces } = look.observed;
  const { series } = storageSeries(look);
  const sums = new Float64Array(pieces.count);
  for (const host of hosts.keys()) {
    for (let piece = 0; piece < pieces.count; piece++) {
      const value = series.at(host, piece);
      if (!Number.isNaN(value)) sums[piece]! += value;
    }
  }
  return sums;
}

/** Of the time: that which is made up for after a stall is faster than all else, and short. */
const CATCHING_UP = 0.05;

/** The median of those pieces in which something moved. */
function usualOf(moved: Float64Array): number {
  const sorted = moved.toSorted();
  const most = sorted[Math.floor((1 - CATCHING_UP) * (sorted.length - 1))] || (sorted.at(-1) ?? 0);
  return normalOf(moved.filter((one) => one >= 0.1 * most))?.median ?? 0;
}

function runsOf(count: number, is: (piece: number) => boolean): Pieces[] {
  const runs: { from: number; to: number }[] = [];
  for (let piece = 0; piece < count; piece++) {
    const last = runs.at(-1);
    if (!is(piece)) continue;
    if (last?.to === piece) last.to = piece + 1;
    else runs.push({ from: piece, to: piece + 1 });
  }
  return runs;
}

/** Whether hosts waited in that time more than in the rest of the run, or did nothing. */
function waiting(look: Look, { from, to }: Pieces) {
  const window = piecesFrom(from, to);
  const middle = (metric: 'cpu_iowait_percent' | 'pressure_io_percent' | 'cpu_user_percent') => {
    const series = look.series(metric);
    const whole = normalOf(series.means({ phase: 0, from: 0, to: 0 }))?.median ?? Number.NaN;
    return { meanwhile: normalOf(series.means(window))?.median ?? Number.NaN, whole };
  };
  const iowait = middle('cpu_iowait_percent');
  const io = middle('pressure_io_percent');
  const user = middle('cpu_user_percent');
  const evidence = [
    ...(io.meanwhile >= WAITING ? [`tasks waited for I/O ${io.meanwhile.toFixed(0)} % of that time`] : []),
    ...(iowait.meanwhile >= WAITING
      ? [`CPUs waited for I/O ${iowait.meanwhile.toFixed(0)} % of that time`]
      : []),
  ];
  const isIdle = user.meanwhile < 0.5 * user.whole;
  return { isWaiting: evidence.length > 0 || isIdle, evidence };
}
