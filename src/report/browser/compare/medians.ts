import type { ComparedMetric } from '../../comparison/compared-metrics.ts';
import type { ComparedPhase } from '../../comparison/compared-phase.ts';
import { foldedText, isTold } from '../../comparison/text/comparison-lines.ts';
import { changeText, moreBy } from '../../comparison/text/words.ts';
import { duration } from '../../metrics/clock-time.ts';
import type { MetricView } from '../../metrics/metrics.ts';
import { element, note, section, table } from '../dom.ts';
import { number } from '../format.ts';
import type { Compared } from './compared.ts';

/** Medians over hosts by phase; what differs by less than hosts do anyway is folded away. */
export function mediansSection({ data, comparison, before, after }: Compared): HTMLElement {
  const head = [
    '',
    `${before.label}: median`,
    'least to greatest',
    `${after.label}: median`,
    'least to greatest',
    'change',
  ];
  const tableOf = (metrics: readonly ComparedMetric[]) =>
    table(
      head,
      metrics.map((one) => [
        nameOf(data.metrics, one),
        ...spread(one.before),
        ...spread(one.after),
        changeText(one.changePercent),
      ]),
    );
  const parts = comparison.phases.map((phase) => {
    const told = phase.metrics.filter(isTold);
    const folded = phase.metrics.filter((metric) => !isTold(metric));
    return element(
      'div',
      { class: 'compared' },
      element('h3', {}, titleOf(phase)),
      ...(told.length === 0 ? [] : [tableOf(told)]),
      ...(folded.length === 0
        ? []
        : [element('details', {}, element('summary', {}, foldedText(folded.length)), tableOf(folded))]),
    );
  });
  return section(
    'phases',
    'Medians over hosts',
    note('First what differs by more than hosts of one run do anyway, and by more than a tenth.'),
    ...parts,
  );
}

function titleOf({ label, beforeSeconds, afterSeconds }: ComparedPhase): string {
  const change = changeText(moreBy(beforeSeconds, afterSeconds));
  return `${label}: ${duration(beforeSeconds)} → ${duration(afterSeconds)}, ${change}`;
}

function nameOf(metrics: readonly MetricView[], { metric }: ComparedMetric): string {
  const found = metrics.find(({ name }) => name === metric);
  return `${found?.title ?? metric}, ${found?.unit ?? ''}`;
}

function spread(found: ComparedMetric['before']): [string, string] {
  if (found === null) return ['none', '–'];
  const { min, median, max } = found;
  return [number(median), `${number(min)} to ${number(max)}`];
}
