import { type Field, SINGLE } from '../field.ts';
import type { Reading } from './reading.ts';
import { type Word, wordOf } from './rows.ts';
import type { Text } from './text.ts';

/**
 * Reads a file of one number, and nothing else, as a row.
 * @throws Error if it is none
 */
export function parseNumberFile(text: Text, reading: Reading, row: string, field: Field = SINGLE[0]): void {
  if (text.nextLine()) parseRestAsRow(text, reading, wordOf(row), field);
  reading.demandRows();
}

/** Reads the rest of the line, a number and nothing else, as a row. */
export function parseRestAsRow(text: Text, reading: Reading, row: Word, field: Field = SINGLE[0]): void {
  reading.row(row);
  const read = reading.next(text, field);
  if (read === undefined) reading.reject(text, 'no number');
  else if (read && text.word()) reading.reject(text, 'more than a number');
  else reading.endRow();
}
