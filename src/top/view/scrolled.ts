import { painter, type Styled } from './styled.ts';
import type { Paper } from './table.ts';

/** How many lines of a text have room, above the line of keys. */
export function textRows({ height }: Pick<Paper, 'height'>): number {
  return Math.max(1, height - 1);
}

/** A text of which a part is shown, and the keys below it: as many lines as the screen has. */
export function scrolledText(
  lines: readonly (readonly Styled[])[],
  scroll: number,
  keys: string,
  paper: Pick<Paper, 'width' | 'height' | 'color'>,
): string[] {
  const rows = textRows(paper);
  const first = Math.max(0, Math.min(scroll, lines.length - rows));
  const shown = lines.slice(first, first + rows);
  const blank = Array.from({ length: rows - shown.length }, (): Styled[] => []);
  const last = Math.min(first + rows, lines.length);
  const place = lines.length <= rows ? '' : `   lines ${first + 1}-${last} of ${lines.length}`;
  const keysLine: Styled[] = [{ text: keys, style: 'faint' }, { text: place }];
  return [...shown, ...blank, keysLine].slice(-Math.max(1, paper.height)).map(painter(paper));
}
