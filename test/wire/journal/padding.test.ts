import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { padding } from '../../../src/wire/journal/padding.ts';
import { parseJournalHead } from '../../../src/wire/records.ts';

test('what keeps others apart is a record of its own, of a page, or of as much as is asked for', () => {
  for (const [{ head, body }, bytes] of [
    [padding(), 4096],
    [padding(10), 10],
  ] as const) {
    assert.equal(parseJournalHead(head), { type: 'pad' });
    assert.is(body.length, bytes);
  }
});

test.run();
