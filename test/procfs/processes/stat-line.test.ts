import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { safeName, statOf } from '../../../src/procfs/processes/stat-line.ts';

const test = suite('stat-line');

const REST =
  'S 41 42 42 34816 -1 4194560 900 17 1 2 1234 567 3 4 20 0 8 0 9007199254740991 18446744073709551615 2048 9 1 1 0\n';

function read(line: string) {
  // Other files lie before and behind it.
  const before = Buffer.from('1 (x) S 1 ');
  const bytes = Buffer.concat([before, Buffer.from(line, 'latin1'), Buffer.from('7 (y)) S 7 ')]);
  return statOf(bytes, before.length, before.length + Buffer.byteLength(line, 'latin1'));
}

test('its fields', () => {
  const stat = read(`42 (fio) ${REST}`);
  assert.ok(stat);
  const { comm, ...numbers } = stat;
  assert.is(Buffer.from(comm).toString(), 'fio');
  assert.equal(numbers, {
    pid: 42,
    parent: 41,
    isKernelThread: false,
    faults: 900,
    childFaults: 17,
    userTicks: 1234,
    systemTicks: 567,
    startTicks: Number.MAX_SAFE_INTEGER,
    residentPages: 2048,
  });
});

for (const comm of ['a b', ') S 1 2 3 4', '(sd-pam)', 'a)', '))', '(', ' ', '', 'a\\nb', '\x01\xff'])
  test(`a name like ${JSON.stringify(comm)} ends at the last bracket`, () => {
    const stat = read(`42 (${comm}) ${REST}`);
    assert.ok(stat);
    assert.is(Buffer.from(stat.comm).toString('latin1'), comm);
    assert.equal([stat.pid, stat.parent, stat.residentPages], [42, 41, 2048]);
  });

test('a thread of the kernel', () => {
  assert.is(read(`2 (kthreadd) S 0 0 0 0 -1 2129984 ${'0 '.repeat(12)}1 0 0`)?.isKernelThread, true);
});

test('what is none', () => {
  for (const line of [
    '',
    '42',
    '42 (',
    '42 (a',
    '42 (a)',
    '42 (a) S',
    '42 (a) S 1 2',
    `x (a) ${REST}`,
    `42) ${REST}`,
  ])
    assert.is(read(line), undefined, line);
  assert.is(read(`42 (a) ${REST.replace('1234', 'x')}`), undefined);
  assert.is(read(`42 (a) ${REST.replace('1234', '-')}`), undefined);
  // A double would not have all its digits.
  assert.is(read(`42 (a) ${REST.replace('1234', '9007199254740992')}`), undefined);
});

test('names for rows, pages and terminals', () => {
  assert.is(safeName(Buffer.from('a/b\n\\n\x1b[31m<&">\'é x')), 'a?b??n?[31m???????_x');
  assert.is(safeName(Buffer.from('kworker:0-1.2+x@y#[z](q)=,')), 'kworker:0-1.2+x@y#[z](q)=,');
  assert.is(safeName(Buffer.alloc(0)), '?');
  assert.is(safeName(Buffer.alloc(1000, 'a')).length, 64);
});

test.run();
