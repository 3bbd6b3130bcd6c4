import { coverageText, unlikeLines } from '../../comparison/text/comparison-lines.ts';
import { element, note } from '../dom.ts';
import { changedFactsSection } from './changed-facts.ts';
import { changesSection, changeVerdict } from './changes.ts';
import './compare.css';
import type { Compared } from './compared.ts';
import { durationsSection } from './durations.ts';
import { mediansSection } from './medians.ts';
import { Overlay } from './overlay.ts';

/** Two runs: what changed most, how long phases took, what else changed and where, and both over each other. */
export function compareView(compared: Compared): HTMLElement {
  const { comparison, before, after } = compared;
  const overlay = new Overlay(compared);
  const look = overlay.look.bind(overlay);
  const runs = [
    { ...before, kind: 'before', side: comparison.before },
    { ...after, kind: 'after', side: comparison.after },
  ];
  const unlike = unlikeLines(comparison, [before.label, after.label]);
  return element(
    'div',
    {},
    element('h1', { class: 'runs' }, `${before.run.name} → ${after.run.name}`),
    changeVerdict(comparison, look),
    ...runs.map(({ kind, label, run, side }) =>
      element(
        'p',
        { class: 'run' },
        element('b', { class: kind }, `${label} `),
        `${run.name}, ${coverageText(side)}`,
      ),
    ),
    ...unlike.map((line) => note(`${line[0]?.toUpperCase() ?? ''}${line.slice(1)}.`)),
    durationsSection(compared),
    changesSection(comparison, look),
    changedFactsSection(comparison),
    overlay.element,
    mediansSection(compared),
  );
}
