import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { power } from '../../../src/procfs/sources/power.ts';
import { ended, program, textOf } from '../../program.ts';
import { assertEachReading, CLIENTS, copyOf, expectedOf, readings } from '../clients.ts';
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
});

/** What a user who is not root gets to read of a tree in which RAPL is for root. */
async function asUser(prepare: (root: string) => void): Promise<string> {
  const { root, remove } = copyOf('rapl');
  prepare(root);
  const child = program(`
    import { chmodSync, readdirSync } from 'node:fs';
    import { SourceReader } from './src/procfs/reading/reader.ts';
    import { power } from './src/procfs/sources/power.ts';
    const folder = '${root}/sys/class/powercap';
    chmodSync('${root}', 0o755);
    for (const zone of readdirSync(folder))
      if (zone.startsWith('intel-rapl:')) chmodSync(folder + '/' + zone + '/energy_uj', 0o400);
    if (process.getuid() === 0) process.setuid(65534); else
      for (const zone of readdirSync(folder))
        if (zone.startsWith('intel-rapl:')) chmodSync(folder + '/' + zone + '/energy_uj', 0);
    const reader = new SourceReader(power, { procfs: '/none', sysfs: '${root}/sys' });
    console.log(JSON.stringify([reader.read(), reader.error ?? null, reader.reading.layout.rows.map(({ name }) => name)]));
  `);
  const [said] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  await ended(child);
  remove();
  return said.replaceAll(root, '');
}

test('RAPL that only root may read is denied, with the file', async () => {
  const [outcome, error] = JSON.parse(await asUser(() => {}));
  assert.match(
    outcome,
    /^denied: no permission to read \/sys\/class\/powercap\/intel-rapl:0\/energy_uj \(EACCES\)/,
  );
  assert.is(error, outcome);
});

test('where something else is there, it is left out without an error at each tick', async () => {
  const said = await asUser((root) =>
    cpSync(path.join(CLIENTS, 'cray-pm/sys/cray'), path.join(root, 'sys/cray'), { recursive: true }),
  );
  const [outcome, error, rows] = JSON.parse(said);
  assert.equal([outcome, error], ['ok', null]);
  assert.is(rows.length, 10);
  assert.ok(rows.every((row: string) => row.startsWith('cray ')));
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
