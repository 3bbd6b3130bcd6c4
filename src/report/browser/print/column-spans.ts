/** Which columns, from one up to before another, are a part each: the first is in all. @param widths of all columns */
export function columnSpans(widths: readonly number[], most: number): [number, number][] {
  const [heading = 0] = widths;
  const spans: [number, number][] = [];
  let [from, width] = [1, heading];
  for (let column = 1; column < widths.length; column++) {
    const own = widths[column] ?? 0;
    if (column > from && width + own > most) {
      spans.push([from, column]);
      [from, width] = [column, heading];
    }
    width += own;
  }
  spans.push([from, widths.length]);
  return spans;
}
