import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { at, counted, fixtureBytes, fixtureResult, resultOf } from '../fixture.ts';

const GIB = 2n ** 30n;
const textOf = (file: string) => Buffer.from(fixtureBytes(file)).toString();

test('text: without a deadline what was asked for was moved, and the bandwidths agree', () => {
  const { phases, ...rest } = fixtureResult('ior/ior-4.txt');
  assert.equal(rest, {
    format: 'ior',
    tool: 'IOR',
    version: '4.0.0',
    start: at('14:00:00'),
    end: at('14:00:07'),
    read: counted(2n * GIB),
    written: counted(2n * GIB),
    operations: [
      { name: 'write', ...counted(2048n) },
      { name: 'read', ...counted(2048n) },
    ],
    printed: [],
    remarks: [],
  });
  assert.equal(
    phases.map(({ label, read, written }) => [label, read?.least, written?.least]),
    [
      ['write 0', undefined, GIB],
      ['read 0', GIB, undefined],
      ['write 1', undefined, GIB],
      ['read 1', GIB, undefined],
    ],
  );
  assert.equal(phases[0]?.printed, [
    { name: 'bandwidth', text: '426.67', unit: 'MiB/s' },
    { name: 'IOPS', text: '430.25', unit: '1/s' },
    { name: 'Latency', text: '0.009297', unit: 's' },
    { name: 'wr/rd', text: '2.38', unit: 's' },
    { name: 'total', text: '2.40', unit: 's' },
  ]);
});

test('text: a deadline was hit: what IOR warns to have moved counts; transfers have a time of their own', () => {
  const { written, operations, phases, start, version } = fixtureResult('ior/ior-deadline.txt');
  assert.equal(written, counted(470_080_000n));
  assert.equal(operations, [{ name: 'write', ...counted(10_000n) }]);
  assert.is(version, '4.1.0+dev');
  assert.is(start, Date.parse('2026-11-04T08:05:00Z'));
  assert.is(phases[0]?.start, Date.parse('2026-11-04T08:05:02Z'));
  assert.is(phases[0]?.end, Date.parse('2026-11-04T08:05:04.010Z'));
});

test('text: a deadline and no warning: whole transfers within the product of two rounded numbers', () => {
  const text = textOf('ior/ior-deadline.txt').replace(/^WARNING.*\n/gm, '');
  const [written] = [resultOf(text).written];
  // (223.04 ± 0.005) MiB/s × (2.01 ± 0.005) s in transfers of 47 008 bytes: 9976 to 10 025 of them.
  assert.equal(written, { least: 9976n * 47_008n, most: 10_025n * 47_008n, basis: 'rounded' });
});

test('text of 3.0: sizes that are rounded themselves', () => {
  const { read, start, end, operations, phases } = fixtureResult('ior/ior-3.0.txt');
  assert.equal(read, { least: 1_606_680_576n, most: 1_614_544_896n, basis: 'rounded' });
  assert.equal([start, end], [at('14:00:00'), at('14:00:03')]);
  assert.equal(operations, []);
  assert.is(phases[0]?.label, 'read 0');
});

test('text: several runs in one file, with other lines between, are added up', () => {
  const one = textOf('ior/ior-4.txt');
  const { written, start, end, phases } = resultOf(
    `loading modules\nread me first\n${one}\nsleeping\n${one}`,
  );
  assert.equal(written, counted(4n * GIB));
  assert.equal([start, end], [Date.parse('2026-11-25T14:00:00Z'), Date.parse('2026-11-25T14:00:07Z')]);
  assert.is(phases.length, 8);
  assert.is(new Set(phases.map(({ label }) => label)).size, 8);
});

test('text: several tests of one run, each with its own size in the summary', () => {
  const lines = textOf('ior/ior-4.txt').split('\n');
  const from = (start: string) => lines.findIndex((line) => line.startsWith(start));
  const one = lines.slice(from('TestID'), from('Summary of all tests')).join('\n');
  const other = one
    .replace('TestID              : 0', 'TestID              : 1')
    .replaceAll('aggregate', 'other');
  const rows = lines.slice(from('Operation'));
  const half = rows.map((line) =>
    line.replace(/ 0 {6}4 /, ' 1      4 ').replace(/ 16 16777216 /, ' 32  8388608 '),
  );
  const all = [lines.slice(0, 4).join('\n'), one, other, ...rows.slice(0, 3), ...half.slice(1)].join('\n');
  const { phases, written } = resultOf(all);
  assert.equal(phases.map(({ label }) => label).slice(3, 6), [
    'test 0 read 1',
    'test 1 write 0',
    'test 1 read 0',
  ]);
  assert.equal(written, counted(4n * GIB));
});

test('text: an infinite bandwidth has no bytes, and nothing is added up without them', () => {
  const text = textOf('ior/ior-4.txt').replace('write     512.00 ', 'write     inf    ');
  const { read, written, phases } = resultOf(text);
  assert.equal(read, counted(2n * GIB));
  assert.is(written, undefined);
  assert.is(phases[2]?.written, undefined);
});

test('text: numbers that disagree with what was asked for are believed', () => {
  const text = textOf('ior/ior-4.txt').replace('write     512.00 ', 'write     51.20  ');
  const { least, most, basis } = resultOf(text).phases[2]?.written ?? counted(0n);
  // (51.20 ± 0.005) MiB/s × (2.00 ± 0.005) s, in which no whole MiB lies.
  assert.equal({ least, most, basis }, { least: 107_095_288n, most: 107_653_129n, basis: 'rounded' });
});

test('JSON: with warnings between; the first repetition is exact by its size in the summary', () => {
  const { phases, written, start, end, version, format } = fixtureResult('ior/ior.json');
  assert.equal([format, version, start, end], ['ior', '4.0.0', at('14:00:00'), at('14:00:30')]);
  assert.equal(phases[0]?.written, counted(104_857_862_144n));
  // (10000 ± 0.00005) MiB/s × (10 ± 0.00005) s, in whole transfers of 4 KiB.
  const second = { least: 104_857_075_712n, most: 104_858_124_288n, basis: 'rounded' };
  assert.equal(phases[1]?.written, second);
  assert.equal(written, {
    least: 104_857_862_144n + second.least,
    most: 104_857_862_144n + second.most,
    basis: 'rounded',
  });
  assert.equal(
    phases[1]?.printed.map(({ name, text }) => `${name} ${text}`),
    ['bandwidth 10000.0000', 'IOPS 2560000.0000', 'wr/rd 9.9998', 'total 10.0000'],
  );
});

/** What two tests of IOR say that write and read 1 MiB in transfers of 4 KiB each, in 2 s; of the second other tasks. */
function twoTests(deadline: number): Record<string, unknown> {
  const row = { bwMiB: 0.5, totalTime: 2, iops: 128, latency: 0.0078 };
  const Results = ['write', 'read'].map((access) => ({ access, ...row }));
  const Parameters = {
    deadlineForStonewall: deadline,
    segmentCount: 2,
    transferSize: 4096,
    blockSize: 262_144,
  };
  const tests = [0, 1].map((TestID) => ({
    TestID,
    Parameters,
    Options: { tasks: 2 - TestID },
    Results: [...Results, { access: 'remove', totalTime: 1 }, 3],
  }));
  return { Version: '4.0.0', Began: 'Wed Nov 25 14:00:00 2026', tests };
}

test('JSON: what was asked for without a deadline; with one, what the rounded numbers allow', () => {
  const transfers = (least: bigint, most: bigint) => ({ least: least * 4096n, most: most * 4096n });
  // (0.5 ± 0.00005) MiB/s × (2 ± 0.00005) s: 255.97 to 256.03 transfers.
  const exact = { ...transfers(256n, 256n), basis: 'counted' };
  const { phases, operations, end } = resultOf(JSON.stringify(twoTests(0)));
  assert.equal(
    phases.map(({ label, read, written }) => [label, read ?? written]),
    ['test 0 write 0', 'test 0 read 0', 'test 1 write 0', 'test 1 read 0'].map((label) => [label, exact]),
  );
  assert.equal(
    operations,
    ['write', 'read'].map((name) => ({ name, ...counted(512n) })),
  );
  assert.is(end, undefined);
  const short = JSON.stringify(twoTests(1))
    .replaceAll('"totalTime":2,', '"totalTime":0.002,')
    .replaceAll('0.5', '500');
  // (500 ± 0.00005) MiB/s × (0.002 ± 0.00005) s: 1 MiB is within, but so are others.
  assert.equal(resultOf(short).phases[0]?.written, { ...transfers(250n, 262n), basis: 'rounded' });
  const free = short.replaceAll('"deadlineForStonewall":1', '"deadlineForStonewall":0');
  assert.equal(resultOf(free).phases[0]?.written, exact);
});

test('JSON: the summary has the first size of each test and direction', () => {
  const sized = (TestID: number, operation: string, xsizeMiB: number) => ({ TestID, operation, xsizeMiB });
  const json = {
    ...twoTests(1),
    summary: [
      sized(0, 'write', 0.9999),
      sized(1, 'read', 1.0001),
      sized(7, 'read', 9),
      { operation: 'x' },
      null,
    ],
  };
  const { phases } = resultOf(JSON.stringify(json).replaceAll('"totalTime":2,', '"totalTime":2.1,'));
  // (0.5 ± 0.00005) × (2.1 ± 0.00005) is 268.8 transfers and disagrees: the summary is believed.
  const size = (nth: number) => phases[nth]?.written ?? phases[nth]?.read;
  assert.equal(
    [0, 1, 2, 3].map((nth) => size(nth)?.basis),
    ['rounded', 'rounded', 'rounded', 'rounded'],
  );
  assert.ok((size(0)?.most ?? 0n) < 2n ** 20n);
  assert.ok((size(1)?.least ?? 0n) > 2n ** 20n);
  assert.ok((size(3)?.least ?? 0n) > 2n ** 20n && (size(3)?.most ?? 0n) < 1_048_800n);
});

test('JSON before 4.0: a list a repetition', () => {
  const json = textOf('ior/ior.json')
    .replace('"Results": [', '"Results": [[')
    .replace(/\]\n, \n {4}"max"/, ']]\n,"max"');
  assert.is(resultOf(json).phases.length, 2);
});

test.run();
