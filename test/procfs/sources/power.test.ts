import { rmSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { power } from '../../../src/procfs/sources/power.ts';
import { assertEachReading, copyOf, expectedOf, readings } from '../clients.ts';
import { parsed } from '../parse.ts';
import { afterChange } from './after-change.ts';

const test = suite('power');

for (const tree of ['cray-pm', 'rapl', 'grace-hwmon']) {
  test(`${tree}: each reading gives all of it, digit by digit`, () => {
    assertEachReading(tree, power);
  });
}

test('Cray: numbers and times that have changed are read without the names', () => {
  const { json, error, parsed } = afterChange('cray-pm', power, [
    ['sys/cray/pm_counters/power', '328 W 1700000000123456 us', '1328 W 1700000000223456 us'],
  ]);
  assert.equal([error, parsed], [undefined, 0]);
  assert.is(json, expectedOf('cray-pm', 'power')?.replace('"power_w":328', '"power_w":1328'));
});

test('RAPL begins at 0 again: the numbers are as they are', () => {
  const file = 'sys/class/powercap/intel-rapl:0/energy_uj';
  const { json, parsed } = afterChange('rapl', power, [[file, '262143328849', '3']]);
  assert.is(parsed, 0);
  assert.is(json, expectedOf('rapl', 'power')?.replace('"energy_uj":262143328849', '"energy_uj":3'));
});

const CRAY = 'cray/pm_counters/power';

test('a file of Cray without a time, in another unit, or of something else', () => {
  assert.is(parsed(power, '328 W\n', CRAY).json, '{"cray":{"power_w":328}}');
  for (const text of ['328\n', '328 J 1700000000123456 us\n'])
    assert.throws(() => parsed(power, text, CRAY), /no W behind the number/);
  assert.throws(() => parsed(power, 'x W\n', CRAY), /"x" is not a number/);
  assert.throws(() => parsed(power, '', CRAY), /the file is empty/);
  assert.throws(() => parsed(power, '1\n', 'class/powercap/energy'), /no file of power or energy/);
});

test('a sensor without a name, or that says more than a number', () => {
  const file = 'class/hwmon/hwmon0/power1_input';
  assert.is(parsed(power, '5\n', file).json, '{"hwmon":{"hwmon0/power1":{"input_uw":5}}}');
  assert.throws(() => parsed(power, '5 6\n', file), /more than a number/);
  const twelfth = 'class/hwmon/hwmon0/power12_average';
  assert.is(parsed(power, '5\n', twelfth).json, '{"hwmon":{"hwmon0/power12":{"average_uw":5}}}');
  for (const other of ['class/hwmon/hwmon0/temp1_input', 'class/drm/hwmon0/power1_input'])
    assert.throws(() => parsed(power, '5\n', other), /no file of power or energy/);
});

test('a node without any has none, without an error', () => {
  const { root, remove } = copyOf('cray-pm');
  rmSync(path.join(root, 'sys/cray'), { recursive: true });
  const reader = new SourceReader(power, { procfs: '/none', sysfs: path.join(root, 'sys') });
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  remove();
  assert.is(readings('amd-mi300', power)[0]?.json, 'absent');
});

test.run();
