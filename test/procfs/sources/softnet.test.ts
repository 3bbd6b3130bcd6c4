import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { softnet } from '../../../src/procfs/sources/softnet.ts';
import { assertEachReading } from '../clients.ts';
import { parsed } from '../parse.ts';
import { afterChange } from './after-change.ts';
import { testOwnKernel } from './own-kernel.ts';

const test = suite('softnet');

const FILE = 'proc/net/softnet_stat';
const CPU_0 = `00000010 00000001 00000002 ${'00000000 '.repeat(6)}00000003 00000004 00000000 00000000\n`;

for (const name of ['softnet-9', 'softnet-10', 'softnet-11', 'softnet-13', 'softnet-15']) {
  test(`${name}: each reading gives the sums of what its columns have`, () => {
    assertEachReading(name, softnet);
  });
}

test('numbers that have changed are read without understanding the file again', () => {
  const { json, error, parsed } = afterChange('softnet-15', softnet, [
    [FILE, 'deadbeef 0000c0de', 'deadbef0 0000c0ff'],
    [FILE, '00000009 00000002 00000004 00000005', '0000beef 00000002 ffffffff 00000006'],
  ]);
  assert.is(error, undefined);
  assert.is(parsed, 0);
  // 0xdeadbef0 + 0x15ee5, and 0xc0ff
  assert.is(
    json,
    '{"processed":3736018389,"dropped":49407,"time_squeeze":2750,"received_rps":1,"flow_limit":2}',
  );
});

test('where a kernel has no flow limit, nothing behind its columns is passed over', () => {
  const { parsed, json } = afterChange('softnet-10', softnet, [[FILE, /\n/g, ' 00000001\n']]);
  assert.ok(parsed > 0);
  assert.match(json, /"flow_limit":/);
});

test('any numbers of 32 bits, of any number of CPUs, are added up, at the first reading and at later ones', () => {
  const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const line = fc.array(u32, { minLength: 15, maxLength: 15 });
  const hex = (numbers: readonly number[]) =>
    `${numbers.map((one) => one.toString(16).padStart(8, '0')).join(' ')}\n`;
  const sums = (lines: readonly number[][]) =>
    [0, 1, 2, 9, 10].map((column) => lines.reduce((sum, numbers) => sum + (numbers[column] ?? 0), 0));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
      const { json } = parsed(softnet, lines.map(hex).join(''));
      assert.equal(Object.values(JSON.parse(json)), sums(lines));
    }),
  );
  fc.assert(
    fc.property(fc.array(line, { minLength: 2, maxLength: 2 }), (lines) => {
      const { json, parsed } = afterChange('softnet-15', softnet, [[FILE, /.*/s, lines.map(hex).join('')]]);
      assert.is(parsed, 0);
      assert.equal(Object.values(JSON.parse(json)), sums(lines));
    }),
    { numRuns: 20 },
  );
});

test('a CPU that goes offline takes its numbers with it', () => {
  const { json, error } = afterChange('softnet-13', softnet, [[FILE, /^00000200.*\n/m, '']]);
  assert.is(error, undefined);
  assert.is(json, '{"processed":256,"dropped":0,"time_squeeze":1,"received_rps":2,"flow_limit":3}');
});

for (const [line, reason] of [
  ['00000010 00000001', '2 columns where at least 9 belong'],
  [CPU_0.slice(0, 89), '10 columns where the first line has 11'],
  [CPU_0.replace('00000002', '0000000g'), '"0000000g" is no hexadecimal number of 32 bits'],
  [CPU_0.replace('00000002', '100000000'), '"100000000" is no hexadecimal number of 32 bits'],
  [CPU_0.replace('00000002', '-0000001'), '"-0000001" is no hexadecimal number of 32 bits'],
] as const) {
  test(`the line "${line.slice(0, 30)}…" costs the file: a sum without it would be a wrong one`, () => {
    const { message } = thrown(() => parsed(softnet, CPU_0 + line));
    assert.is(message, `line 2: ${reason}`);
  });
}

test('after a line that makes no sense the source has failed, and at the next tick it has all again', () => {
  const { outcome, json, error } = afterChange('softnet-13', softnet, [[FILE, '00000200', '0000020?']]);
  assert.match(
    outcome,
    /^failed: .*net\/softnet_stat: line 2: "0000020\?" is no hexadecimal number of 32 bits$/,
  );
  assert.is(error, outcome);
  assert.is(json, '');
});

test('where it is not it is absent, without an error', () => {
  const reader = new SourceReader(softnet, { procfs: '/none', sysfs: '/none' });
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
});

test('an empty file is an error', () => {
  assert.throws(() => parsed(softnet, ''), /the file is empty/);
});

function thrown(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}

testOwnKernel(test, softnet, 'net/softnet_stat', 3);

test.run();
