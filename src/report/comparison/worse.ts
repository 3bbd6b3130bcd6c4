import { duration } from '../metrics/clock-time.ts';
import type { Comparison } from './comparison.ts';
import { changeText, moreBy, spokenChange } from './text/words.ts';
import { isMuch } from './throughput.ts';

/** What got worse by more than was allowed, or what could not be told. */
export interface Worsened {
  /** A line each, the worst first. */
  readonly worse: readonly string[];
  /** What of the first run the second does not have: whether it got worse nobody can say. */
  readonly unknown: readonly string[];
}

/** A phase that is no longer than this part of the run does not matter. */
const NOTHING_SHARE = 0.01;

/**
 * What of a run got worse than the one before by more than so many percent: how long it and its phases took, what was moved from and
 * to the storage under test a second, and what the benchmark says of that itself. A benchmark that fails is worse.
 */
export function worseThan(comparison: Comparison, percent: number): Worsened {
  const { before, after, phases, onlyBefore } = comparison;
  const [whole] = phases;
  const failed = (after.exitCode ?? 0) !== 0 && before.exitCode === 0;
  const least = NOTHING_SHARE * (whole?.beforeSeconds ?? 0);
  const found = phases
    .filter((phase) => phase === whole || Math.max(phase.beforeSeconds, phase.afterSeconds) > least)
    .flatMap(({ label, beforeSeconds, afterSeconds, throughput }) => {
      const longer = moreBy(beforeSeconds, afterSeconds) ?? 0;
      const slower = throughput.filter(isMuch).flatMap((one) => {
        // Of other numbers of hosts each host's part is compared.
        const [was, is] =
          one.hostsBefore === one.hostsAfter
            ? [one.before, one.after]
            : [one.before / Math.max(1, one.hostsBefore), one.after / Math.max(1, one.hostsAfter)];
        const change = moreBy(was, is);
        const each = one.hostsBefore === one.hostsAfter ? '' : ' a host';
        const who = one.of === 'hosts' ? one.by : `${one.by} says`;
        const text = `${label}: ${who} ${one.direction} ${changeText(change)} (${spokenChange(was, is, 'MB/s')}${each})`;
        return [{ by: -(change ?? 0), text }];
      });
      const times = `${duration(beforeSeconds)} → ${duration(afterSeconds)}`;
      return [{ by: longer, text: `${label}: ${changeText(longer)} time (${times})` }, ...slower];
    });
  const worse = found.filter(({ by }) => by > percent).sort((a, b) => b.by - a.by);
  return {
    worse: [
      ...(failed ? [`the benchmark ended with ${after.exitCode}, ${before.exitCode} before`] : []),
      ...worse.map(({ text }) => text),
    ],
    unknown: [
      ...(before.sampled === 0 || after.sampled === 0 ? ['a run has no samples'] : []),
      ...(whole === undefined || whole.beforeSeconds === 0 ? ['how long a run took'] : []),
      ...onlyBefore.map((label) => `phase ${label} is not in both`),
    ],
  };
}
