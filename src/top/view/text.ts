import { cut } from '../../system/text/cut.ts';

/** Exactly so many characters, the last of them `…` if there are more. */
export function fitted(text: string, width: number): string {
  const characters = [...text];
  if (width <= 0) return '';
  if (characters.length <= width) return text + ' '.repeat(width - characters.length);
  return `${characters.slice(0, width - 1).join('')}…`;
}

/** `h:mm:ss`. */
export function elapsed(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** `m:ss`, or `h:mm:ss` from an hour on. */
export function shortDuration(ms: number): string {
  return elapsed(ms).replace(/^0:0?/, '');
}

/** Lines of words, none longer than `width`; at most so many, the last of them with `…` if there are more. */
export function wrapped(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  const words = text.split(' ');
  for (const [at, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if ([...longer].length <= width || line === '') {
      line = longer;
      continue;
    }
    if (lines.length + 1 >= most) return [...lines, cut(`${line} ${words.slice(at).join(' ')}`, width)];
    lines.push(line);
    line = word;
  }
  return [...lines, cut(line, width)].slice(0, most);
}
