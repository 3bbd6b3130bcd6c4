import { everyText } from '../../report/data/spacing.ts';
import { printable } from '../../system/text/printable.ts';
import type { HostState, TopPoint, TopRates, TopState } from '../state.ts';
import { type Column, columnsFor, compact, measuresOf, STATE_WIDTH, widthsFor } from './columns.ts';
import { type Direction, ordered, SORT_KEYS, SORTS, type SortKey } from './order.ts';
import { alongAxis, type Glyphs, sparkline } from './sparkline.ts';
import { painter, type Style, type Styled } from './styled.ts';
import { totalPoints, totalRates } from './totals.ts';

/** What the person who looks has chosen. */
export interface TopChoice {
  readonly sort: SortKey;
  readonly direction: Direction;
  /** How many hosts are above the first one that is shown. */
  readonly scroll: number;
}

export interface Paper {
  readonly width: number;
  readonly height: number;
  readonly color: 'always' | 'never';
  readonly glyphs: Glyphs;
}

/** Lines that are no hosts: two of the job, the titles, the totals, the keys. */
const OTHER_LINES = 5;

/** How many hosts have room. */
export function hostLines({ height }: Pick<Paper, 'height'>): number {
  return Math.max(1, height - OTHER_LINES);
}

/** What the screen shows of a job: `height` lines at most, each of at most `width` characters and without an end. */
export function screenful(state: TopState, choice: TopChoice, paper: Paper): string[] {
  const rows = hostLines(paper);
  const first = Math.max(0, Math.min(choice.scroll, state.hosts.length - rows));
  const lines = page(state, choice, paper, { first, count: rows });
  while (lines.length < paper.height - 1) lines.push([]);
  const painted = painter(paper);
  return [...lines.slice(0, paper.height - 1), keysLine(state, choice, first, rows)].map(painted);
}

/** A job as a table with all its hosts, for a file or a pipe. */
export function wholeTable(state: TopState, choice: TopChoice, paper: Omit<Paper, 'height'>): string {
  const lines = page(state, choice, paper, { first: 0, count: state.hosts.length });
  return lines.map((line) => `${painter(paper)(line).trimEnd()}\n`).join('');
}

type StyledLine = readonly Styled[];

function page(
  state: TopState,
  { sort, direction }: TopChoice,
  { width, glyphs }: Omit<Paper, 'height'>,
  { first, count }: { first: number; count: number },
): StyledLine[] {
  const shown = ordered(state.hosts, sort, direction).slice(first, first + count);
  const measures = measuresOf(state.hosts);
  const widths = widthsFor(
    width,
    state.hosts.map(({ name }) => printable(name)),
    measures,
  );
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
  const cells = (rates: TopRates | null, points: readonly TopPoint[], own: 'own scale' | 'common scale') =>
    columns.map((column, at) => {
      if (column.kind === 'number') return (rates === null ? '-' : column.show(rates)).padStart(column.width);
      const curve = values(points, column);
      const most = column.most ?? (own === 'own scale' ? greatest([curve]) : (scales[at] ?? 0));
      return sparkline(curve, most, glyphs);
    });
  const titles = columns.map((column, at) =>
    column.kind === 'number'
      ? column.title.padStart(column.width)
      : `to ${compact(scales[at] ?? 0)}`.padEnd(column.width),
  );
  const row = (name: string, stateText: Styled, rest: readonly string[], style?: Style): StyledLine => [
    { text: `${fitted(name, widths.name)} `, style },
    { text: fitted(stateText.text, STATE_WIDTH), style: stateText.style ?? style },
    { text: ` ${rest.join(' ')}`, style },
  ];
  return [
    [{ text: jobLine(state), style: 'bold' }],
    [secondLine(state)],
    row('host', { text: 'state' }, titles, 'title'),
    row(
      'all',
      { text: 'mean, sum' },
      cells(totalRates(state.hosts), totalPoints(state.hosts), 'own scale'),
      'bold',
    ),
    ...shown.map(({ name, state: hostState, rates, points }) =>
      row(printable(name), stateText(hostState), cells(rates, points, 'common scale')),
    ),
  ];
}

function jobLine(state: TopState): string {
  const { benchmark, phase, ready, expected, samples, interval_ms, elapsed_ms, hosts } = state;
  const { stride, least_stride } = state;
  const seconds = (ticks: number) => (ticks * interval_ms) / 1000;
  const count = (kind: HostState['kind']) => hosts.filter((host) => host.state.kind === kind).length;
  const unwell = (['silent', 'late', 'missing'] as const)
    .map((kind) => [count(kind), kind] as const)
    .filter(([number]) => number > 0)
    .map(([number, kind]) => `, ${number} ${kind}`);
  const there = expected === null ? `${ready} hosts` : `${ready} of ${expected} hosts`;
  return printable(
    `${benchmark}: ${phase} for ${duration(elapsed_ms)}, ${there}${unwell.join('')}, ` +
      `${samples} samples, ${everyText({ least: seconds(least_stride), most: seconds(stride) })}`,
  );
}

function secondLine({ problem, command }: TopState): Styled {
  if (problem !== null) return { text: printable(`problem: ${problem}`), style: 'bad' };
  return { text: printable(command.join(' ')), style: 'faint' };
}

function keysLine(
  { hosts }: TopState,
  { sort, direction }: TopChoice,
  first: number,
  rows: number,
): StyledLine {
  const key = (text: string, isChosen: boolean): Styled[] => [
    isChosen ? { text: `[${text}]`, style: 'bold' } : { text, style: 'faint' },
    { text: ' ' },
  ];
  const last = Math.min(first + rows, hosts.length);
  const place = hosts.length <= rows ? '' : ` ${first + 1}-${last}/${hosts.length}`;
  return [
    ...SORT_KEYS.flatMap((one) => key(`${one} ${SORTS[one]}`, one === sort)),
    ...key('r reverse', direction === 'reversed'),
    ...key('q quit', false),
    { text: place },
  ];
}

function stateText(state: HostState): Styled {
  if (state.kind === 'silent') return { text: `silent ${seconds(state.ms)}`, style: 'bad' };
  if (state.kind === 'late') return { text: `late ${Math.round(state.ms)} ms`, style: 'warning' };
  if (state.kind === 'missing') return { text: 'missing', style: 'bad' };
  if (state.kind === 'ended' || state.kind === 'full') return { text: state.kind, style: 'faint' };
  return { text: state.kind };
}

/** In four characters up to a day and more. */
function seconds(ms: number): string {
  const whole = Math.floor(ms / 1000);
  if (whole < 1000) return `${whole} s`;
  return whole < 60_000 ? `${Math.floor(whole / 60)}m` : `${Math.floor(whole / 3600)}h`;
}

/** `h:mm:ss`. */
function duration(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

function greatest(curves: readonly (readonly (number | null)[])[]): number {
  return curves.reduce(
    (most, curve) => curve.reduce<number>((max, value) => Math.max(max, value ?? 0), most),
    0,
  );
}

/** Exactly so many characters. */
function fitted(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text + ' '.repeat(width - characters.length);
  return `${characters.slice(0, width - 1).join('')}…`;
}
