import { printable } from '../../system/text/printable.ts';
import type { TopChoice } from '../choice.ts';
import { nameFilter } from '../filter.ts';
import { type Oddness, oddHosts } from '../odd.ts';
import type { TopHost, TopPoint, TopRates, TopState } from '../state.ts';
import {
  type Column,
  columnsFor,
  compact,
  measuresOf,
  STATE_WIDTH,
  textIn,
  valueIn,
  type Widths,
  wideMeasuresOf,
  widthsFor,
} from './columns.ts';
import { headLines, verdictLines } from './head.ts';
import { keysLine } from './keys-line.ts';
import { ordered } from './order.ts';
import { panel, panelLines } from './panel.ts';
import { alongAxis, type Glyphs, sparkline } from './sparkline.ts';
import { stateText } from './state-text.ts';
import { painter, type Style, type Styled } from './styled.ts';
import { fitted } from './text.ts';
import { styleOf } from './thresholds.ts';
import { totalPoints, totalRates } from './totals.ts';

export interface Paper {
  readonly width: number;
  readonly height: number;
  readonly color: 'always' | 'never';
  readonly glyphs: Glyphs;
}

/** What is shown of a job: all that a change of the choice does not change is worked out once. */
export interface TableOf {
  readonly state: TopState;
  readonly odd: ReadonlyMap<string, Oddness>;
  /** Those that match the filter, in order. */
  readonly hosts: readonly TopHost[];
  /** Of those that match, taken together. */
  readonly rates: TopRates | null;
  readonly points: readonly TopPoint[];
}

/** The hosts that match, in their order, and their sums. @param before what was shown before, if anything */
export function tableOf(state: TopState, choice: TopChoice, before?: TableOf): TableOf {
  const isSameState = before?.state === state;
  const odd = isSameState ? before.odd : oddHosts(state.hosts);
  const matches = nameFilter(choice.filter);
  const matching = choice.filter === '' ? state.hosts : state.hosts.filter(({ name }) => matches(name));
  const hosts = ordered(matching, choice.sort, choice.direction, odd);
  const isSame = isSameState && isSameHosts(hosts, before.hosts);
  const rates = isSame ? before.rates : totalRates(matching);
  return { state, odd, hosts, rates, points: isSame ? before.points : totalPoints(matching) };
}

function isSameHosts(some: readonly TopHost[], others: readonly TopHost[]): boolean {
  if (some.length !== others.length) return false;
  const there = new Set(others);
  return some.every((host) => there.has(host));
}

/** Lines that are no hosts beside the head: the titles, the totals, the keys. */
const OTHER_LINES = 3;

interface Layout {
  readonly head: readonly (readonly Styled[])[];
  readonly panel: number;
  readonly rows: number;
}

function layoutOf({ state, hosts }: TableOf, paper: Pick<Paper, 'width' | 'height'>): Layout {
  const head = [...headLines(state), ...verdictLines(state, paper)];
  const room = paper.height - head.length - OTHER_LINES;
  const lines = panelLines(paper, room - hosts.length);
  return { head, panel: lines, rows: Math.max(1, room - lines) };
}

/** How many hosts have room. */
export function hostLines(table: TableOf, paper: Pick<Paper, 'width' | 'height'>): number {
  return layoutOf(table, paper).rows;
}

/** What the screen shows of a job: `height` lines at most, each of at most `width` characters and without an end. */
export function screenful(table: TableOf, choice: TopChoice, paper: Paper): string[] {
  const { head, panel: curves, rows } = layoutOf(table, paper);
  const { state, hosts, points } = table;
  const first = Math.max(0, Math.min(choice.scroll, hosts.length - rows));
  const { width, height, glyphs } = paper;
  const lines = [
    ...head,
    ...(curves === 0 ? [] : panel(points, state, { width, lines: curves, glyphs })),
    ...page(table, choice, paper, { first, count: rows }),
  ];
  while (lines.length < height - 1) lines.push([]);
  const place = { first, rows, matching: hosts.length, all: state.hosts.length };
  const painted = painter(paper);
  return [...lines.slice(0, height - 1), keysLine(choice, place, width)].map(painted);
}

/** A job as a table with all its hosts, for a file or a pipe. */
export function wholeTable(table: TableOf, choice: TopChoice, paper: Omit<Paper, 'height'>): string {
  const lines = [
    ...headLines(table.state),
    ...page(table, choice, paper, { first: 0, count: table.hosts.length }),
  ];
  return lines.map((line) => `${painter(paper)(line).trimEnd()}\n`).join('');
}

type StyledLine = readonly Styled[];

function page(
  { state, odd, hosts, rates, points }: TableOf,
  { selected, filter }: TopChoice,
  { width, glyphs }: Omit<Paper, 'height'>,
  { first, count }: { first: number; count: number },
): StyledLine[] {
  const shown = hosts.slice(first, first + count);
  const measures = measuresOf(state.hosts);
  const names = state.hosts.map(({ name }) => printable(name));
  const widths = widthsFor(width, names, measures, wideMeasuresOf(state.hosts));
  const columns = columnsFor(widths, measures);
  const { tick, stride } = state;
  const values = (points: readonly TopPoint[], column: Column & { kind: 'curve' }) =>
    alongAxis(points, column.of, { tick, stride, width: column.width });
  // The same for all hosts, so that they can be compared.
  const scales = columns.map((column) =>
    column.kind === 'number'
      ? 0
      : (column.most ?? greatest(shown.map(({ points }) => values(points, column)))),
  );
  const curve = (points: readonly TopPoint[], column: Column & { kind: 'curve' }, scale: number | null) => {
    const drawn = values(points, column);
    return { text: ` ${sparkline(drawn, column.most ?? scale ?? greatest([drawn]), glyphs)}` };
  };
  const titles = columns.map((column, at) => ({
    text: ` ${column.kind === 'number' ? column.title.padStart(column.width) : scaleTitle(column, scales[at] ?? 0)}`,
  }));
  const sums = columns.map(
    (column): Styled =>
      column.kind === 'curve'
        ? curve(points, column, null)
        : { text: ` ${textIn(column.measure, valueIn(column.measure, rates)).padStart(column.width)}` },
  );
  const ofHost = (host: TopHost) =>
    columns.map((column, at) =>
      column.kind === 'curve'
        ? curve(host.points, column, scales[at] ?? 0)
        : numberCell(column, host, odd.get(host.name)),
    );
  const everybody = filter === '' ? 'all' : `these ${hosts.length}`;
  return [
    row(widths, 'host', { text: 'state' }, titles, { style: 'title' }),
    row(widths, everybody, { text: 'mean, sum' }, sums, { style: 'bold' }),
    ...shown.map((host) =>
      row(widths, printable(host.name), stateText(host.state), ofHost(host), {
        isSelected: host.name === selected,
      }),
    ),
  ];
}

/** A row; one that is selected has a sign, too. */
function row(
  widths: Widths,
  name: string,
  state: Styled,
  cells: readonly Styled[],
  { style, isSelected = false }: { readonly style?: Style; readonly isSelected?: boolean },
): StyledLine {
  const own = isSelected ? 'marked' : style;
  return [
    { text: `${fitted(name, widths.name)}${isSelected ? '>' : ' '}`, style: own },
    { text: fitted(state.text, STATE_WIDTH), style: state.style ?? own },
    ...joined(cells.map((cell) => ({ ...cell, style: cell.style ?? own }))),
  ];
}

/** Parts of one style become one. */
function joined(cells: readonly Styled[]): Styled[] {
  const parts: { text: string; style: Style | undefined }[] = [];
  for (const { text, style } of cells) {
    const last = parts.at(-1);
    if (last !== undefined && last.style === style) last.text += text;
    else parts.push({ text, style });
  }
  return parts;
}

/** A number with a blank before it; where it is odd, an exclamation mark stands right before it. */
function numberCell(
  { measure, width }: Column & { kind: 'number' },
  { rates, memory_total_kb }: TopHost,
  oddness: Oddness | undefined,
): Styled {
  const value = valueIn(measure, rates);
  const text = textIn(measure, value);
  if (value === null) return { text: text.padStart(width + 1) };
  const style = styleOf(measure.metric.name, value, memory_total_kb);
  const isOdd = oddness?.metrics.has(measure.metric.name) === true;
  return {
    text: `${isOdd ? '!' : ''}${text}`.padStart(width + 1),
    style: style ?? (isOdd ? 'bold' : undefined),
  };
}

function scaleTitle({ word, width }: Column & { kind: 'curve' }, scale: number): string {
  const to = `to ${compact(scale)}`;
  const long = word === '' ? to : `${word} ${to}`;
  return fitted(long.length <= width ? long : to, width);
}

function greatest(curves: readonly (readonly (number | null)[])[]): number {
  return curves.reduce(
    (most, curve) => curve.reduce<number>((max, value) => Math.max(max, value ?? 0), most),
    0,
  );
}
