import type { Observed, Pieces } from '../../observed/observed.ts';
import { overlap } from '../../phases/phases.ts';
import type { Time } from '../finding.ts';

/** A part of a run that hosts are compared in: a phase, 0 for the whole run, or else some pieces, the last one not in it. */
export interface TimeWindow {
  readonly phase: number | null;
  readonly from: number;
  readonly to: number;
}

/** Windows of pieces overlap by half, and the shortest is this part of the run. */
const SHORTEST = 64;
const LEAST_PIECES = 2;

/** The whole run, its phases, and windows of each length from a half of the run down to a 64th of it. */
export function windowsOf(observed: Observed): TimeWindow[] {
  const { pieces, phases } = observed;
  const ofPhases = phases.map((_, phase): TimeWindow => ({ phase, ...piecesOfPhase(observed, phase) }));
  const windows: TimeWindow[] = [];
  const least = Math.max(LEAST_PIECES, Math.ceil(pieces.count / SHORTEST));
  for (let length = Math.floor(pieces.count / 2); length >= least; length = Math.floor(length / 2)) {
    const step = Math.max(1, Math.floor(length / 2));
    for (let from = 0; from + length <= pieces.count; from += step)
      windows.push({ phase: null, from, to: from + length });
  }
  return [...ofPhases, ...windows];
}

/** How long a window is, seconds. */
export function secondsOf({ phases, pieces }: Observed, { phase, from, to }: TimeWindow): number {
  const of = phase === null ? undefined : phases[phase];
  return of === undefined ? (to - from) * pieces.seconds : (of.end - of.start) / 1000;
}

/** When a window is; null for all of the run. */
export function windowTime({ phases, pieces }: Observed, { phase, from, to }: TimeWindow): Time | null {
  if (phase === 0) return null;
  const of = phase === null ? undefined : phases[phase];
  if (of !== undefined) return { start: of.start, end: of.end };
  return { start: startOf(pieces, from), end: startOf(pieces, to) };
}

/** What the phase is called that a window is; null for all of the run and for pieces. */
export function phaseLabel({ phases }: Observed, { phase }: TimeWindow): string | null {
  return phase === null || phase === 0 ? null : (phases[phase]?.label ?? null);
}

/** Whether the pieces of a window are about those of a phase: then that is what people call it. */
export function asPhase(observed: Observed, window: TimeWindow): TimeWindow {
  if (window.phase !== null) return window;
  const time = windowTime(observed, window);
  for (const [phase, one] of observed.phases.entries()) {
    const common = time === null ? 0 : overlap(time, one);
    const all = secondsOf(observed, window) + (one.end - one.start) / 1000 - common;
    if (common >= ALIKE * all) return { phase, ...piecesOfPhase(observed, phase) };
  }
  return window;
}

const ALIKE = 0.8;

function piecesOfPhase({ phases, pieces }: Observed, phase: number): Pick<TimeWindow, 'from' | 'to'> {
  const { start = 0, end = 0 } = phases[phase] ?? {};
  const place = (time: number) => (time - pieces.start) / 1000 / pieces.seconds;
  const within = (at: number) => Math.min(pieces.count, Math.max(0, at));
  const from = within(Math.floor(place(start)));
  return { from, to: Math.max(from, within(Math.ceil(place(end)))) };
}

function startOf({ start, seconds }: Pieces, piece: number): number {
  return start + piece * seconds * 1000;
}

/** Over less than this part of the run, what something else does now and then does not even out. */
const LONG = 0.5;
/** Of more hosts one more has such a moment: up to so many it counts by the root, from so many on in full. */
const SOME_HOSTS = 40;
const MANY_HOSTS = 1000;
/** Of two or three hosts nobody knows how they differ by chance. */
const FEW = 4;
const OF_FEW = 0.8;

/** By how much further away a host must be because a window is short: 1 for half of the run or more. */
export function shortness(observed: Observed, window: TimeWindow): number {
  const run = secondsOf(observed, { phase: 0, from: 0, to: 0 });
  const part = Math.max(1, (LONG * run) / secondsOf(observed, window));
  const many = Math.log(observed.hosts.length / SOME_HOSTS) / Math.log(MANY_HOSTS / SOME_HOSTS);
  const isFew = observed.hosts.length < FEW;
  return part ** (isFew ? OF_FEW : 0.5 + 0.5 * Math.min(1, Math.max(0, many)));
}
