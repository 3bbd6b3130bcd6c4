import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type BlockDevice, readBlockDevices } from '../../../../src/procfs/host/disks/block-devices.ts';
import { FIXTURES } from '../../parse.ts';

const test = suite('block devices');

const of = (machine: string): BlockDevice[] => readBlockDevices(path.join(FIXTURES, machine, 'sys'));

const UNKNOWN = { rotational: null, partitions: [], holders: [], slaves: [], dm_name: null, model: null };

test('LUKS on LVM on a disk: only the disk is built on nothing', () => {
  assert.equal(of('kernel-5.10'), [
    {
      ...UNKNOWN,
      name: 'dm-0',
      size_sectors: 1951424512,
      rotational: true,
      holders: ['dm-1'],
      slaves: ['sda2'],
      dm_name: 'vg0-crypt',
    },
    {
      ...UNKNOWN,
      name: 'dm-1',
      size_sectors: 1951391744,
      rotational: true,
      slaves: ['dm-0'],
      dm_name: 'luks-scratch',
    },
    {
      ...UNKNOWN,
      name: 'sda',
      size_sectors: 1953525168,
      rotational: true,
      partitions: ['sda1', 'sda2'],
      model: 'ST1000NM0008-2F2',
    },
  ]);
});

test('NVMe: a namespace whose name begins as another one is not its partition; blanks of the model go', () => {
  const [first, tenth] = of('kernel-4.18');
  assert.equal(first, {
    ...UNKNOWN,
    name: 'nvme0n1',
    size_sectors: 7501476528,
    rotational: false,
    partitions: ['nvme0n1p1', 'nvme0n1p2'],
    model: 'SAMSUNG MZQLB3T8HALS-00007',
  });
  assert.equal(tenth, {
    ...UNKNOWN,
    name: 'nvme0n10',
    size_sectors: 18446744073709551615n,
    rotational: false,
  });
});

test('cciss!c0d0 is cciss/c0d0, as in diskstats; a folder that begins like it is no partition', () => {
  assert.equal(of('kernel-3.10'), [
    {
      ...UNKNOWN,
      name: 'cciss/c0d0',
      size_sectors: 286677120,
      rotational: true,
      partitions: ['cciss/c0d0p1'],
    },
    { ...UNKNOWN, name: 'ram0', size_sectors: 32768 },
  ]);
});

test('no /sys: no devices', () => {
  assert.equal(readBlockDevices('/nowhere'), []);
});

test.run();
