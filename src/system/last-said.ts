/**
 * What a program of ours that has failed says of it: its last line, without its name. Of what Node.js itself prints when no
 * program of ours was begun, the last one is its version: then it is the error.
 * @returns undefined if it has said nothing
 */
export function lastSaid(said: string): string | undefined {
  const lines = said.trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  const line = /^Node\.js v\d/.test(last) ? lines.find((one) => /^[A-Za-z]*Error: /.test(one)) : last;
  return (line ?? last).replace(/^rankstat: /, '') || undefined;
}
