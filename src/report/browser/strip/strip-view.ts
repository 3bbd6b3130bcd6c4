import { figureText } from '../../figures/figure-lines.ts';
import type { PhaseFigures } from '../../figures/phase-figures.ts';
import type { Time } from '../../findings/finding.ts';
import { duration } from '../../metrics/clock-time.ts';
import type { StripPhase } from '../../page/page-data.ts';
import type { RunOnPage } from '../address/run-on-page.ts';
import { chartOf, showLink } from '../address/show-link.ts';
import { element } from '../dom.ts';
import { rate } from './rate-text.ts';
import { curveOf, greatestOf } from './strip-curve.ts';

/** So many columns can be read side by side. */
const MOST_COLUMNS = 7;
/** What is beyond so many is behind a fold. */
const MOST_OPEN = 3 * MOST_COLUMNS;
/** A phase has at least this part of the width that it had if all were as long: its name must stand there. */
const LEAST_WIDTH = 0.5;
const MOST_MARKS = 30;
/** Characters; the table of phases has all of them. */
const MOST_OF_LABEL = 48;

/** The whole run in one picture: its phases as columns, what the storage under test carried in them, and what limited it. */
export function strip(shown: RunOnPage): HTMLElement {
  const { phases } = shown.run.strip;
  const parts = partsOf(phases);
  const open = Math.max(1, Math.floor(MOST_OPEN / Math.max(1, parts[0]?.length ?? 1)));
  const rest = parts.slice(open);
  return element(
    'div',
    { class: 'strip', id: 'strip' },
    ...parts.slice(0, open).map((part) => stripTable(shown, part)),
    ...(rest.length === 0
      ? []
      : [
          element(
            'details',
            {},
            element('summary', {}, `all ${phases.length} phases`),
            ...rest.map((part) => stripTable(shown, part)),
          ),
        ]),
  );
}

/** Rows of about as many columns each: what is wider than a page can neither be seen at once nor printed. */
function partsOf(phases: readonly StripPhase[]): StripPhase[][] {
  const size = Math.ceil(phases.length / Math.ceil(phases.length / MOST_COLUMNS));
  return Array.from({ length: Math.ceil(phases.length / size) }, (_, nth) =>
    phases.slice(nth * size, (nth + 1) * size),
  );
}

function stripTable(shown: RunOnPage, phases: readonly StripPhase[]): HTMLElement {
  const rows = [
    ...curveRow(shown, phases),
    ...rateRow(shown, phases, 'read'),
    ...rateRow(shown, phases, 'written'),
    ...benchmarkRow(shown, phases),
    ...limitRow(shown, phases),
  ];
  const head = element(
    'tr',
    {},
    element('th', { attributes: { scope: 'col' } }, 'phase'),
    ...phases.map((phase) => heading(shown, phase)),
  );
  const columns = widthsOf(phases).map((width) => {
    const column = element('col');
    column.style.width = `${width.toFixed(2)}%`;
    return column;
  });
  return element(
    'div',
    {
      class: 'scroll fits',
      attributes: { tabindex: '0', role: 'region', 'aria-label': 'The run, phase by phase' },
    },
    element(
      'table',
      {},
      element('colgroup', {}, element('col'), ...columns),
      element('thead', {}, head),
      element('tbody', {}, ...rows),
    ),
  );
}

/** Percent: as long as the phases are, and none so narrow that it cannot be read. */
function widthsOf(phases: readonly StripPhase[]): number[] {
  const lengths = phases.map(({ start, end }) => Math.max(0, end - start));
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const least = LEAST_WIDTH / phases.length;
  const widths = lengths.map((length) => Math.max(least, all === 0 ? 0 : length / all));
  const sum = widths.reduce((total, width) => total + width, 0);
  return widths.map((width) => (100 * width) / sum);
}

/** Of a label as much as leaves room for the picture. */
function shortened(label: string): string {
  const characters = [...label];
  return characters.length > MOST_OF_LABEL ? `${characters.slice(0, MOST_OF_LABEL).join('')}…` : label;
}

function heading(shown: RunOnPage, phase: StripPhase): HTMLElement {
  const { label, start, end } = phase;
  // A label can turn the direction of what is behind it.
  const name = element('bdi', { title: label }, shortened(label));
  const metric = metricOf(shown, phase);
  const time = duration((end - start) / 1000);
  return element(
    'th',
    { attributes: { scope: 'col' } },
    metric === null ? name : showLink(shown, { metric, hosts: [], time: timeOf(shown, phase) }, name),
    ' ',
    element('small', {}, time),
  );
}

/** Of a phase the chart of what it did most: reading or writing. */
function metricOf({ run }: RunOnPage, { read, written }: StripPhase) {
  const { readMetric, writtenMetric } = run.strip;
  return (written?.all ?? 0) > (read?.all ?? 0) ? writtenMetric : readMetric;
}

/** All of a run is no part of it. */
function timeOf({ run }: RunOnPage, { start, end }: StripPhase): Time | null {
  return run.phases.length === 0 ? null : { start, end };
}

function row(name: readonly (Node | string)[], kind: string, cells: readonly HTMLElement[]): HTMLElement {
  return element('tr', { class: kind }, element('th', { attributes: { scope: 'row' } }, ...name), ...cells);
}

function curveRow(shown: RunOnPage, phases: readonly StripPhase[]): HTMLElement[] {
  const { storage, mounts, blind, curve } = shown.run.strip;
  const small = (text: string) => element('small', {}, text);
  const unseen = blind.map((mount) => small(`${mount} is not seen`));
  if (storage === '') {
    const cells = phases.map(() => element('td', {}, 'not seen'));
    return blind.length === 0 ? [] : [row(['storage', ...unseen], 'curve', cells)];
  }
  const most = greatestOf(curve);
  const each = shown.run.hosts.length > 1 ? ' a host' : '';
  // Where nothing is drawn nothing has a scale: a run can be shorter than its samples are apart.
  const scale = most === 0 ? [] : [small(`0 to ${rate(most)}${each}`)];
  const cells = phases.map(({ start, end }) =>
    element(
      'td',
      {},
      element(
        'div',
        { class: 'picture' },
        curveOf(curve, start, end, most),
        ...marksIn(shown, { start, end }),
      ),
    ),
  );
  return [row([storage, ...mounts.map(small), ...unseen, ...scale], 'curve', cells)];
}

/** When findings were, on the picture of a time. */
function marksIn(shown: RunOnPage, { start, end }: Time): HTMLElement[] {
  const { findings } = shown.run.findings;
  return findings
    .flatMap((finding) => {
      const { time, text, severity } = finding;
      const chart = chartOf(finding);
      if (time === null || chart === null || time.end <= start || time.start >= end) return [];
      const mark = showLink(shown, chart, '', text);
      mark.classList.add('mark', severity);
      mark.title = text;
      const share = (moment: number) =>
        (100 * (Math.min(end, Math.max(start, moment)) - start)) / Math.max(1, end - start);
      mark.style.left = `${share(time.start).toFixed(2)}%`;
      mark.style.width = `${(share(time.end) - share(time.start)).toFixed(2)}%`;
      return [mark];
    })
    .slice(0, MOST_MARKS);
}

function rateRow(
  shown: RunOnPage,
  phases: readonly StripPhase[],
  direction: 'read' | 'written',
): HTMLElement[] {
  const metric = shown.run.strip[direction === 'read' ? 'readMetric' : 'writtenMetric'];
  if (metric === null || phases.every((phase) => phase[direction] === null)) return [];
  const several = shown.run.hosts.length > 1;
  const cells = phases.map((phase) => {
    const known = phase[direction];
    if (known === null) return element('td', {}, '–');
    const { all, hosts } = known;
    if (all === 0) return element('td', {}, '0');
    const each = `${rate(all / hosts)}${several ? ' a host' : ''}`;
    return element(
      'td',
      {},
      showLink(shown, { metric, hosts: [], time: timeOf(shown, phase) }, each),
      ...(several ? [' ', element('small', {}, `${rate(all)} all`)] : []),
    );
  });
  return [row([element('i', { class: `line-key ${direction}` }), direction], 'rate', cells)];
}

/** What the benchmark says of itself, under what the hosts saw. */
function benchmarkRow({ run }: RunOnPage, phases: readonly StripPhase[]): HTMLElement[] {
  const found = phases.map(({ label, start }) =>
    run.figures.find((one) => one.label === label && one.start === start),
  );
  if (found.every((figures) => (figures?.benchmark ?? null) === null)) return [];
  const tools = [...new Set(found.flatMap((figures) => figures?.benchmark?.tool ?? []))];
  const cells = found.map((figures) => {
    const said = figures === undefined ? [] : saidBy(figures);
    return element('td', {}, ...(said.length === 0 ? ['–'] : said));
  });
  return [row(['benchmark', element('small', {}, tools.join(', '))], 'said', cells)];
}

/** Its own figure, and small below it what the storage and the page cache had of that. */
function saidBy(figures: PhaseFigures): HTMLElement[] {
  return (['read', 'written'] as const).flatMap((direction) => {
    if ((figures.benchmark?.[direction] ?? null) === null) return [];
    const [said = '', ...others] = figureText(figures, direction)?.split('; ') ?? [];
    if (said === '') return [];
    const below = others.map((one) => element('small', {}, one));
    return [element('div', {}, said.replace(/^benchmark /, ''), ...below)];
  });
}

function limitRow(shown: RunOnPage, phases: readonly StripPhase[]): HTMLElement[] {
  const { limits } = shown.run.findings;
  const found = phases.map(({ label }) => limits.find(({ phase }) => phase === label));
  if (found.every((limit) => limit === undefined)) return [];
  const cells = found.map((limit) => {
    if (limit === undefined) return element('td', {}, '–');
    const { chart, short, text } = limit;
    const shownIn = chart === null ? element('span', {}, short) : showLink(shown, chart, short);
    shownIn.title = text;
    return element('td', {}, shownIn);
  });
  return [row(['limit'], 'limit', cells)];
}
