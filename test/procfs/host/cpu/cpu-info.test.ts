import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countOfList, modelOf, readCpuInfo } from '../../../../src/procfs/host/cpu/cpu-info.ts';
import { FIXTURES, tree } from '../../parse.ts';

const test = suite('CPU information');

// The lines that `/proc/cpuinfo` has on each architecture, and what `lscpu` calls the model.
for (const [architecture, cpuinfo, model] of [
  ['x86', 'processor\t: 0\nmodel\t\t: 1\nmodel name\t: AMD EPYC 7763 64-Core\n', 'AMD EPYC 7763 64-Core'],
  ['POWER', 'processor\t: 0\ncpu\t\t: POWER9, altivec supported\n', 'POWER9, altivec supported'],
  ['LoongArch', 'processor\t\t: 0\nModel Name\t\t: Loongson-3C5000\n', 'Loongson-3C5000'],
  ['RISC-V', 'processor\t: 0\nhart\t\t: 1\nuarch\t\t: sifive,u74-mc\n', 'sifive,u74-mc'],
  ['MIPS', 'system type : x\nprocessor : 0\ncpu model : Loongson-3 V0.4\n', 'Loongson-3 V0.4'],
  ['A64FX', 'processor\t: 0\nCPU implementer\t: 0x46\nCPU part\t: 0x001\n', 'A64FX'],
  ['ARM', 'processor\t: 0\nCPU implementer\t: 0x99\nCPU part\t: 0xabc\n', 'ARM implementer 0x99 part 0xabc'],
  ['s390', 'vendor_id : IBM/S390\nprocessor 0: version = FF, machine = 8561\n', 'IBM/S390 8561'],
  ['an unknown one', 'processor\t: 0\nmodel name\t:\n', null],
  ['none', '', null],
] as const) {
  test(`the model on ${architecture}`, () => {
    assert.is(modelOf(cpuinfo), model);
  });
}

for (const [list, count] of [
  ['0', 1],
  ['0-127', 128],
  ['0,2', 2],
  ['0-3,5,8-11', 9],
  ['', null],
  ['0-', null],
  ['0-3,', null],
  ['all', null],
] as const) {
  test(`the list ${JSON.stringify(list)} names ${count}`, () => {
    assert.is(countOfList(list), count);
  });
}

test('cpu1 is offline: two CPUs; sockets by topology where cpuinfo has none', () => {
  const root = path.join(FIXTURES, 'kernel-5.10');
  assert.equal(readCpuInfo(path.join(root, 'proc'), path.join(root, 'sys')), {
    model: 'AMD EPYC 7763 64-Core Processor',
    count: 2,
    sockets: 2,
  });
});

test('without /sys the CPUs of cpuinfo are counted, and sockets by their ids', async () => {
  const one = (nth: number, socket: number) => `processor\t: ${nth}\nphysical id\t: ${socket}\n\n`;
  const { root, remove } = await tree({ cpuinfo: one(0, 0) + one(1, 0) + one(2, 3) });
  assert.equal(readCpuInfo(root, '/nowhere'), { model: null, count: 3, sockets: 2 });
  remove();
});

test('a physical_package_id of -1 is no socket', async () => {
  const { root, remove } = await tree({ 'devices/system/cpu/cpu0/topology/physical_package_id': '-1\n' });
  assert.equal(readCpuInfo('/nowhere', root), { model: null, count: null, sockets: null });
  remove();
});

test.run();
