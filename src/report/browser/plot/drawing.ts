import type { Ink } from '../colors.ts';
import type { ChartRow } from './axis.ts';

/** Hosts taken together: a strip from the least to the greatest, and the median as a line. NaN where nothing is known. */
export interface Band {
  /** What it is of; empty if there is no other. */
  readonly label: string;
  readonly min: ChartRow;
  readonly median: ChartRow;
  readonly max: ChartRow;
  readonly color: string;
}

/** One host: a line, or with `high` a strip between two. */
export interface HostLine {
  readonly label: string;
  readonly low: ChartRow;
  readonly high?: ChartRow;
  readonly color: string;
}

/** What is drawn: over time, in seconds since the start of the benchmark. */
export interface Drawing {
  readonly times: readonly number[];
  readonly bands: readonly Band[];
  readonly hosts: readonly HostLine[];
}

/** Makes what is drawn, in the colours of the page or of paper. */
export type Draw = (ink: Ink) => Drawing;

/** A part of a drawing, of this label, as its reader calls it: `max`, `A max`. */
export function partLabel(label: string, part: string): string {
  return `${label} ${part}`.trim();
}

/** Every row of numbers of a drawing, by what it is called, in the order of a table. */
export function numbersOf({
  bands,
  hosts,
}: Drawing): { readonly label: string; readonly values: ChartRow; readonly host: boolean }[] {
  return [
    ...bands.flatMap(({ label, min, median, max }) => [
      { label: partLabel(label, 'min'), values: min, host: false },
      { label: partLabel(label, 'median'), values: median, host: false },
      { label: partLabel(label, 'max'), values: max, host: false },
    ]),
    ...hosts.flatMap(({ label, low, high }) =>
      high === undefined
        ? [{ label, values: low, host: true }]
        : [
            { label: partLabel(label, 'min'), values: low, host: true },
            { label: partLabel(label, 'max'), values: high, host: true },
          ],
    ),
  ];
}
