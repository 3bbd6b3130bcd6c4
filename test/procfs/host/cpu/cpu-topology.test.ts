import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numbersOfList } from '../../../../src/procfs/host/cpu/cpu-list.ts';
import { readCpuTopology } from '../../../../src/procfs/host/cpu/cpu-topology.ts';
import { FIXTURES, tree } from '../../parse.ts';

const test = suite('CPU topology');
const CPU = 'devices/system/cpu';

for (const [list, numbers] of [
  ['0', [0]],
  ['0-2,5', [0, 1, 2, 5]],
  ['', []],
  ['3-', []],
  ['0-9999999', []],
  ['0-999999', []],
] as const) {
  test(`the list ${JSON.stringify(list)} names ${numbers.join(' ')}`, () => {
    assert.equal(numbersOfList(list), numbers);
  });
}

test('512 CPUs whose threads are far apart, with cpufreq and other folders between them', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 512 }, (_, cpu) => [
      `${CPU}/cpu${cpu}/topology/core_cpus_list`,
      `${cpu % 256},${(cpu % 256) + 256}\n`,
    ]),
  );
  const { root, remove } = await tree({
    ...files,
    [`${CPU}/online`]: '0-511\n',
    [`${CPU}/cpufreq/policy0/x`]: '',
    [`${CPU}/cpuidle/x`]: '',
  });
  assert.equal(readCpuTopology(root), { cpus_online: '0-511', cpu_cores: 256, cpu_threads_per_core: 2 });
  remove();
});

test('cores of two kinds, one offline, in the words of an older kernel', async () => {
  const { root, remove } = await tree({
    [`${CPU}/cpu0/topology/thread_siblings_list`]: '0-1\n',
    [`${CPU}/cpu1/topology/thread_siblings_list`]: '0-1\n',
    [`${CPU}/cpu2/topology/thread_siblings_list`]: '2\n',
    [`${CPU}/cpu3/online`]: '0\n',
    [`${CPU}/online`]: '0-2\n',
  });
  assert.equal(readCpuTopology(root), { cpus_online: '0-2', cpu_cores: 2, cpu_threads_per_core: 2 });
  remove();
});

test('this machine as lscpu has it; where there is nothing, nothing', () => {
  const { stdout } = spawnSync('lscpu', ['-p=core,socket'], { encoding: 'utf8' });
  const cores = new Set(stdout.split('\n').filter((line) => /^\d/.test(line)));
  assert.is(readCpuTopology('/sys').cpu_cores, cores.size);
  assert.equal(readCpuTopology('/nowhere'), {});
  assert.equal(readCpuTopology(path.join(FIXTURES, 'clients/numa-gaps/sys')), {});
});

test.run();
