import { duration } from '../../metrics/clock-time.ts';
import type { ComparedPhase } from '../compared-phase.ts';
import { moreBy } from '../text/words.ts';
import { type Change, changeWith } from './change.ts';

/** A phase that takes so many percent more or less is as it was: no two runs are alike. */
const SAME_PERCENT = 5;
/** So much of the whole run is nothing that matters. */
const NOTHING_SHARE = 0.01;
/** From so many percent more on, as times. */
const TWICE_PERCENT = 100;

/** The phases that took longer or less time, by how much of the run that was; the whole run behind the phases that explain it. */
export function durationChanges(phases: readonly ComparedPhase[]): Change[] {
  const [whole, ...parts] = phases;
  if (whole === undefined) return [];
  const least = NOTHING_SHARE * Math.max(whole.beforeSeconds, whole.afterSeconds);
  const isChanged = ({ beforeSeconds, afterSeconds }: ComparedPhase) => {
    const percent = moreBy(beforeSeconds, afterSeconds);
    const apart = Math.abs(afterSeconds - beforeSeconds);
    return apart >= least && (percent === null || Math.abs(percent) >= SAME_PERCENT) && apart > 0;
  };
  const size = (phase: ComparedPhase) => Math.abs(phase.afterSeconds - phase.beforeSeconds);
  const changed = parts.filter(isChanged).sort((a, b) => size(b) - size(a));
  // Time between the phases is nobody's but the run's.
  const explained = changed.reduce((sum, one) => sum + size(one), 0);
  const runs = isChanged(whole) ? [changeOf(whole, null)] : [];
  const ofPhases = changed.map((phase) => changeOf(phase, phase.label));
  return explained >= size(whole) / 2 ? [...ofPhases, ...runs] : [...runs, ...ofPhases];
}

function changeOf({ label, beforeSeconds, afterSeconds }: ComparedPhase, phase: string | null): Change {
  const text = `${tookInstead(phase === null ? 'the whole run' : label, beforeSeconds, afterSeconds)}.`;
  return changeWith({ kind: 'duration', text, phase, before: beforeSeconds, after: afterSeconds });
}

/** `write took 31 % longer (18:00 → 23:34)`. */
function tookInstead(what: string, before: number, after: number): string {
  const times = `(${duration(before)} → ${duration(after)})`;
  const percent = moreBy(before, after);
  if (percent === null) return `${what} took ${duration(after)}, no time before`;
  if (percent >= TWICE_PERCENT)
    return `${what} took ${(1 + percent / 100).toFixed(1)} times as long ${times}`;
  const shown = `${Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 1 : 0)} %`;
  return percent > 0 ? `${what} took ${shown} longer ${times}` : `${what} took ${shown} less time ${times}`;
}
