const NEEDS_QUOTES = /[",\r\n]/;
const LOOKS_LIKE_FORMULA = /^[=+\-@\t\r]/;

/**
 * A text as a field. Names come from other machines: one that a spreadsheet would take for a formula gets an
 * apostrophe before it, which spreadsheets take for "this is text". No kernel gives such names to devices or CPUs.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvField(text: string): string {
  const safe = LOOKS_LIKE_FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
