import { clockTime } from '../../metrics/clock-time.ts';
import { short } from '../../metrics/short.ts';
import type { Observed } from '../../observed/observed.ts';
import type { Time } from '../finding.ts';
import { type TimeWindow, windowTime } from './windows.ts';

/** Whole percent, but what is below ten of them with a digit. */
export function percent(value: number): string {
  return `${digits(value)} %`;
}

function digits(value: number): string {
  const size = Math.abs(value);
  if (size < 0.05) return '0';
  return size < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(0);
}

/** A share as people say it: `a third of`, `half of`; of what has no word, percent. */
export function shareWord(value: number): string {
  const word = SHARES.find(([share, slack]) => Math.abs(value - share) <= slack);
  return word === undefined ? `${percent(value)} of` : `${word[2]} of`;
}

const SHARES: readonly (readonly [percent: number, slack: number, word: string])[] = [
  [25, 1.5, 'a quarter'],
  [33.3, 2, 'a third'],
  [50, 2, 'half'],
  [66.7, 2, 'two thirds'],
  [75, 2, 'three quarters'],
];

/** How many times as much: `×5`, `×1.3`; what is beyond all measure is no number. */
export function times(value: number, normal: number): string {
  const factor = value / normal;
  if (!(factor < MOST_TIMES)) return `more than ×${MOST_TIMES}`;
  return `×${factor >= 9.5 ? factor.toFixed(0) : factor.toFixed(1).replace(/\.0$/, '')}`;
}

const MOST_TIMES = 100;

/** `the other 39 hosts`, `the other host`. */
export function theOthers(count: number): string {
  return count === 1 ? 'the other host' : `the other ${count} hosts`;
}

/** `node1`, `node1 and node2`, `node1, node2 and 5 more hosts`. */
export function named(hosts: readonly string[], most = 3): string {
  const [last = '', ...others] = [...hosts].reverse();
  if (hosts.length <= 1) return last;
  if (hosts.length <= most) return `${others.reverse().join(', ')} and ${last}`;
  return `${hosts.slice(0, most - 1).join(', ')} and ${hosts.length - most + 1} more hosts`;
}

/** When, with a blank before it: nothing for all of the run, ` in write`, ` from 30:00 to 31:50`. */
export function whenText(observed: Observed, window: TimeWindow): string {
  if (window.phase === 0) return '';
  if (window.phase !== null) return ` in ${observed.phases[window.phase]?.label ?? ''}`;
  const time = windowTime(observed, window);
  return time === null ? '' : ` ${fromTo(observed, time)}`;
}

/** `from 30:00 to 31:50`, since the start of the run. */
export function fromTo({ phases: [run] }: Observed, { start, end }: Time): string {
  const zero = run?.start ?? start;
  return `from ${clockTime((start - zero) / 1000)} to ${clockTime((end - zero) / 1000)}`;
}

/** A number with its unit; of nothing just 0. */
export function withUnit(value: number, unit: string): string {
  if (Math.abs(value) < NOTHING) return '0';
  return unit === '%' ? percent(value) : `${short(value)} ${unit}`.trim();
}

const NOTHING = 0.005;
