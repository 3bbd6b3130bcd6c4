/** How something is shown where there are colours; without them the words alone must tell. */
export type Style = 'bold' | 'faint' | 'title' | 'warning' | 'bad';

/** A part of a line. */
export interface Styled {
  readonly text: string;
  readonly style?: Style | undefined;
}

// Select Graphic Rendition of ECMA-48: the terminal's own colours, which suit its background.
const CODES: Record<Style, string> = { bold: '1', faint: '2', title: '7', warning: '1;33', bad: '1;31' };

/** What makes a line of its parts: at most `width` characters, with or without colours. */
export function painter({
  width,
  color,
}: {
  readonly width: number;
  readonly color: 'always' | 'never';
}): (line: readonly Styled[]) => string {
  return (line) => {
    let left = width;
    return line
      .map(({ text, style }) => {
        const fitting = [...text].slice(0, left).join('');
        left -= [...fitting].length;
        if (style === undefined || color === 'never' || fitting === '') return fitting;
        return `\u001b[${CODES[style]}m${fitting}\u001b[0m`;
      })
      .join('');
  };
}
