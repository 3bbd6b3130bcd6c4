import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { gds } from '../../../src/procfs/sources/gds.ts';
import { assertEachReading, copyOf, expectedOf, readings } from '../clients.ts';
import { parsed, tree } from '../parse.ts';
import { afterChange } from './after-change.ts';

const test = suite('gds');

const FILE = 'proc/driver/nvidia-fs/stats';
const OFF =
  'disabled: /sys/module/nvidia_fs/parameters/rw_stats_enabled is 0, so that reads and writes are not counted';

test('where it counts, each reading gives all of it, without the averages', () => {
  assertEachReading('nvfs-enabled', gds);
});

test('numbers that have changed, averages and GPUs among them, are read without the names', () => {
  const { json, error, parsed } = afterChange('nvfs-enabled', gds, [
    [FILE, 'n=6400 ok=6399', 'n=18446744073709551615 ok=6400'],
    [FILE, 'Bandwidth(MiB/s)=9000 Avg-Latency(usec)=111', 'Bandwidth(MiB/s)=0 Avg-Latency(usec)=1234'],
    [FILE, 'Avg-Submit-Latency(usec)=12', 'Avg-Submit-Latency(usec)=345678'],
    [FILE, 'Registered_MiB=16', 'Registered_MiB=32'],
    [FILE, 'Shadow-Buffer (MiB): 128', 'Shadow-Buffer (MiB): 64'],
  ]);
  assert.equal([error, parsed], [undefined, 0]);
  assert.is(
    json,
    expectedOf('nvfs-enabled', 'gds')?.replace('"n":6400,"ok":6399', '"n":18446744073709551615,"ok":6400'),
  );
});

test('where its counts are off, it is disabled, and it is said by what; nothing of it is read at a tick', () => {
  for (const { json, error } of readings('nvfs-disabled', gds)) assert.equal([json, error], [OFF, undefined]);
  const { root, remove } = copyOf('nvfs-disabled');
  const roots = { procfs: path.join(root, 'proc'), sysfs: path.join(root, 'sys') };
  let now = 0;
  const reader = new SourceReader(gds, roots, () => now);
  assert.is(reader.read(), OFF);
  // Somebody switches it on: that is seen a minute after the last look.
  const on = readFileSync(path.join(root, FILE), 'utf8').replace('IO stats: Disabled', 'IO stats: Enabled');
  writeFileSync(path.join(root, FILE), on);
  now = 59;
  assert.is(reader.read(), OFF);
  now = 60;
  assert.is(reader.read(), 'ok');
  reader.close();
  remove();
});

test('switched off in mid-run, it is disabled at once', () => {
  const { outcome, error } = afterChange('nvfs-enabled', gds, [
    [FILE, 'IO stats: Enabled', 'IO stats: Disabled'],
  ]);
  assert.equal([outcome, error], [OFF, undefined]);
});

test('named, with its counts off, it is a failure', async () => {
  const off = readFileSync(new URL(`../../fixtures/clients/nvfs-disabled/${FILE}`, import.meta.url), 'utf8');
  const { root, remove } = await tree({ 'driver/nvidia-fs/stats': off });
  const outcome = new SourceReader({ ...gds, optional: false }, { procfs: root, sysfs: '/none' }).read();
  assert.is(outcome, `${OFF.replace('disabled', 'failed')}; leave it out with --exclude-sources gds`);
  remove();
});

test('a version without batches, and a line that makes no sense', () => {
  const text = 'Reads\t\t: n=1 ok=x err=0\nWrites : n=\nMmap\t: n=4 ok=4 err=0 munmap=4\n';
  assert.equal(parsed(gds, text), {
    json: '{"Reads":{"n":1},"Mmap":{"n":4,"ok":4,"err":0,"munmap":4}}',
    error: 'line 1: "x" is not a number; line 2: n= without a number',
  });
  assert.throws(() => parsed(gds, 'NVFS statistics(ver: 4.0)\n'), /not what it should be/);
});

test('a file that cannot be read is named', async () => {
  const { root, remove } = await tree({ [`${FILE}/none`]: '' });
  const reader = new SourceReader(gds, { procfs: path.join(root, 'proc'), sysfs: '/none' });
  assert.is(reader.read(), `failed: ${path.join(root, FILE)} cannot be read (EISDIR)`);
  reader.close();
  remove();
});

test('a node without it has none, without an error', () => {
  const reader = new SourceReader(gds, { procfs: '/none', sysfs: '/none' });
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
});

test.run();
