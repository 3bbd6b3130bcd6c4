import { type Field, SINGLE } from '../field.ts';
import type { Reading } from './reading.ts';
import { wordOf } from './rows.ts';
import type { Text } from './text.ts';

/**
 * Reads a file of one number, and nothing else, as a row.
 * @throws Error if it is none
 */
export function parseNumberFile(text: Text, reading: Reading, row: string, field: Field = SINGLE[0]): void {
  if (text.nextLine()) {
    reading.row(wordOf(row));
    const read = reading.next(text, field);
    if (read === undefined) reading.reject(text, 'no number');
    else if (read && text.word()) reading.reject(text, 'more than a number');
    else reading.endRow();
  }
  reading.demandRows();
}
