import type { Ink } from '../colors.ts';
import { LEFT_PX, PLOT_HEIGHT_PX, type Plotted, plotOf, RIGHT_PX } from '../plot/plot.ts';

/** What stands below a plot in its picture. */
export interface Below {
  /** CSS pixels, with its legend. */
  readonly height: number;
  /** Paints it where the context's origin is; the unit is a CSS pixel. */
  readonly paint: (context: CanvasRenderingContext2D, width: number, ink: Ink) => void;
}

export interface PictureOptions {
  readonly plotted: Omit<Plotted, 'place' | 'scale'>;
  /** Texts above it, the first in bold; none on paper, where the page has them. */
  readonly title: readonly string[];
  readonly below?: Below | undefined;
}

/** So many pixels of a picture are one on the page: printers have more than screens. */
const SCALE = 2;
const LINE_PX = 18;
const FONT = 'system-ui, sans-serif';

/** A chart with its legend, and what is below it, as one picture. */
export async function picture({ plotted, title, below }: PictureOptions): Promise<HTMLCanvasElement> {
  const { width, ink, drawing } = plotted;
  const place = document.createElement('div');
  const plot = plotOf({ ...plotted, place, scale: SCALE / (devicePixelRatio || 1) });
  await Promise.resolve(); // A plot is drawn once its maker has returned.
  const [plotTop, legendTop] = [title.length * LINE_PX + 4, title.length * LINE_PX + 4 + PLOT_HEIGHT_PX];
  const height = legendTop + LINE_PX + 6 + (below?.height ?? 0);
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  context.scale(SCALE, SCALE);
  context.fillStyle = ink('paper');
  context.fillRect(0, 0, width, height);
  context.drawImage(plot.ctx.canvas, 0, plotTop, width, PLOT_HEIGHT_PX);
  plot.destroy();
  context.textBaseline = 'middle';
  title.forEach((text, nth) => {
    context.font = nth === 0 ? `bold 14px ${FONT}` : `12px ${FONT}`;
    context.fillStyle = ink(nth === 0 ? 'ink' : 'ink-soft');
    context.fillText(text, 8, nth * LINE_PX + LINE_PX / 2 + 3, width - 16);
  });
  legend(context, { drawing, ink, left: LEFT_PX, right: width - RIGHT_PX, y: legendTop + LINE_PX / 2 + 2 });
  context.translate(0, legendTop + LINE_PX + 6);
  below?.paint(context, width, ink);
  return canvas;
}

/** What lines are which, as far as a line of text has room. */
function legend(
  context: CanvasRenderingContext2D,
  {
    drawing,
    ink,
    left,
    right,
    y,
  }: { drawing: Plotted['drawing']; ink: Ink; left: number; right: number; y: number },
): void {
  const entries = [
    ...drawing.bands.flatMap(({ label, color }) => [
      { text: `${label} median`.trim(), color, thick: 2 },
      { text: `${label} least to greatest`.trim(), color: `${color}40`, thick: 10 },
    ]),
    ...drawing.hosts.map(({ label, color }) => ({ text: label, color, thick: 2 })),
  ];
  context.font = `12px ${FONT}`;
  let x = left;
  for (const [nth, { text, color, thick }] of entries.entries()) {
    const more = nth < entries.length - 1 ? context.measureText('…').width : 0;
    const { width } = context.measureText(text);
    context.fillStyle = ink('ink-soft');
    if (x + 20 + width + more > right && nth > 0) {
      context.fillText('…', x, y);
      return;
    }
    context.fillText(text, x + 20, y, right - x - 20);
    context.fillStyle = color;
    context.fillRect(x, y - thick / 2, 16, thick);
    x += 20 + width + 14;
  }
}
