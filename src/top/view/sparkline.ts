/** What a curve is drawn with, lowest first; the terminal may not know the better ones. */
export type Glyphs = 'unicode' | 'ascii';

const LEVELS: Record<Glyphs, readonly string[]> = {
  unicode: [...'▁▂▃▄▅▆▇█'],
  ascii: [...'_.-:=+*#'],
};

/**
 * Values as one character each: the lowest level from 0 on, the highest up to `most`; a blank for null.
 * @param most the value at the upper end, 0 if all are 0
 */
export function sparkline(values: readonly (number | null)[], most: number, glyphs: Glyphs): string {
  const levels = LEVELS[glyphs];
  const level = (value: number) =>
    most > 0 ? Math.min(levels.length - 1, Math.floor((value / most) * levels.length)) : 0;
  return values.map((value) => (value === null ? ' ' : levels[Math.max(0, level(value))])).join('');
}

/** The ticks that a curve's characters stand for. */
export interface TickAxis {
  /** The tick of the last character. */
  readonly tick: number;
  /** From one character to the next, ticks. */
  readonly stride: number;
  /** Characters. */
  readonly width: number;
}

/**
 * The value for each character of a curve: of those of its ticks the last, null where there is none. So hosts stand
 * under each other tick by tick, and one that has become silent has blanks at its end.
 */
export function alongAxis<T extends { readonly tick: number }>(
  points: readonly T[],
  value: (point: T) => number | null,
  { tick, stride, width }: TickAxis,
): (number | null)[] {
  const values = new Array<number | null>(width).fill(null);
  for (const point of points) {
    const at = width - 1 - Math.floor((tick - point.tick) / stride);
    if (at >= 0 && at < width) values[at] = value(point);
  }
  return values;
}

/** As `sparkline`, in so many lines, the highest first: each has all levels. */
export function tallCurve(
  values: readonly (number | null)[],
  most: number,
  lines: number,
  glyphs: Glyphs,
): string[] {
  const levels = LEVELS[glyphs];
  const heights = values.map((value) => {
    if (value === null) return 0;
    const share = most > 0 ? Math.min(1, Math.max(0, value / most)) : 0;
    // What is known has a level, and be it the lowest.
    return Math.max(1, Math.round(share * lines * levels.length));
  });
  return Array.from({ length: lines }, (_, fromTop) => {
    const below = (lines - 1 - fromTop) * levels.length;
    return heights.map((height) => glyphAt(levels, height - below)).join('');
  });
}

function glyphAt(levels: readonly string[], height: number): string {
  return height <= 0 ? ' ' : (levels[Math.min(height, levels.length) - 1] ?? ' ');
}

/**
 * As `alongAxis`, where there is less room than ticks: each character is the mean of what is known of its ticks.
 * @param ticks how many there are on the axis
 */
export function meansAlongAxis(
  points: readonly { readonly tick: number; readonly value: number | null }[],
  { tick, stride, width }: TickAxis,
  ticks: number,
): (number | null)[] {
  const each = Math.max(1, Math.ceil(ticks / stride / Math.max(1, width))) * stride;
  const sums = new Array<number>(width).fill(0);
  const counts = new Array<number>(width).fill(0);
  for (const point of points) {
    const at = width - 1 - Math.floor((tick - point.tick) / each);
    if (at < 0 || at >= width || point.value === null) continue;
    sums[at] = (sums[at] ?? 0) + point.value;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return sums.map((sum, at) => (counts[at] === 0 ? null : sum / (counts[at] ?? 1)));
}
