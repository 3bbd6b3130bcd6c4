import { isSparse } from '../procfs/registry.ts';
import type { HostStatus } from '../series/schema.ts';
import { isoTime, roundToMicroseconds } from '../system/clock.ts';
import { LEAST_STEP_MS } from '../wire/records.ts';
import type { Selection } from './selection.ts';
import { REFUSED, type Track } from './track.ts';

/** Why a tick is missing that its host has sampled. */
export const DAMAGED = 'its record is damaged or lost in the journal';
export const UNREAD = 'no source could be read';
export const DROPPED = 'dropped: the outbox was full';
/** Why a source is missing of which the numbers are there. */
export const NAMES_LOST = 'what its numbers are is lost: the journal is damaged';

/** What came of a host: of its ticks those that are selected, in their order. */
export interface Coverage {
  /** Those with at least one source, and why each other is none. */
  readonly ticks: readonly { readonly tick: number; readonly problem: string | undefined }[];
  /** Why ticks are missing before the n-th of these, where that is known. */
  readonly before: ReadonlyMap<number, string>;
  /** Of the samples in the file, wall ms. */
  readonly times: readonly number[];
  /** Of those at ticks. */
  readonly lateMs: readonly number[];
  /** How many samples have at least one source. */
  readonly good: number;
  readonly sources: ReadonlyMap<string, SourceCoverage>;
  /** Of sources that are not read at each tick: at how many it was their turn, and they are not there. */
  readonly missed: ReadonlyMap<string, number>;
  /** Samples that were dropped for want of room, and records that are not in the journals. */
  readonly dropped: number;
  readonly holes: number;
  readonly steps: NonNullable<HostStatus['clock_steps']>;
}

/** What came of a source. */
export interface SourceCoverage {
  /** In how many samples it is, and in how many of those at ticks. */
  samples: number;
  ticks: number;
}

/** Whether a sample is in the series file. */
export function isInFile(track: Track, index: number, selected: Selection): boolean {
  return track.set.at(index) >= 0 && selected(track, index);
}

/** Adds up by how much a clock was set, as the samples in the file tell it: others can be left out between them. */
export class Steps {
  readonly #track: Track;
  readonly #selected: Selection;
  #sum = 0;

  constructor(track: Track, selected: Selection) {
    this.#track = track;
    this.#selected = selected;
  }

  /**
   * By how much it was set since the last one in the file, ms; undefined if it was not: forward and back, between two that
   * are in the file, can leave what is none. Asked for each sample, in order.
   */
  at(index: number): number | undefined {
    this.#sum += this.#track.steps.get(index) ?? 0;
    if (Math.abs(this.#sum) < LEAST_STEP_MS || !isInFile(this.#track, index, this.#selected))
      return undefined;
    const step = roundToMicroseconds(this.#sum);
    this.#sum = 0;
    return step;
  }
}

/** What came of the processes of one host. */
export function coverageOf(tracks: readonly Track[], selected: Selection): Coverage {
  const counting = new Counting();
  for (const track of tracks) counting.take(track, selected);
  return counting;
}

class Counting implements Coverage {
  readonly ticks: { readonly tick: number; readonly problem: string | undefined }[] = [];
  readonly before = new Map<number, string>();
  readonly times: number[] = [];
  readonly lateMs: number[] = [];
  readonly sources = new Map<string, SourceCoverage>();
  readonly missed = new Map<string, number>();
  readonly steps: NonNullable<HostStatus['clock_steps']> = [];
  good = 0;
  dropped = 0;
  holes = 0;

  take(track: Track, selected: Selection): void {
    const steps = new Steps(track, selected);
    for (let index = 0; index <= track.time.length; index++) {
      this.#missingBefore(track, index);
      if (index === track.time.length) break;
      const step = steps.at(index);
      if (selected(track, index)) this.#sample(track, index, step);
    }
  }

  #missingBefore({ dropped, holes }: Track, index: number): void {
    const lost = dropped.get(index) ?? 0;
    const missing = holes.get(index) ?? 0;
    this.dropped += lost;
    this.holes += missing;
    if (lost > 0) this.before.set(this.ticks.length, DROPPED);
    if (missing > 0) this.before.set(this.ticks.length, DAMAGED);
  }

  #sample(track: Track, index: number, step: number | undefined): void {
    const { set, sets, tick, time, lateMs } = track;
    const at = tick.at(index);
    const isTick = at >= 0 && set.at(index) !== REFUSED; // A tick that cannot be is none.
    const { sources, lost } = sets[set.at(index)] ?? { sources: undefined, lost: [] };
    if (isTick) this.ticks.push({ tick: at, problem: problemOf(sources) });
    if (sources === undefined) {
      if (!isTick) this.holes++;
      return;
    }
    this.times.push(time.at(index));
    if (isTick) this.lateMs.push(lateMs.at(index));
    if (step !== undefined) {
      this.steps.push({ timestamp: isoTime(time.at(index)), tick: isTick ? at : null, step_ms: step });
    }
    if (sources.length > 0) this.good++;
    for (const source of sources) {
      const known = this.sources.get(source) ?? { samples: 0, ticks: 0 };
      this.sources.set(source, known);
      known.samples++;
      if (isTick) known.ticks++;
    }
    if (!isTick) return;
    for (const [source, ticks] of track.unreadTicks)
      if (ticks.has(at) && !sources.includes(source)) this.#miss(source);
    for (const source of lost) if (isSparse(source)) this.#miss(source);
  }

  #miss(source: string): void {
    this.missed.set(source, (this.missed.get(source) ?? 0) + 1);
  }
}

/** @param sources that a sample has; undefined if it cannot be read */
function problemOf(sources: readonly string[] | undefined): string | undefined {
  if (sources === undefined) return DAMAGED;
  return sources.length > 0 ? undefined : UNREAD;
}
