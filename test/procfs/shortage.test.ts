import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMemoryWaitedFor, MemoryLook } from '../../src/procfs/shortage.ts';
import { FIXTURES } from './parse.ts';

/** As if other files lay before and behind it. */
function within(text: string): [Buffer, number, number] {
  const before = 'MemAvailable: 1 kB\nsome avg10=50.00\n';
  return [Buffer.from(`${before}${text}${before}`), before.length, before.length + text.length];
}

const meminfo = (total: string, available: string) =>
  `MemTotal:       ${total} kB\nMemFree:         1 kB\n${available}Buffers:    1 kB\n`;

test('memory is short with less than a tenth available', () => {
  const look = new MemoryLook();
  for (const [text, expected] of [
    [meminfo('1000', 'MemAvailable:     99 kB\n'), true],
    [meminfo('1000', 'MemAvailable:    100 kB\n'), false],
    // More digits than before: another place.
    [meminfo('263000000', 'MemAvailable:    9000000 kB\n'), true],
    [meminfo('263000000', 'MemAvailable:  200000000 kB\n'), false],
    ['MemTotal: 10 kB\nMemAvailable:0 kB\n', true],
  ] as const) {
    assert.is(look.isShort(...within(text)), expected, text);
  }
});

test('a file that does not say it says nothing', () => {
  const look = new MemoryLook();
  for (const text of ['', 'x', meminfo('1000', ''), 'MemAvailable: 5 kB\n', 'junk\nMemAvailable: 5 kB\n']) {
    assert.is(look.isShort(...within(text)), false, text);
  }
});

test('that of a real kernel is not short', () => {
  const bytes = readFileSync(path.join(FIXTURES, 'kernel-6.18/proc/meminfo'));
  assert.is(new MemoryLook().isShort(bytes, 0, bytes.length), false);
  const short = String(bytes).replace(/(MemAvailable: +)\d+/, '$11');
  assert.is(new MemoryLook().isShort(Buffer.from(short), 0, short.length), true);
});

test('memory is waited for from 1 % of the last 10 s on', () => {
  const line = (avg10: string) => `some avg10=${avg10} avg60=9.00 avg300=9.00 total=5\nfull avg10=9.00\n`;
  for (const [text, expected] of [
    [line('0.00'), false],
    [line('0.99'), false],
    [line('1.00'), true],
    [line('37.12'), true],
    ['', false],
  ] as const) {
    assert.is(isMemoryWaitedFor(...within(text)), expected, text);
  }
});

test.run();
