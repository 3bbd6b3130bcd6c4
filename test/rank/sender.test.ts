import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sender } from '../../src/rank/sender.ts';

test('records are numbered from one on', () => {
  const sender = new Sender(3, 'abc123');
  assert.is(sender.seq, 0);
  assert.equal(sender.next(), { rank: 3, id: 'abc123', seq: 1 });
  assert.equal(sender.next(), { rank: 3, id: 'abc123', seq: 2 });
  assert.is(sender.seq, 2);
});

test('processes of one rank are told apart, by six characters that a record may have', () => {
  const ids = Array.from({ length: 1000 }, () => new Sender(0).id);
  for (const id of ids) assert.match(id, /^[a-z0-9]{6}$/);
  // Of two thousand million, a thousand: two that are the same come once in four thousand times, three never.
  assert.ok(new Set(ids).size >= 999);
});

test.run();
