import type uPlot from 'uplot';
import type { Phase } from '../../phases/phases.ts';
import type { Ink } from '../colors.ts';
import { fittedLabel } from './fitted.ts';

/** A label keeps so far from the edges of its phase, px. */
const PAD_PX = 4;
/** The edge of a label, px. */
const EDGE_PX = 3;

/** What phases are drawn with. */
interface Drawn {
  /** When the time axis begins, ms since 1970. */
  readonly start: number;
  /** Canvas pixels of a pixel. */
  readonly unit: number;
  readonly ink: Ink;
}

/** Each phase as a strip behind the lines, every other one darker. */
export function drawPhases(plot: uPlot, phases: readonly Phase[], { start, ink }: Drawn): void {
  const { ctx, bbox } = plot;
  inside(plot, () => {
    for (const [at, phase] of phases.entries()) {
      const { left, right } = seenOf(plot, phase, start);
      if (!(right > left)) continue;
      ctx.fillStyle = ink(at % 2 === 0 ? 'phase' : 'phase-other');
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
    }
  });
}

/**
 * The label of each phase in the part of it that is seen, cut with "…" where there is little room; before the lines, with an edge
 * that keeps it apart from them.
 */
export function drawPhaseLabels(plot: uPlot, phases: readonly Phase[], { start, unit, ink }: Drawn): void {
  const { ctx, bbox } = plot;
  inside(plot, () => {
    ctx.font = `${11 * unit}px system-ui, sans-serif`;
    ctx.textBaseline = 'top';
    ctx.textAlign = 'left';
    ctx.lineJoin = 'round';
    ctx.lineWidth = EDGE_PX * unit;
    ctx.strokeStyle = ink('paper');
    ctx.fillStyle = ink('ink-soft');
    for (const phase of phases) {
      const { left, right } = seenOf(plot, phase, start);
      if (!(right > left)) continue;
      const room = right - left - 2 * PAD_PX * unit;
      const text = fittedLabel(phase.label, room, (one) => ctx.measureText(one).width);
      const [x, y] = [left + PAD_PX * unit, bbox.top + 2 * unit];
      ctx.strokeText(text, x, y);
      ctx.fillText(text, x, y);
    }
  });
}

/** Draws nothing beyond the axes. */
function inside({ ctx, bbox }: uPlot, draw: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}

function seenOf({ bbox, valToPos }: uPlot, phase: Phase, start: number): { left: number; right: number } {
  return {
    left: Math.max(bbox.left, valToPos((phase.start - start) / 1000, 'x', true)),
    right: Math.min(bbox.left + bbox.width, valToPos((phase.end - start) / 1000, 'x', true)),
  };
}
