/** How something is shown where there are colours; without them the words alone must tell. */
export type Style = 'bold' | 'faint' | 'title' | 'warning' | 'bad' | 'marked';

/** A part of a line. */
export interface Styled {
  readonly text: string;
  readonly style?: Style | undefined;
}

// Select Graphic Rendition of ECMA-48: the terminal's own colours, which suit its background.
const CODES: Record<Style, string> = {
  ...{ bold: '1', faint: '2', title: '7' },
  ...{ warning: '1;33', bad: '1;31', marked: '1;7' },
};

/** What makes a line of its parts: at most `width` characters, the last of them `…` if there are more; with or without colours. */
export function painter({
  width,
  color,
}: {
  readonly width: number;
  readonly color: 'always' | 'never';
}): (line: readonly Styled[]) => string {
  return (line) => {
    let left = width;
    return cutTo(line, width)
      .map(({ text, style }) => {
        const fitting = [...text].slice(0, left).join('');
        left -= [...fitting].length;
        if (style === undefined || color === 'never' || fitting === '') return fitting;
        return `\u001b[${CODES[style]}m${fitting}\u001b[0m`;
      })
      .join('');
  };
}

/** How many characters a line has. */
export function lengthOf(line: readonly Styled[]): number {
  return line.reduce((sum, { text }) => sum + [...text].length, 0);
}

/** A line that fits; what has no more than blanks beyond the width is not cut. */
function cutTo(line: readonly Styled[], width: number): readonly Styled[] {
  let left = width;
  if (
    lengthOf(line) <= width ||
    lengthOf([
      {
        text: line
          .map(({ text }) => text)
          .join('')
          .trimEnd(),
      },
    ]) <= width
  )
    return line;
  return line.flatMap(({ text, style }) => {
    const characters = [...text];
    if (left <= 0) return [];
    const isLast = characters.length >= left;
    const fitting = isLast ? `${characters.slice(0, left - 1).join('')}…` : text;
    left -= isLast ? left : characters.length;
    return [{ text: fitting, style }];
  });
}
