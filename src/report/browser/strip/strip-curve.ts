import type { Curve } from '../../page/page-data.ts';
import { drawn } from './svg.ts';

/** Units of the drawing; it is stretched to its cell. */
const WIDTH = 1000;
const HEIGHT = 100;
/** What is left free at the top: a line is thick. */
const FREE = 4;

/** The greatest value of a curve; 0 of one that has none. */
export function greatestOf({ read, written }: Curve): number {
  return [...read, ...written].reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

/**
 * What was read and written from one moment to another, as steps: each is the mean of its piece of time.
 * @param from ms since 1970
 * @param to ms since 1970
 * @param most what the top of the drawing stands for
 */
export function curveOf(curve: Curve, from: number, to: number, most: number): SVGSVGElement {
  const path = (values: Curve['read'], kind: string) =>
    drawn('path', { class: kind, d: stepsOf(curve, values, { from, to, most }) });
  return drawn(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    path(curve.written, 'written'),
    path(curve.read, 'read'),
  );
}

interface Part {
  readonly from: number;
  readonly to: number;
  readonly most: number;
}

/** A gap where nothing is known. */
function stepsOf({ start, seconds }: Curve, values: Curve['read'], { from, to, most }: Part): string {
  const x = (time: number) => ((Math.min(to, Math.max(from, time)) - from) / Math.max(1, to - from)) * WIDTH;
  const steps: string[] = [];
  let isOpen = false;
  for (const [nth, value] of values.entries()) {
    const begin = start + nth * seconds * 1000;
    const end = begin + seconds * 1000;
    if (end <= from || begin >= to) continue;
    if (value === null) {
      isOpen = false;
      continue;
    }
    const y = (HEIGHT - (HEIGHT - FREE) * (value / (most || 1))).toFixed(1);
    steps.push(`${isOpen ? 'L' : 'M'}${x(begin).toFixed(1)} ${y}H${x(end).toFixed(1)}`);
    isOpen = true;
  }
  return steps.join('');
}
