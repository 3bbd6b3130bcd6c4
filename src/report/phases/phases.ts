import { sampledSpan } from '../../series/clock-offsets.ts';
import type { SeriesHeader } from '../../series/schema.ts';
import { numbered } from '../../system/text/numbered.ts';

/**
 * A part of a run. Times are ms since 1970, by rank 0's clock; those of the benchmark's start and end by that of the host
 * on which `rankstat run` was started.
 */
export interface Phase {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/** A time from one moment to another, ms. */
type Span = Pick<Phase, 'start' | 'end'>;

/** How long two have in common, seconds. */
export function overlap(one: Span, other: Span): number {
  return Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start)) / 1000;
}

/** The whole of a run: from the start to the end of the benchmark, or where that is not known, of the samples. */
export function wholeRun({ benchmark, start_time, end_time }: SeriesHeader): Phase {
  const start = Date.parse(benchmark.start_time ?? start_time);
  return { label: 'whole run', start, end: Math.max(start, Date.parse(benchmark.end_time ?? end_time)) };
}

/** What means over the whole run are over. */
export interface Window extends Phase {
  /** The one word for it in what is shown: the benchmark from its start to its end, or all samples. */
  readonly name: 'benchmark' | 'all samples';
}

/**
 * What summaries, reports and comparisons take for the whole run: the benchmark from its start to its end; where the
 * file does not know both, or by the clocks they are no time, or one in which no host has samples, all samples: the clock
 * of where the benchmark was started from can be wrong.
 */
export function windowOf(header: SeriesHeader): Window {
  const { benchmark, host_status } = header;
  const start = Date.parse(benchmark.start_time ?? '');
  const end = Date.parse(benchmark.end_time ?? '');
  const sampled = Object.keys(host_status).flatMap((host) => sampledSpan(header, host) ?? []);
  const isSampled = sampled.length === 0 || sampled.some((span) => overlap(span, { start, end }) > 0);
  if (start < end && isSampled) return { label: 'whole run', name: 'benchmark', start, end };
  const all = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
  return { label: 'whole run', name: 'all samples', ...all };
}

/**
 * The phases that marks make: each mark begins one that lasts to the next mark, or to the end of the run. A label that
 * comes again is numbered.
 */
export function phasesOfMarks(header: SeriesHeader): Phase[] {
  const marks = header.marks
    .map(({ time, label }) => ({ label, start: Date.parse(time) }))
    .sort((a, b) => a.start - b.start);
  const end = Date.parse(header.benchmark.end_time ?? header.end_time);
  const phases = marks.map(({ label, start }, at) => {
    return { label, start, end: marks[at + 1]?.start ?? Math.max(start, end) };
  });
  return numbered(phases);
}
