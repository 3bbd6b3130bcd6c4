import type { Observed } from '../../src/report/observed/observed.ts';
import { Observing } from '../../src/report/observed/observing.ts';
import type { SeriesHeader } from '../../src/series/schema.ts';

/** What is observed of a run that has no samples. */
export function nothingObserved(header: SeriesHeader): Observed {
  return new Observing(header, []).observed(new Map(), () => false);
}
