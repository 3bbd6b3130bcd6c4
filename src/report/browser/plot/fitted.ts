/** A text, or as much of its beginning as there is room for, and "…"; nothing if not even one character has room. */
export function fittedLabel(text: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= room) return text;
  const characters = [...text];
  const cut = (length: number) => `${characters.slice(0, length).join('').trimEnd()}…`;
  let [fits, not] = [0, characters.length];
  while (not - fits > 1) {
    const middle = (fits + not) >> 1;
    if (widthOf(cut(middle)) <= room) fits = middle;
    else not = middle;
  }
  return fits === 0 ? '' : cut(fits);
}
