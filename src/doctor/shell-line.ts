const PLAIN = /^[\w./:@%+=,-]+$/;
/** What would not be seen for what it is, or is shown otherwise; bash and POSIX shells of 2024 read it in `$'…'`. */
const CONTROL = /\p{Cc}/u;

/** Words as a shell takes them, in one line. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

function shellWord(word: string): string {
  if (PLAIN.test(word)) return word;
  if (!CONTROL.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = word.replaceAll(/[\\']/g, '\\$&').replaceAll(/\p{Cc}/gu, (one) => {
    const octal = [...Buffer.from(one)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
    return one === '\n' ? '\\n' : octal.join('');
  });
  return `$'${escaped}'`;
}
