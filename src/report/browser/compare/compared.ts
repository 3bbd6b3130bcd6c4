import type { Comparison } from '../../comparison/comparison.ts';
import type { Chart } from '../../findings/finding.ts';
import type { PageData, PageRun } from '../../page/page-data.ts';
import type { ChartNumbers } from '../chart-numbers.ts';

/** A run and the numbers of its charts. */
export interface Shown {
  /** `A`, `BASE`. */
  readonly label: string;
  readonly run: PageRun;
  readonly numbers: ChartNumbers;
}

/** What the view of two runs is made of. */
export interface Compared {
  readonly data: PageData;
  readonly comparison: Comparison;
  readonly before: Shown;
  readonly after: Shown;
  /** Aborted when something else is shown. */
  readonly shown: AbortSignal;
}

/** Shows where something can be seen: the chart, its hosts picked, from the start of its phase on. */
export type LookAt = (chart: Chart, phase: string | null) => void;
