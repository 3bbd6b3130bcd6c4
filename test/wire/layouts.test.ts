import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MOST_ROWS } from '../../src/procfs/reading/rows.ts';
import { diskstats } from '../../src/procfs/sources/diskstats.ts';
import { meminfo } from '../../src/procfs/sources/meminfo.ts';
import { decodeLayout, layoutKey } from '../../src/wire/layouts.ts';

function decode(source: string, body: unknown) {
  const bytes = Buffer.from(JSON.stringify(body));
  return decodeLayout(source, layoutKey(source, bytes), bytes);
}

test('one number of columns for all rows', () => {
  const { source, rows, count } = decode('meminfo', { names: ['MemTotal', 'MemFree'], columns: 1 });
  assert.is(source, meminfo);
  assert.equal(rows, [
    { name: 'MemTotal', columns: 1 },
    { name: 'MemFree', columns: 1 },
  ]);
  assert.is(count, 2);
});

test('a number of columns for each row: old kernels and new ones have 11, 15 and 17 for a disk', () => {
  const { source, rows, count } = decode('diskstats', {
    names: ['sda', 'sdb', 'nvme0n1'],
    columns: [11, 15, 17],
  });
  assert.is(source, diskstats);
  assert.equal(
    rows.map(({ columns }) => columns),
    [11, 15, 17],
  );
  assert.is(count, 43);
});

test('a source can have no rows, and a row no columns', () => {
  assert.equal(decode('netdev', { names: [], columns: 0 }).rows, []);
  assert.is(decode('netdev', { names: ['lo'], columns: 0 }).count, 0);
  assert.is(decode('netdev', { names: [], columns: [] }).count, 0);
});

test('of a source that this version does not know the numbers can be counted all the same', () => {
  const { source, count } = decode('tape', { names: ['st0', 'st1'], columns: [3, 40] });
  assert.equal([source, count], [undefined, 43]);
});

test('the key is the first 64 bits of a hash of the source and the body', () => {
  // Python: base64.urlsafe_b64encode(hashlib.sha256(b'meminfo\0{"names":["MemTotal","MemFree"],"columns":1}').digest()[:8])
  const body = Buffer.from('{"names":["MemTotal","MemFree"],"columns":1}');
  assert.is(layoutKey('meminfo', body), 'nMmUO-3a9sk');
  assert.not.equal(layoutKey('vmstat', body), layoutKey('meminfo', body));
  assert.throws(
    () => decodeLayout('meminfo', 'AAAAAAAAAAA', body),
    /^a layout of meminfo is not the one that AAAAAAAAAAA stands for$/,
  );
});

test('column counts that do not match the names are refused', () => {
  for (const columns of [[1], [1, 1, 1], []]) {
    assert.throws(
      () => decode('meminfo', { names: ['MemTotal', 'MemFree'], columns }),
      new RegExp(`a layout of meminfo has ${columns.length} column counts for 2 names`),
    );
  }
});

test('a row with more columns than its source has fields is refused', () => {
  assert.throws(
    () => decode('meminfo', { names: ['MemTotal'], columns: 2 }),
    /^meminfo: MemTotal has 2 columns, known are 1$/,
  );
  assert.throws(
    () => decode('diskstats', { names: ['sda', 'sdb'], columns: [17, 18] }),
    /^diskstats: sdb has 18 columns, known are 17$/,
  );
});

test('what is no layout is refused', () => {
  for (const body of [
    null,
    {},
    { names: ['MemTotal'] },
    { columns: 1 },
    { names: 'MemTotal', columns: 1 },
    { names: [1], columns: 1 },
    { names: ['MemTotal'], columns: -1 },
    { names: ['MemTotal'], columns: 0.5 },
    { names: ['MemTotal'], columns: [null] },
    { names: ['MemTotal'], columns: '1' },
    { names: ['x'.repeat(4097)], columns: 1 },
  ]) {
    assert.throws(() => decode('meminfo', body), Error, JSON.stringify(body)?.slice(0, 80));
  }
  assert.throws(() => decodeLayout('meminfo', 'AAAAAAAAAAA', Buffer.from('{"names":')), Error);
  assert.throws(() => decodeLayout('meminfo', 'AAAAAAAAAAA', Buffer.alloc(0)), Error);
});

test('as many rows as a layout may have, and one more', () => {
  const names = (length: number) => Array.from({ length }, () => 'eth0');
  assert.is(decode('netdev', { names: names(MOST_ROWS), columns: 2 }).count, 400_000);
  assert.throws(() => decode('netdev', { names: names(MOST_ROWS + 1), columns: 2 }), /names/);
});

test.run();
