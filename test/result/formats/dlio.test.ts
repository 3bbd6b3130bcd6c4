import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { at, fixtureBytes, fixtureResult, planned, resultOf } from '../fixture.ts';

test('summary.json: what training set out to read, and its metrics in their true units', () => {
  const { printed, ...rest } = fixtureResult('dlio/summary.json');
  assert.equal(rest, {
    format: 'dlio-summary',
    tool: 'DLIO',
    start: at('14:00:00.250'),
    end: at('14:03:00.500'),
    phases: [],
    // 28 files of 146 600 628 bytes on each of 2 hosts, in each of 2 epochs.
    read: planned(16_419_270_336n),
    operations: [],
    remarks: [],
  });
  assert.equal(printed.slice(0, 5), [
    { name: 'train_au of epoch 1', text: '97.25', unit: '%' },
    { name: 'train_au of epoch 2', text: '98.75', unit: '%' },
    { name: 'train_au_mean', text: '98', unit: '%' },
    { name: 'train_au_stdev', text: '0.75', unit: '%' },
    { name: 'train_throughput of epoch 1', text: '40.5', unit: 'samples/s' },
  ]);
  // What is NaN is not told.
  assert.equal(printed.at(-1), { name: 'train_io_mean', text: '5732.482', unit: 'MiB/s' });
});

test('summary.json without training, or with numbers that none are, has no bytes', () => {
  const summary = Buffer.from(fixtureBytes('dlio/summary.json')).toString();
  for (const [from, to] of [
    ['"train_au_percentage"', '"eval_au_percentage"'],
    ['"epochs": 2', '"epochs": 2.5'],
    ['"epochs": 2', '"epochs": 0'],
    // What evaluation reads is not in the size that it tells: what is left would be a part.
    ['"train_au_stdev_percentage"', '"eval_au_percentage": [99.5], "train_au_stdev_percentage"'],
    ['"num_hosts": 2', '"num_hosts": "2"'],
    ['3.8229092806577682', '1e300'],
    ['3.8229092806577682', '-1'],
  ] as const) {
    assert.ok(summary.includes(from));
    assert.is(resultOf(summary.replace(from, to)).read, undefined, to);
  }
});

test('statistics of epochs: blocks and checkpoints with their times; bytes of checkpoints only', () => {
  const { phases, ...rest } = fixtureResult('dlio/0_per_epoch_stats.json');
  // 0.25 GiB/s for 8 s: 2 GiB, give or take what two roundings of a double cost.
  const saved = { least: 2n ** 31n, most: 2n ** 31n, basis: 'rounded' };
  assert.equal(rest, {
    format: 'dlio-epochs',
    tool: 'DLIO',
    start: at('14:00:00.750'),
    end: at('14:03:00'),
    written: saved,
    operations: [],
    printed: [],
    remarks: [],
  });
  const none = { operations: [], printed: [] };
  assert.equal(phases, [
    { label: 'epoch 1 block1', start: at('14:00:00.750'), end: at('14:01:40.750'), ...none },
    {
      label: 'epoch 1 save_ckpt1',
      start: at('14:01:41'),
      end: at('14:01:49'),
      written: saved,
      operations: [],
      printed: [{ name: 'throughput', text: '0.25', unit: 'GiB/s' }],
    },
    { label: 'epoch 2', start: at('14:02:00'), end: at('14:03:00'), ...none },
  ]);
});

test('statistics of epochs: a checkpoint that took no time has no bytes, and then they have none together', () => {
  const took = (throughput: string) =>
    `{"start": "2026-11-25T14:00:00", "end": "2026-11-25T14:00:00", "duration": 0.0, "throughput": ${throughput}}`;
  const result = resultOf(
    `{"1": {"start": "x", "load_ckpt1": ${took('Infinity')}, "load_ckpt2": ${took('NaN')}}}`,
  );
  assert.is(result.phases.length, 2);
  assert.equal([result.read, ...result.phases.map(({ read }) => read)], [undefined, undefined, undefined]);
});

test('statistics of epochs: what is read of checkpoints is not all where there are blocks', () => {
  const times = '"start": "2026-11-25T14:00:00", "end": "2026-11-25T14:00:04"';
  const load = `"load_ckpt1": {${times}, "duration": 4.0, "throughput": 0.5}`;
  assert.equal(resultOf(`{"1": {${load}}}`).read, { least: 2n ** 31n, most: 2n ** 31n, basis: 'rounded' });
  assert.is(resultOf(`{"1": {${load}, "block1": {${times}}}}`).read, undefined);
});

test.run();
