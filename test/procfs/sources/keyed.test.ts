import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadavg } from '../../../src/procfs/sources/loadavg.ts';
import { meminfo } from '../../../src/procfs/sources/meminfo.ts';
import { vmstat } from '../../../src/procfs/sources/vmstat.ts';
import { parsed } from '../parse.ts';

const test = suite('meminfo, vmstat, loadavg');

test('meminfo: kB, counts without a unit, keys with parentheses, no blank after the colon', () => {
  const text = `MemTotal:       16384256 kB
HugePages_Total:      16
ShadowCallStack:10373888 kB
Active(anon):   1024 kB
SwapFree:  18014398503714728 kB
`;
  assert.equal(parsed(meminfo, text), {
    json: '{"MemTotal":16384256,"HugePages_Total":16,"ShadowCallStack":10373888,"Active(anon)":1024,"SwapFree":18014398503714728}',
    error: undefined,
  });
});

test('meminfo: what the kernel does not print is absent, and the order does not matter', () => {
  const { json } = parsed(meminfo, 'MemFree: 2 kB\nMemTotal: 1 kB\n');
  assert.is(json, '{"MemFree":2,"MemTotal":1}');
});

test('meminfo: another unit, no number, no colon: each costs its line', () => {
  const { json, error } = parsed(meminfo, 'A: 1 kB\nB: 2 MB\nC:\nD 4\nE: 12abc kB\n');
  assert.is(json, '{"A":1}');
  assert.is(
    error,
    'line 2: a unit other than kB; line 3: a key without a number; line 4: no key before a colon; line 5: "12abc" is not a number',
  );
});

test('vmstat: any keys, 64 bits, and a key called __proto__ is a key', () => {
  const { json, error } = parsed(vmstat, 'nr_free_pages 0\npgpgin 18446744073709551615\n__proto__ 7\n');
  assert.is(json, '{"nr_free_pages":0,"pgpgin":18446744073709551615,"__proto__":7}');
  assert.is(error, undefined);
});

test('vmstat: beyond 64 bits is not a number', () => {
  const { json, error } = parsed(vmstat, 'a 1\nb 18446744073709551616\n');
  assert.is(json, '{"a":1}');
  assert.is(error, 'line 2: "18446744073709551616" is not a number');
});

test('loadavg: averages with the digits the kernel prints, processes, not the last pid', () => {
  assert.equal(parsed(loadavg, '0.20 0.18 0.12 1/80 11206\n'), {
    json: '{"load_1min":0.20,"load_5min":0.18,"load_15min":0.12,"running_processes":1,"total_processes":80}',
    error: undefined,
  });
  assert.match(parsed(loadavg, '1024.07 0.00 12.00 3/2048 9\n').json, '"load_1min":1024.07,');
});

test('loadavg: nonsense is an error, not zeros', () => {
  for (const text of ['', '\n', '0.20 0.18\n', 'a b c 1/2 3\n', '0.20 0.18 0.12 180 1\n']) {
    assert.throws(() => parsed(loadavg, text), undefined, JSON.stringify(text));
  }
});

test.run();
