/** A word may differ from another by so many letters, one of three of its own: of shorter ones all would be alike. */
const LETTERS_PER_MISTAKE = 3;
const MOST_MISTAKES = 3;

/** The word of these that was probably meant; undefined if none is like it. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const most = Math.min(MOST_MISTAKES, Math.floor(word.length / LETTERS_PER_MISTAKE));
  let found: string | undefined;
  let least = most + 1;
  for (const one of words) {
    // What differs more in length differs more in all.
    if (Math.abs(one.length - word.length) >= least) continue;
    const distance = distanceOf(word, one);
    if (distance < least) [found, least] = [one, distance];
  }
  return found;
}

/** How many letters have to be left out, put in or changed, or exchanged with the next one. */
function distanceOf(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const now = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isExchanged =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const changed = (last[column - 1] ?? 0) + (isSame ? 0 : 1);
      const exchanged = isExchanged ? (before[column - 2] ?? 0) + 1 : changed;
      now.push(Math.min((last[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1, changed, exchanged));
    }
    before = last;
    last = now;
  }
  return last[other.length] ?? 0;
}
