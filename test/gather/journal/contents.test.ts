import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Contents } from '../../../src/gather/journal/contents.ts';
import type { RankRecord } from '../../../src/wire/records.ts';

const layout = (rank: number, key: string): RankRecord => ({
  type: 'layout',
  ...{ rank, id: 'abc123', seq: 2, source: 'vmstat', key },
});

test('of the second host with the same layout only that it has it is written', () => {
  const contents = new Contents();
  const bytes = { head: Buffer.from('head'), body: Buffer.from('body') };
  assert.is(contents.whatIsNew(layout(0, 'aaaaaaaaaaa'), bytes), bytes);
  const second = contents.whatIsNew(layout(1, 'aaaaaaaaaaa'), bytes);
  assert.equal([second.head, second.body.length], [bytes.head, 0]);
  assert.is(contents.whatIsNew(layout(1, 'bbbbbbbbbbb'), bytes), bytes);
  // All else is each rank's own.
  const bye: RankRecord = { type: 'bye', rank: 1, id: 'abc123', seq: 9, time: 0, reason: 'x' };
  assert.is(contents.whatIsNew(bye, bytes), bytes);
});

test.run();
