import type { Metric } from '../../series/rates.ts';
import { MEASURES, type Measure, WIDE_MEASURES } from '../measures.ts';
import { SORT_KEYS, SORTS } from './order.ts';
import type { Styled } from './styled.ts';
import { wrapped } from './text.ts';
import { thresholdTexts } from './thresholds.ts';

const KEY_WIDTH = 18;
const TITLE_WIDTH = 8;
/** From this width on columns are explained two a line. */
const TWO_COLUMNS = 120;

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  [SORT_KEYS.join(' '), `order by ${SORT_KEYS.map((key) => SORTS[key]).join(', ')}`],
  ['r', 'the other way round'],
  ['arrows, j, k', 'choose a host'],
  ['Enter', 'show this host alone: CPUs, memory, disks, interfaces, mounts, ports; Esc or q goes back'],
  [
    '/',
    'show only hosts whose name has what is typed, or is like it if that has * or ?; Enter keeps it, Esc clears it',
  ],
  ['space, PageUp, PageDown, Home, End', 'scroll'],
  ['Ctrl-Z', 'stop, until the shell says fg'],
  ['q, Ctrl-C', 'leave; the job goes on'],
];

const SIGNS: readonly (readonly [sign: string, meaning: string])[] = [
  ['!12', 'odd: in the last ten to twenty seconds far from the median of all hosts'],
  ['-', 'not known, or not now'],
  ['>', 'the host that is chosen'],
  ['last 4:00:', 'what a report would say of these minutes alone; its times are since their begin'],
  ['to 100', 'the upper end of curves, a character a tick; a blank is one of which nothing is known'],
  ['all', 'shares and times are means over the hosts, all else are sums'],
];

/** All keys, columns and signs explained. */
export function helpLines(width: number): Styled[][] {
  const all = [...MEASURES, ...WIDE_MEASURES];
  const titles = new Map<Metric, string>(all.map(({ metric, title }) => [metric.name, title]));
  return [
    ...headings('Keys', width),
    ...KEYS.flatMap(([keys, meaning]) => entry(keys, meaning, KEY_WIDTH, width)),
    ...headings('Columns: what no host has, or what there is no room for, is left out', width),
    ...columns(all, width),
    ...headings('Signs', width),
    ...SIGNS.flatMap(([sign, meaning]) => entry(sign, meaning, KEY_WIDTH, width)),
    ...entry(
      'colours',
      `repeat what numbers say, yellow/red from ${thresholdTexts(titles).join(', ')}`,
      KEY_WIDTH,
      width,
    ),
  ];
}

function headings(text: string, width: number): Styled[][] {
  return wrapped(text, width, 9).map((line) => [{ text: line, style: 'bold' }]);
}

function columns(all: readonly Measure[], width: number): Styled[][] {
  const texts = all.map(({ title, metric }) => [title, `${metric.title}, ${metric.unit}`] as const);
  if (width < TWO_COLUMNS) return texts.flatMap(([title, text]) => entry(title, text, TITLE_WIDTH, width));
  const half = Math.ceil(texts.length / 2);
  const each = Math.floor(width / 2);
  const one = ([title, text]: readonly [string, string]) => `  ${title.padEnd(TITLE_WIDTH)} ${text}`;
  return Array.from({ length: half }, (_, at) => {
    const [left, right] = [texts[at], texts[at + half]];
    const text = left === undefined ? '' : one(left);
    return [{ text: right === undefined ? text : `${text.padEnd(each)}${one(right)}` }];
  });
}

/** Longer keys than there is room for have a line of their own; what they mean goes on below itself. */
function entry(keys: string, meaning: string, keyWidth: number, width: number): Styled[][] {
  const indent = 2 + keyWidth + 1;
  const lines = wrapped(meaning, Math.max(10, width - indent), 99);
  if (keys.length > keyWidth) {
    return [[{ text: `  ${keys}` }], ...lines.map((line) => [{ text: `${' '.repeat(indent)}${line}` }])];
  }
  return lines.map((line, at) => [{ text: `  ${(at === 0 ? keys : '').padEnd(keyWidth)} ${line}` }]);
}
