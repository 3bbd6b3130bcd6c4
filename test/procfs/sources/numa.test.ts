import { cpSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { numa } from '../../../src/procfs/sources/numa.ts';
import { assertEachReading, copyOf, expectedOf } from '../clients.ts';
import { jsonOf, parsed, tree } from '../parse.ts';
import { afterChange } from './after-change.ts';
import { testOwnKernel } from './own-kernel.ts';

const test = suite('numa');

const FOLDER = 'sys/devices/system/node';

test('gaps between the ids, nodes without CPUs and without memory: each reading gives all of it', () => {
  assertEachReading('numa-gaps', numa);
});

test('numbers that have changed are read without the names, of any width', () => {
  const { json, error, parsed } = afterChange('numa-gaps', numa, [
    [`${FOLDER}/node0/numastat`, 'numa_miss 12', 'numa_miss 18446744073709551615'],
    [`${FOLDER}/node8/meminfo`, 'MemFree:        268435456 kB', 'MemFree:               77 kB'],
    [`${FOLDER}/node8/meminfo`, 'FilePages:          4096 kB', 'FilePages:      4096000000 kB'],
    [`${FOLDER}/node10/meminfo`, 'HugePages_Free:      0', 'HugePages_Free:     12'],
  ]);
  assert.is(error, undefined);
  assert.is(parsed, 0);
  const expected = expectedOf('numa-gaps', 'numa')
    ?.replace('"numa_miss":12', '"numa_miss":18446744073709551615')
    .replace('"MemFree":268435456', '"MemFree":77');
  assert.is(json, expected);
});

const MEMINFO = 'devices/system/node/node8/meminfo';
const NUMASTAT = 'devices/system/node/node8/numastat';

test('the "Node 8" before the names is not part of them; lines that are not wanted are passed', () => {
  const text = 'Node 8 MemTotal:       10315996 kB\nNode 8 MemFree: 5 kB\nNode 8 HugePages_Total:     0\n';
  assert.equal(parsed(numa, text, MEMINFO), {
    json: '{"8":{"MemTotal":10315996,"MemFree":5}}',
    error: undefined,
  });
});

for (const [line, reason] of [
  ['Node 80 MemFree: 1 kB', 'no "Node 8" and a name'],
  ['Node 8', 'no "Node 8" and a name'],
  ['MemFree: 1 kB', 'no "Node 8" and a name'],
  ['Mode 8 MemFree: 1 kB', 'no "Node 8" and a name'],
  ['Node 8 MemFree:', 'MemFree without a number'],
  ['Node 8 MemFree: 1 MB', 'MemFree is not in kB'],
  ['Node 8 MemFree: 1', 'MemFree is not in kB'],
  ['Node 8 MemFree: 1 kB 2', 'MemFree is not in kB'],
  ['Node 8 MemFree: x kB', '"x" is not a number'],
] as const) {
  test(`the line "${line}" of meminfo costs itself`, () => {
    assert.equal(parsed(numa, `Node 8 MemTotal: 7 kB\n${line}\n`, MEMINFO), {
      json: '{"8":{"MemTotal":7}}',
      error: `line 2: ${reason}`,
    });
  });
}

for (const [line, reason] of [
  [' ', 'no name'],
  ['numa_miss', 'a name without a number'],
  ['numa_miss 1 2', 'more than a name and a number'],
  ['numa_miss 0x1', '"0x1" is not a number'],
] as const) {
  test(`the line "${line}" of numastat costs itself`, () => {
    assert.equal(parsed(numa, `numa_hit 18446744073709551615\n${line}\n`, NUMASTAT), {
      json: '{"8":{"numa_hit":18446744073709551615}}',
      error: `line 2: ${reason}`,
    });
  });
}

test('a node that comes is found within a minute, and one that goes is missed', () => {
  const { root, remove } = copyOf('numa-gaps');
  const folder = path.join(root, FOLDER);
  renameSync(path.join(folder, 'node8'), path.join(root, 'node8'));
  let now = 0;
  const reader = new SourceReader(numa, { procfs: '/none', sysfs: path.join(root, 'sys') }, () => now);
  const nodes = () => {
    assert.equal([reader.read(), reader.error], ['ok', undefined]);
    return Object.keys(JSON.parse(jsonOf(reader)));
  };
  try {
    assert.equal(nodes(), ['0', '1', '10']);
    cpSync(path.join(root, 'node8'), path.join(folder, 'node8'), { recursive: true });
    now = 59;
    assert.equal(nodes(), ['0', '1', '10']);
    now = 60;
    assert.equal(nodes(), ['0', '1', '8', '10']);
    rmSync(path.join(folder, 'node1'), { recursive: true });
    now = 120;
    assert.equal(nodes(), ['0', '8', '10']);
  } finally {
    reader.close();
    remove();
  }
});

test('what else is in the folder is no node', () => {
  const { root, remove } = copyOf('numa-gaps');
  const folder = path.join(root, FOLDER);
  for (const name of ['node8x', 'memory_node8', 'node'])
    cpSync(path.join(folder, 'node8'), path.join(folder, name), { recursive: true });
  const reader = new SourceReader(numa, { procfs: '/none', sysfs: path.join(root, 'sys') });
  assert.equal([reader.read(), reader.error], ['ok', undefined]);
  assert.is(jsonOf(reader), expectedOf('numa-gaps', 'numa'));
  reader.close();
  remove();
});

test('a kernel without NUMA has none, without an error', () => {
  const { root, remove } = copyOf('numa-gaps');
  const sysfs = path.join(root, 'sys');
  rmSync(path.join(root, FOLDER), { recursive: true });
  const reader = new SourceReader(numa, { procfs: '/none', sysfs });
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  remove();
});

testOwnKernel(test, numa, 'devices/system/node/node0/numastat', 8);

test('named, where there is none: what is not there is named', async () => {
  const { root, remove } = await tree({ 'sys/x': '' });
  const sysfs = `${root}/sys`;
  assert.is(
    new SourceReader({ ...numa, optional: false }, { procfs: '/none', sysfs }).read(),
    `failed: ${sysfs}/devices/system/node is not there (ENOENT); leave it out with --exclude-sources numa`,
  );
  remove();
});

test.run();
