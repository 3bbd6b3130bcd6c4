import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { at, fixtureBytes, fixtureResult, planned, resultOf } from '../fixture.ts';

test('rates as printed; operations and bytes that it set out to do, of both iterations', () => {
  const { printed, ...rest } = fixtureResult('mdtest/mdtest-4.txt');
  assert.equal(rest, {
    format: 'mdtest',
    tool: 'mdtest',
    version: '4.0.0',
    start: at('14:00:00'),
    end: at('14:00:05'),
    phases: [],
    read: planned(8000n * 3901n),
    written: planned(8000n * 3901n),
    operations: ['File creation', 'File stat', 'File read', 'File removal'].map((name) => ({
      name,
      ...planned(8000n),
    })),
    remarks: [],
  });
  assert.equal(printed[0], { name: 'File creation', text: '33079.411', unit: '1/s' });
  assert.equal(printed.at(-1), { name: 'Tree removal', text: '803.946', unit: '1/s' });
});

test('a deadline that was hit: nobody knows how many there were', () => {
  const { printed, operations, read, written, version, end } = fixtureResult('mdtest/mdtest-deadline.txt');
  assert.equal([operations, read, written], [[], undefined, undefined]);
  assert.equal([version, end], ['3.2.0', at('14:00:09')]);
  assert.equal(printed, [
    { name: 'Directory creation', text: '20000.250', unit: '1/s' },
    { name: 'File creation', text: '21000.500', unit: '1/s' },
  ]);
});

test('with the statistics of ranks before those of iterations, as times, and of several runs', () => {
  const one = Buffer.from(fixtureBytes('mdtest/mdtest-4.txt')).toString();
  const ranks = one.replace(
    /^( {3}File creation) .*$/m,
    '$1       9000.000 8000.000 8500.000         36079.411 30079.411 33079.411 4242.641',
  );
  assert.equal(resultOf(ranks).printed, resultOf(one).printed);
  const times = resultOf(one.replace('SUMMARY rate (in ops/sec)', 'SUMMARY time (in ms/op)'));
  assert.equal([times.printed[0]?.unit, times.operations], ['s', []]);
  assert.equal(resultOf(`${one}\n${one}`).written, planned(16_000n * 3901n));
});

test('no bytes where the command line has them otherwise, or files are one', () => {
  const one = Buffer.from(fixtureBytes('mdtest/mdtest-4.txt')).toString();
  assert.is(resultOf(one.replace("'-w' '3901'", "'-w' '3k'")).written, undefined);
  assert.equal(resultOf(one.replace("'-w' '3901'", '-w=5')).written, planned(40_000n));
  assert.equal(resultOf(one.replace('4 tasks, 4000 files', '4 tasks, 1 file')).operations, []);
});

test.run();
