import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { cxi } from '../../../src/procfs/sources/cxi.ts';
import { assertEachReading, copyOf, expectedOf } from '../clients.ts';
import { jsonOf, parsed, tree } from '../parse.ts';

const test = suite('cxi');

for (const name of ['cxi-octets', 'cxi-bins-only']) {
  test(`${name}: each reading gives all of it, digit by digit`, () => {
    assertEachReading(name, cxi);
  });
}

test('counts and times that have changed are read without the names', () => {
  const { root, remove } = copyOf('cxi-octets');
  let parses = 0;
  const counted: typeof cxi = {
    ...cxi,
    parse: (...given) => {
      parses++;
      cxi.parse(...given);
    },
  };
  const reader = new SourceReader(counted, { procfs: '/none', sysfs: path.join(root, 'sys') });
  for (let nth = 0; nth < 3; nth++) reader.read();
  const telemetry = path.join(root, 'sys/class/cxi/cxi0/device/telemetry');
  writeFileSync(path.join(telemetry, 'hni_sts_rx_ok_octets'), '1123456@1700000001.999999999\n');
  writeFileSync(path.join(telemetry, 'pct_spt_timeouts'), '2@1700000001.000000000\n');
  parses = 0;
  assert.is(reader.read(), 'ok');
  assert.is(parses, 0);
  assert.is(jsonOf(reader), expectedOf('cxi-octets', 'cxi')?.replace('123456', '1123456'));
  reader.close();
  remove();
});

test('a file that is something else costs itself', () => {
  const file = 'class/cxi/cxi0/device/telemetry/hni_sts_rx_ok_octets';
  assert.is(parsed(cxi, '12@1700000000.000000123\n', file).json, '{"cxi0":{"hni_sts_rx_ok_octets":12}}');
  for (const text of ['12\n', '12@\n', '12@x\n', '12@1.5.5\n']) {
    assert.throws(() => parsed(cxi, text, file), /no time behind the count/);
  }
  assert.throws(() => parsed(cxi, 'x@1.5\n', file), /"x" is not a number/);
  assert.throws(() => parsed(cxi, '', file), /the file is empty/);
});

test('a node without Slingshot has none, without an error', async () => {
  const { root, remove } = await tree({ 'class/net/hsn0/mtu': '9000\n' });
  const reader = new SourceReader(cxi, { procfs: '/none', sysfs: root });
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  remove();
});

test.run();
