import { CURVES, type Sum } from '../measures.ts';
import type { TopPoint } from '../state.ts';
import { compact } from './columns.ts';
import { alongAxis, type Glyphs, tallCurve } from './sparkline.ts';
import type { Styled } from './styled.ts';
import { fitted } from './text.ts';

/** Between two curves, characters. */
const GAP = 2;
/** A narrower curve says nothing. */
const LEAST_WIDTH = 18;
/** Lines of a panel: its titles, and curves so high. */
const [LEAST_LINES, MOST_LINES] = [4, 9];
/** On a screen with so many lines the sums are worth some of them, however many hosts there are. */
const TALL_HEIGHT = 50;

/** How many lines there are for curves of all hosts, 0 for none. @param free lines that no host needs */
export function panelLines({ width, height }: { width: number; height: number }, free: number): number {
  const lines = Math.min(MOST_LINES, Math.max(free, height >= TALL_HEIGHT ? LEAST_LINES + 2 : 0));
  return lines < LEAST_LINES || width < CURVES.length * (LEAST_WIDTH + GAP) ? 0 : lines;
}

/** Large curves of what all hosts do together, side by side, each with its number. */
export function panel(
  points: readonly TopPoint[],
  axis: { readonly tick: number; readonly stride: number },
  { width, lines, glyphs }: { readonly width: number; readonly lines: number; readonly glyphs: Glyphs },
): Styled[][] {
  const each = Math.floor((width - (CURVES.length - 1) * GAP) / CURVES.length);
  const charts = CURVES.map((curve, at) => {
    const values = alongAxis(points, ({ curves }) => curves[at] ?? null, { ...axis, width: each });
    const greatest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
    const most = curve.most ?? greatest;
    const now = points.at(-1)?.curves[at] ?? null;
    return [fitted(title(curve, now, most), each), ...tallCurve(values, most, lines - 1, glyphs)];
  });
  return Array.from({ length: lines }, (_, line) => [
    {
      text: charts.map((chart) => chart[line]).join(' '.repeat(GAP)),
      ...(line === 0 && { style: 'bold' as const }),
    },
  ]);
}

function title({ word, unit }: Sum, now: number | null, most: number): string {
  const value = now === null ? '-' : `${unit === '%' ? now.toFixed(0) : compact(now)} ${unit}`;
  return `${word} ${value}, to ${compact(most)}`;
}
