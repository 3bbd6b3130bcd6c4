import { printable } from '../system/text/printable.ts';

/** Longer names are cut. */
const MOST_CHARS = 100;

/** A text of a benchmark, fit for pages and terminals: one line, no control characters, no longer than anyone reads. */
export function shown(text: string): string {
  const short = printable(text.slice(0, MOST_CHARS).trim());
  return text.length > MOST_CHARS ? `${short}…` : short;
}
