import type { PageData, PageRun } from '../../page/page-data.ts';
import type { View } from '../view.ts';

/** A run as a page shows it. */
export interface RunOnPage {
  readonly data: PageData;
  readonly run: PageRun;
  readonly view: View;
  /** What addresses call it; null if it is what the page shows first. */
  readonly nth: number | null;
}
