import type { MetricView } from '../../metrics/metrics.ts';
import type { Phase } from '../../phases/phases.ts';
import type { Below } from '../save/picture.ts';
import type { View } from '../view.ts';
import type { Cursor } from './cursor.ts';
import type { Draw } from './drawing.ts';
import type { ReadoutOptions } from './readout.ts';

/** What a chart is of, and what it follows. */
export interface ChartOptions extends ReadoutOptions {
  readonly metric: MetricView;
  readonly view: View;
  readonly cursor: Cursor;
  readonly phases: readonly Phase[];
  /** When the time axis begins, ms since 1970. */
  readonly start: number;
  /** What it is of: files that are saved have it in their names, pictures in their title. */
  readonly of: string;
  /** Times that numbers of single hosts are taken together from; 1 if it is not said. */
  readonly bucket?: number;
  /** Asked for whenever it is drawn anew. */
  readonly draw: Draw;
  /** What stands below it. */
  readonly below?: Below & { readonly box: HTMLElement };
}

/** What of them a plot is made with, as it is seen now. */
export function plottedOf({ metric, phases, start, view, bucket = 1 }: ChartOptions) {
  return { metric, phases, start, range: view.range, bucket };
}
