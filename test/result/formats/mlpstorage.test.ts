import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fixtureBytes, fixtureResult, planned, resultOf } from '../fixture.ts';

test('results.json: each run with its metrics, and what it set out to read', () => {
  const read = planned(41_048_175_840n); // 56 records of 146 600 628 bytes in each of 5 epochs.
  const printed = [
    { name: 'train_au of epoch 1', text: '89.5', unit: '%' },
    { name: 'train_au_mean', text: '89.5', unit: '%' },
    { name: 'train_throughput_mean', text: '41', unit: 'samples/s' },
    { name: 'train_io_mean', text: '5732.482', unit: 'MiB/s' },
  ];
  assert.equal(fixtureResult('mlpstorage/results.json'), {
    format: 'mlpstorage',
    tool: 'mlpstorage',
    phases: [{ label: 'run 1: training unet3d', read, operations: [], printed }],
    read,
    operations: [],
    printed,
    remarks: ['run 1: train_au does not meet the expectation'],
  });
});

test('results.json of several runs: they may be of several days, and are not added up', () => {
  const [one] = JSON.parse(Buffer.from(fixtureBytes('mlpstorage/results.json')).toString());
  const { read, phases, printed } = resultOf(JSON.stringify([one, { ...one, metrics: null, model: 3 }]));
  assert.is(read, undefined);
  assert.equal(printed, []);
  assert.equal(
    phases.map(({ label }) => label),
    ['run 1: training unet3d', 'run 2: training'],
  );
});

test('results.json of a run that evaluated: training alone is a part of what it read', () => {
  const [one] = JSON.parse(Buffer.from(fixtureBytes('mlpstorage/results.json')).toString());
  const metrics = { ...one.metrics, eval_au_percentage: [99] };
  assert.is(resultOf(JSON.stringify([{ ...one, metrics }])).read, undefined);
});

test('mlperf_storage_report.json: runs, and what they have in common', () => {
  const { phases, printed, ...rest } = fixtureResult('mlpstorage/mlperf_storage_report.json');
  assert.equal(rest, { format: 'mlpstorage', tool: 'mlpstorage', operations: [], remarks: [] });
  assert.equal(printed, [
    { name: 'train_throughput_mean', text: '14000.5', unit: 'samples/s' },
    { name: 'train_throughput_stdev', text: '0.5', unit: 'samples/s' },
    { name: 'train_throughput_mean', text: '1533.25', unit: 'MiB/s' },
    { name: 'train_throughput_stdev', text: '0.25', unit: 'MiB/s' },
  ]);
  assert.equal(phases[1], {
    label: 'run2',
    operations: [],
    printed: [
      { name: 'train_throughput', text: '14001', unit: 'samples/s' },
      { name: 'train_throughput', text: '1533.5', unit: 'MiB/s' },
    ],
  });
});

test.run();
