/** Lines of a table: the first column to the left, all others to the right, two spaces between. */
export function tableLines(rows: readonly (readonly string[])[], indent = ''): string[] {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map(([first = '', ...cells]) => {
    const rest = cells.map((cell, at) => cell.padStart((widths[at + 1] ?? 0) + 2));
    return `${indent}${first.padEnd(widths[0] ?? 0)}${rest.join('')}`.trimEnd();
  });
}
