import { isLimitTold, limitText, throughputRows } from '../../comparison/text/comparison-lines.ts';
import { changeText, moreBy } from '../../comparison/text/words.ts';
import { duration } from '../../metrics/clock-time.ts';
import { element, section, table } from '../dom.ts';
import type { Compared } from './compared.ts';

/** How long the run and its phases took, what limited them, and what the storage under test and the benchmark did in them. */
export function durationsSection({ comparison, before, after }: Compared): HTMLElement {
  const { phases } = comparison;
  const hasLimits = phases.some(isLimitTold);
  const rows = phases.flatMap((phase) => {
    const { beforeSeconds, afterSeconds } = phase;
    return [
      [
        phase.label,
        duration(beforeSeconds),
        duration(afterSeconds),
        element('b', {}, changeText(moreBy(beforeSeconds, afterSeconds))),
        ...(hasLimits ? [limitText(phase)] : []),
      ],
      ...throughputRows(phase).map(([what = '', ...cells]) => [
        element('span', { class: 'of-phase' }, what),
        ...cells,
        ...(hasLimits ? [''] : []),
      ]),
    ];
  });
  const head = ['phase', before.label, after.label, 'change', ...(hasLimits ? ['limited by'] : [])];
  return section('durations', 'How long it took', table(head, rows));
}
