import { factChangeText } from '../../comparison/changed-facts.ts';
import type { Comparison } from '../../comparison/comparison.ts';
import { note, section, table } from '../dom.ts';
import { names } from '../format.ts';

/** What of the run and of its hosts is another: of all hosts first, then of some. */
export function changedFactsSection({ facts }: Comparison): HTMLElement {
  const owner = ({ of, hosts }: (typeof facts)[number]) =>
    ({
      run: 'the run',
      'all hosts': 'all hosts',
      'either run': 'hosts of either run',
      'some hosts': `${names(hosts)} only`,
    })[of];
  const rows = facts.map((fact) => [fact.what, owner(fact), factChangeText(fact)]);
  return section(
    'differences',
    'What is different',
    rows.length === 0
      ? note(
          'What both files say of command, interval, kernels, CPUs, memory, disks, mounts, settings and link speeds is the same.',
        )
      : table(['what', 'of', 'change'], rows),
  );
}
