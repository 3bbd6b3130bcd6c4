/**
 * Splits a text into words as a shell does: at blanks, but for those in quotes or behind a backslash. Nothing else of a
 * shell has a meaning: `$`, `~`, `*` and backquotes are characters like any other.
 * @throws Error if a quote is not closed, or nothing is behind the last backslash
 */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    const escapes = character === '\\' && quote !== "'";
    if (escapes && (quote === undefined || /["\\$`]/.test(text[at + 1] ?? ''))) {
      at++;
      if (at === text.length) throw new Error('nothing is behind the backslash at its end');
      word = (word ?? '') + text[at];
    } else if (character === quote) {
      quote = undefined;
    } else if (quote === undefined && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (quote === undefined && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== undefined) throw new Error(`a ${quote === '"' ? 'double' : 'single'} quote is not closed`);
  return word === undefined ? words : [...words, word];
}
