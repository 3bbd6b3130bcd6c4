import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { notedCommand } from '../../src/run/noted-command.ts';
import { benchmarkSchema } from '../../src/series/schema.ts';

test('a command line of any usual length is noted as it is', () => {
  assert.equal(notedCommand(['srun', './x', '', '-n 3']), ['srun', './x', '', '-n 3']);
  const long = ['x'.repeat(16_000)];
  assert.equal(notedCommand(long), long);
  const thousand = Array.from({ length: 1000 }, () => 'x');
  assert.equal(notedCommand(thousand), thousand);
});

test('whatever is noted, the file can be read', () => {
  const nothing = { start_time: null, end_time: null, exit_code: null, job_id: null, step_id: null };
  for (const words of [
    ['sh', '-c', 'x'.repeat(5000)],
    ['x'.repeat(16_000)],
    ['x'.repeat(15_990), 'y'.repeat(20)],
  ])
    assert.ok(
      v.is(benchmarkSchema, { type: 'x', launcher: 'none', ...nothing, command: notedCommand(words) }),
      `${words.at(-1)?.length}`,
    );
});

test('too many arguments: cut at the thousandth', () => {
  const noted = notedCommand(Array.from({ length: 1200 }, (_, nth) => `${nth}`));
  assert.is(noted.length, 1001);
  assert.is(noted.at(-2), '999');
  assert.is(noted.at(-1), '1000…');
});

test('too many characters: the argument at which it is cut is begun', () => {
  assert.equal(notedCommand(['x'.repeat(15_000), 'y'.repeat(2000), 'z']), [
    'x'.repeat(15_000),
    `${'y'.repeat(100)}…`,
  ]);
  assert.equal(notedCommand(['x'.repeat(15_990), 'y'.repeat(20)]), [
    'x'.repeat(15_990),
    `${'y'.repeat(10)}…`,
  ]);
});

test('secrets are lost before it is cut', () => {
  assert.equal(notedCommand(['x', '--password', 'hunter2']), ['x', '--password', '…']);
  assert.equal(notedCommand([`--token=${'a'.repeat(20_000)}`, 'y']), ['--token=…', 'y']);
});

// Linux takes 128 KiB an argument, and some MB in all; while they are looked at the benchmark has not begun.
test('arguments as long as can be cost next to nothing', () => {
  const before = process.cpuUsage();
  const letters = 'a'.repeat(131_000);
  for (const word of [
    letters,
    letters.replaceAll('aa', 'a-'),
    letters.replaceAll('aa', 'a '),
    `${letters}"=`,
  ])
    notedCommand(Array.from({ length: 10 }, () => word));
  const { user } = process.cpuUsage(before);
  assert.ok(user < 1_000_000, `${user} µs`);
});

test.run();
