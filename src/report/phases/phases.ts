import type { SeriesHeader } from '../../series/schema.ts';

/**
 * A part of a run. Times are ms since 1970, by rank 0's clock; those of the benchmark's start and end by that of the host
 * on which `rankstat run` was started.
 */
export interface Phase {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/** The whole of a run: from the start to the end of the benchmark, or where that is not known, of the samples. */
export function wholeRun({ benchmark, start_time, end_time }: SeriesHeader): Phase {
  const start = Date.parse(benchmark.start_time ?? start_time);
  return { label: 'whole run', start, end: Math.max(start, Date.parse(benchmark.end_time ?? end_time)) };
}

/**
 * The phases that marks make: each mark begins one that lasts to the next mark, or to the end of the run. A label that
 * comes again is numbered.
 */
export function phasesOfMarks(header: SeriesHeader): Phase[] {
  const marks = header.marks
    .map(({ time, label }) => ({ label, start: Date.parse(time) }))
    .sort((a, b) => a.start - b.start);
  const { end } = wholeRun(header);
  const phases = marks.map(({ label, start }, at) => {
    return { label, start, end: marks[at + 1]?.start ?? Math.max(start, end) };
  });
  return numbered(phases);
}

/** Labels that are there more than once get a number: `read`, `read (2)`. */
export function numbered(phases: readonly Phase[]): Phase[] {
  const taken = new Set<string>();
  return phases.map((phase) => {
    let { label } = phase;
    for (let times = 2; taken.has(label); times++) label = `${phase.label} (${times})`;
    taken.add(label);
    return { ...phase, label };
  });
}
