import { runLabels } from '../../comparison/run-labels.ts';
import type { PageData, PageRun } from '../../page/page-data.ts';
import { unpackChart } from '../chart-numbers.ts';
import { compareView } from './compare-view.ts';
import type { Shown } from './compared.ts';

/** A comparison that can be chosen. */
export interface ComparedChoice {
  readonly name: string;
  readonly title: string;
  /** What addresses call it; null for the first, which a page shows first. */
  readonly nth: number | null;
  /** Made anew each time; the signal is aborted when something else is shown. */
  readonly make: (shown: AbortSignal) => Promise<{ readonly parts: readonly HTMLElement[] }>;
}

/** One for each run after the first, beside the first; none where runs are not compared. */
export function comparedChoices(data: PageData): ComparedChoice[] {
  const { runs, comparisons } = data;
  const labels = runLabels(runs.length);
  const [base] = runs;
  return comparisons.flatMap((comparison, nth) => {
    const run = runs[nth + 1];
    if (base === undefined || run === undefined) return [];
    const [one = '', other = ''] = [labels[0], labels[nth + 1]];
    const make = async (shown: AbortSignal) => {
      const [before, after] = await Promise.all([unpacked(one, base), unpacked(other, run)]);
      return { parts: [compareView({ data, comparison, before, after, shown })] };
    };
    // Behind the runs, which are 1, 2 and so on.
    const place = nth === 0 ? null : runs.length + nth;
    return [{ name: `${one} and ${other}`, title: `${base.name} and ${run.name}`, nth: place, make }];
  });
}

async function unpacked(label: string, run: PageRun): Promise<Shown> {
  return { label, run, numbers: await unpackChart(run.charts, run.hosts.length) };
}
