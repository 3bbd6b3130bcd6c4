import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { cpufreq } from '../../../src/procfs/sources/cpufreq.ts';
import { assertEachReading, copyOf } from '../clients.ts';
import { jsonOf, parsed, tree } from '../parse.ts';
import { afterChange } from './after-change.ts';

const test = suite('cpufreq');

const FOLDER = 'sys/devices/system/cpu';

test('of twelve CPUs, one of which is offline, four are read, evenly among all', () => {
  assertEachReading('cpufreq-thermal', cpufreq);
});

test('frequencies that have changed are read without the names', () => {
  const { json, parsed } = afterChange('cpufreq-thermal', cpufreq, [
    [`${FOLDER}/cpu2/cpufreq/scaling_cur_freq`, '2002000', '999000'],
  ]);
  assert.is(parsed, 0);
  assert.is(JSON.parse(json)['2'].scaling_cur_freq_khz, 999000);
});

test('CPUs that change theirs together are one', async () => {
  const { root, remove } = await tree({ 'devices/system/cpu/cpufreq/policy0/scaling_cur_freq': '1500000\n' });
  const cpus = path.join(root, 'devices/system/cpu');
  for (const cpu of [0, 1, 10]) {
    mkdirSync(path.join(cpus, `cpu${cpu}`));
    symlinkSync('../cpufreq/policy0', path.join(cpus, `cpu${cpu}/cpufreq`));
  }
  const reader = new SourceReader(cpufreq, { procfs: '/none', sysfs: root });
  assert.is(reader.read(), 'ok');
  assert.is(jsonOf(reader), '{"0":{"scaling_cur_freq_khz":1500000}}');
  reader.close();
  remove();
});

test('a CPU whose driver does not know its frequency is left out', () => {
  const { root, remove } = copyOf('cpufreq-thermal');
  writeFileSync(path.join(root, FOLDER, 'cpu2/cpufreq/scaling_cur_freq'), '<unknown>\n');
  const reader = new SourceReader(cpufreq, { procfs: '/none', sysfs: path.join(root, 'sys') });
  assert.equal([reader.read(), reader.error], ['ok', undefined]);
  assert.equal(Object.keys(JSON.parse(jsonOf(reader))), ['0', '6', '9']);
  reader.close();
  remove();
});

test('a file that is something else costs itself', () => {
  const file = 'devices/system/cpu/cpu17/cpufreq/scaling_cur_freq';
  assert.is(parsed(cpufreq, '1\n', file).json, '{"17":{"scaling_cur_freq_khz":1}}');
  assert.throws(() => parsed(cpufreq, '<unknown>\n', file), /"<unknown>" is not a number/);
});

test('a machine that does not say has none, without an error', () => {
  const { root, remove } = copyOf('cpufreq-thermal');
  rmSync(path.join(root, 'sys/devices/system/cpu'), { recursive: true });
  const reader = new SourceReader(cpufreq, { procfs: '/none', sysfs: path.join(root, 'sys') });
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  remove();
});

test.run();
