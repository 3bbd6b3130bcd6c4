import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ProcessBytes } from '../../../src/report/page-cache/process-bytes.ts';

const counts = (rchar_bytes: number | bigint, wchar_bytes = 0, read_bytes = 0) => ({
  ...{ rchar_bytes, wchar_bytes, read_bytes },
});

test('a process of before counts from there, one that came all that it did, one that ended what was seen', () => {
  const bytes = new ProcessBytes();
  assert.equal(bytes.next({ 'fio/10/500': counts(1000, 10, 1) }), [0, 0, 0]);
  assert.equal(
    bytes.next({ 'fio/10/500': counts(1500, 10, 1), 'fio/11/900': counts(70, 7, 0) }),
    [570, 7, 0],
  );
  assert.equal(bytes.next({ 'fio/10/500': counts(1500, 10, 1) }), [0, 0, 0]);
  // The number again: another process.
  assert.equal(bytes.next({ 'fio/11/990': counts(5, 0, 3) }), [5, 0, 3]);
});

test('one that was not read once goes on where it was', () => {
  const bytes = new ProcessBytes();
  bytes.next({ 'fio/10/500': counts(100) });
  bytes.next({});
  assert.equal(bytes.next({ 'fio/10/500': counts(130) }), [30, 0, 0]);
});

test('processes whose numbers are denied say nothing', () => {
  const bytes = new ProcessBytes();
  assert.equal(bytes.next({ 'fio/10/500': { rss_pages: 5 } }), [null, null, null]);
  assert.equal(bytes.next({ 'fio/10/500': { rss_pages: 6 } }), [null, null, null]);
  // What it did before is not what it did since.
  assert.equal(bytes.next({ 'fio/10/500': counts(1000) }), [0, 0, 0]);
  // All have ended.
  assert.equal(bytes.next({}), [0, 0, 0]);
});

test('beyond 2^53', () => {
  const bytes = new ProcessBytes();
  bytes.next({ 'a/1/1': counts(9007199254740993n) });
  assert.equal(bytes.next({ 'a/1/1': counts(9007199254740996n) }), [3, 0, 0]);
});

test.run();
