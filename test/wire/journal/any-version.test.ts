import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AnyVersion } from '../../../src/wire/journal/any-version.ts';

const NOON = Date.UTC(2026, 10, 25, 12);
const HELLO = {
  ...{ type: 'hello', rank: 0, id: 'abc123', seq: 1, time: NOON, protocol: 2, hostname: 'node1', node: null },
  utc_offset_minutes: 60,
};
const MARK = { type: 'mark', time: NOON, label: 'epoch 1' };

/** A record without a body, as it lies in a journal of a version. */
const entry = (version: 1 | 2, head: object) => ({
  version,
  head: Buffer.from(JSON.stringify(head)),
  body: Buffer.alloc(0),
});

test('each record is read as one of the journal that it lies in', () => {
  const versions = new AnyVersion();
  const said = { ...HELLO, required: ['cpu'] };
  assert.equal(versions.record(entry(2, said)), said);
  assert.equal(versions.record(entry(1, HELLO)), { ...HELLO, required: [] });
  assert.throws(() => versions.record(entry(2, HELLO)), /^required: /);
  assert.equal(versions.record(entry(1, MARK)), { ...MARK, nth: 1 });
  assert.throws(() => versions.record(entry(2, MARK)), /^nth: /);
});

test('read again, it is the same: what the journal has, and of an old one what stands for it today', () => {
  const versions = new AnyVersion();
  const said = { ...HELLO, required: ['cpu'] };
  assert.equal(versions.again(entry(2, said)), said);
  assert.equal(versions.again(entry(1, HELLO)), { ...HELLO, required: [] });
  // What is checked once is not checked again: nothing is left out that nobody knows.
  assert.equal(versions.again(entry(2, { ...said, later: 1 })), { ...said, later: 1 });
  const noJson = { version: 2 as const, head: Buffer.from('{"type":'), body: Buffer.alloc(0) };
  assert.throws(() => versions.again(noJson), SyntaxError);
});

test.run();
