/** A table as CSV (RFC 4180). Texts are made harmless, numbers stay as they are; NaN and undefined are empty cells. */
export function csvOf(
  head: readonly string[],
  rows: Iterable<readonly (string | number | undefined)[]>,
): string {
  const lines = [head.map(cell).join(',')];
  for (const row of rows) lines.push(row.map(cell).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function cell(value: string | number | undefined): string {
  if (value === undefined || (typeof value === 'number' && Number.isNaN(value))) return '';
  if (typeof value === 'number') return String(value);
  const text = harmless(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A number as tables have it, with its unit. */
const NUMBER = /^[+-]?[\d.,]+(?:e[+-]?\d+)?(?: ?[%\w/]+)?$/i;

/**
 * A text that a spreadsheet does not take for a formula: names of hosts come from elsewhere.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** Rows of texts as a clipboard has a table: tabs between cells. */
export function tabSeparated(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => row.map((text) => harmless(text.replace(/\s+/g, ' ').trim())).join('\t'))
    .join('\n');
}
