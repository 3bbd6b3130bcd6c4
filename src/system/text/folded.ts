import { cut } from './cut.ts';

/**
 * As lines of at most so many characters, broken at blanks, what follows indented: of an amount that is cut off, another
 * would be left. Units stay with their numbers.
 */
export function folded(text: string, width: number, indent = 6): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S) (?!(?:[KMGT]i?B|%)(?![\w]))/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${' '.repeat(indent)}${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => cut(one, width));
}
