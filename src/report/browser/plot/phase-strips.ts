import type uPlot from 'uplot';
import type { Phase } from '../../phases/phases.ts';
import type { Ink } from '../colors.ts';
import { fittedLabel } from './fitted.ts';

/** A label keeps so far from the edges of its phase, px. */
const PAD_PX = 4;

/**
 * Each phase as a strip behind the lines, every other one darker. Its label is in the part of it that is seen, cut with "…"
 * where there is little room.
 * @param start when the time axis begins, ms since 1970
 * @param unit canvas pixels of a pixel
 */
export function drawPhases(
  { ctx, bbox, valToPos }: uPlot,
  phases: readonly Phase[],
  { start, unit, ink }: { start: number; unit: number; ink: Ink },
): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${11 * unit}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  phases.forEach(({ label, start: from, end }, at) => {
    const left = Math.max(bbox.left, valToPos((from - start) / 1000, 'x', true));
    const right = Math.min(bbox.left + bbox.width, valToPos((end - start) / 1000, 'x', true));
    if (!(right > left)) return;
    ctx.fillStyle = ink(at % 2 === 0 ? 'phase' : 'phase-other');
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    const text = fittedLabel(label, right - left - 2 * PAD_PX * unit, (one) => ctx.measureText(one).width);
    ctx.fillStyle = ink('ink-soft');
    ctx.fillText(text, left + PAD_PX * unit, bbox.top + 2 * unit);
  });
  ctx.restore();
}
