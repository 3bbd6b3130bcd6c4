import { everyText } from '../../report/data/spacing.ts';
import { printable } from '../../system/text/printable.ts';
import type { HostState, TopState } from '../state.ts';
import type { Styled } from './styled.ts';
import { elapsed, shortDuration, wrapped } from './text.ts';

/** With fewer lines than these there is one for what stands out, with more there are three. */
const SMALL_HEIGHT = 16;
const TALL_HEIGHT = 40;

/** The job, its phase and mark, or what is wrong. */
export function headLines(state: TopState): readonly (readonly Styled[])[] {
  return [[{ text: jobLine(state), style: 'bold' }], [secondLine(state)]];
}

/** What stands out in the last minutes; nothing if that is not known. */
export function verdictLines(
  { verdict }: TopState,
  { width, height }: { readonly width: number; readonly height: number },
): readonly Styled[][] {
  if (verdict === null) return [];
  const text = printable(`last ${shortDuration(verdict.over_ms)}: ${verdict.sentences.join(' ')}`);
  const most = height < SMALL_HEIGHT ? 1 : height < TALL_HEIGHT ? 2 : 3;
  const style = verdict.isAllWell ? 'faint' : 'warning';
  return wrapped(text, width, most).map((line) => [{ text: line, style }]);
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
    `${benchmark}: ${phase} for ${elapsed(elapsed_ms)}, ${there}${unwell.join('')}, ` +
      `${samples} samples, ${everyText({ least: seconds(least_stride), most: seconds(stride) })}`,
  );
}

function secondLine({ problem, mark, command }: TopState): Styled {
  if (problem !== null) return { text: printable(`problem: ${problem}`), style: 'bad' };
  const words = printable(command.join(' '));
  if (mark === null) return { text: words, style: 'faint' };
  const since = `mark ${printable(mark.label)} for ${elapsed(mark.for_ms)}`;
  return { text: words === '' ? since : `${since}   ${words}` };
}
