const PLAIN = /^[\w./:@%+=,-]+$/;

/** Words as a shell takes them. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
