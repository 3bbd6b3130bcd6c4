import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { thermal } from '../../../src/procfs/sources/thermal.ts';
import { assertEachReading, copyOf } from '../clients.ts';
import { jsonOf } from '../parse.ts';
import { afterChange } from './after-change.ts';

const test = suite('thermal');

const FOLDER = 'sys/devices/system/cpu';

test('what each CPU of a package shows is there once for the package', () => {
  assertEachReading('cpufreq-thermal', thermal);
});

test('numbers that have changed are read without the names', () => {
  const { json, parsed } = afterChange('cpufreq-thermal', thermal, [
    [`${FOLDER}/cpu6/thermal_throttle/package_throttle_total_time_ms`, '7', '123456'],
  ]);
  assert.is(parsed, 0);
  assert.is(JSON.parse(json)['1'].package_throttle_total_time_ms, 123456);
});

test('where the first CPU of a package is offline, the next is read; older kernels have the count alone', () => {
  const { root, remove } = copyOf('cpufreq-thermal');
  rmSync(path.join(root, FOLDER, 'cpu0'), { recursive: true });
  writeFileSync(path.join(root, FOLDER, 'cpu1/thermal_throttle/package_throttle_count'), '77\n');
  rmSync(path.join(root, FOLDER, 'cpu1/thermal_throttle/package_throttle_total_time_ms'));
  const reader = new SourceReader(thermal, { procfs: '/none', sysfs: path.join(root, 'sys') });
  assert.equal([reader.read(), reader.error], ['ok', undefined]);
  assert.equal(JSON.parse(jsonOf(reader))['0'], { package_throttle_count: 77 });
  reader.close();
  remove();
});

test('CPUs of others than Intel have none, without an error', () => {
  const { root, remove } = copyOf('cpufreq-thermal');
  for (let cpu = 0; cpu < 12; cpu++)
    rmSync(path.join(root, FOLDER, `cpu${cpu}/thermal_throttle`), { recursive: true, force: true });
  const reader = new SourceReader(thermal, { procfs: '/none', sysfs: path.join(root, 'sys') });
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  remove();
});

test.run();
