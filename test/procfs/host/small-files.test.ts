import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAuxv } from '../../../src/procfs/host/auxv.ts';
import { prettyName } from '../../../src/procfs/host/os-release.ts';
import {
  readCount,
  readInteger,
  readLinkName,
  readNames,
  readValue,
  toInteger,
} from '../../../src/procfs/host/small-file.ts';
import { tree } from '../parse.ts';

const test = suite('small files of a host');

for (const [text, integer] of [
  ['0', 0],
  ['-1', -1],
  ['9007199254740991', 9007199254740991],
  ['9007199254740992', 9007199254740992n],
  ['18446744073709551615', 18446744073709551615n],
  ['', null],
  ['12abc', null],
  ['1.5', null],
  ['0x10', null],
  [' 1', null],
  ['184467440737095516150', null],
] as const) {
  test(`${JSON.stringify(text)} is the integer ${integer}`, () => {
    assert.is(toInteger(text), integer);
  });
}

test('a value has no blanks around it; an empty file, a folder and no file have none', async () => {
  const { root, remove } = await tree({
    value: ' up \n',
    empty: '\n',
    'folder/x': '-5\n',
    long: 'x'.repeat(5000),
  });
  const at = (name: string) => path.join(root, name);
  assert.equal(
    ['value', 'empty', 'folder', 'missing'].map((name) => readValue(at(name))),
    ['up', null, null, null],
  );
  assert.is(readValue(at('long'))?.length, 4096);
  assert.equal(
    [readInteger(at('folder/x')), readCount(at('folder/x')), readCount(at('value'))],
    [-5, null, null],
  );
  assert.equal(readNames(root), ['empty', 'folder', 'long', 'value']);
  assert.equal(readNames(at('value')), []);
  await symlink('../../bus/pci/drivers/nvme', at('driver'));
  assert.equal([readLinkName(at('driver')), readLinkName(at('value'))], ['nvme', null]);
  remove();
});

test('os-release: quotes of both kinds, none, escapes, a key that only ends alike, no name', () => {
  assert.is(prettyName('PRETTY_NAME="Ubuntu 22.04.4 LTS"\n'), 'Ubuntu 22.04.4 LTS');
  assert.is(prettyName("PRETTY_NAME='SUSE Linux'\n"), 'SUSE Linux');
  assert.is(prettyName('PRETTY_NAME=Gentoo\nNAME=x\n'), 'Gentoo');
  assert.is(prettyName('PRETTY_NAME="A \\"B\\" \\$5"\n'), 'A "B" $5');
  assert.is(prettyName('NOT_PRETTY_NAME=x\n'), null);
  assert.is(prettyName('PRETTY_NAME=\n'), null);
});

test('the auxiliary vector in both byte orders; cut short, empty or 0: unknown', () => {
  const big = Buffer.alloc(40);
  big.writeBigUInt64BE(17n, 0);
  big.writeBigUInt64BE(1000n, 8);
  big.writeBigUInt64BE(6n, 16);
  big.writeBigUInt64BE(4096n, 24);
  assert.equal(parseAuxv(big, 'BE'), { clockTicksPerSecond: 1000, pageSizeBytes: 4096 });
  assert.equal(parseAuxv(big.subarray(0, 20), 'BE'), { clockTicksPerSecond: 1000, pageSizeBytes: null });
  assert.equal(parseAuxv(big, 'LE'), { clockTicksPerSecond: null, pageSizeBytes: null });
  const zero = Buffer.alloc(16);
  zero.writeBigUInt64LE(17n, 0);
  assert.equal(parseAuxv(zero, 'LE'), { clockTicksPerSecond: null, pageSizeBytes: null });
  assert.equal(parseAuxv(Buffer.alloc(0), 'LE'), { clockTicksPerSecond: null, pageSizeBytes: null });
});

test.run();
