import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { remoteDisks } from '../../../src/report/findings/remote-disks.ts';
import { blockDevice, exampleInfo } from '../../series/example.ts';

const of = (disks: Record<string, string | undefined>) =>
  exampleInfo({
    block_devices: Object.entries(disks).map(([name, transport]) => blockDevice(name, { transport })),
  });

test('those that a network lies before, with how many hosts have them', () => {
  const host_info = {
    a: of({ nvme0n1: 'nvme', nvme3n1: 'nvme-tcp', sda: 'sas', sdb: 'iscsi', vda: 'virtio', old: undefined }),
    b: of({ nvme3n1: 'nvme-tcp', sdb: 'fc', nvme4n1: 'nvme-loop' }),
  };
  assert.equal(remoteDisks({ host_info }), [
    'nvme3n1 (nvme-tcp) of 2 hosts',
    'sdb (iscsi) of 1 host',
    'sdb (fc) of 1 host',
  ]);
  assert.equal(remoteDisks({ host_info: {} }), []);
});

test('a disk with paths is named once, not what leads to it; one of several transports counts as the farthest', () => {
  const host_info = {
    a: of({ nvme3n1: 'nvme-fc, nvme-rdma', nvme3c0n1: 'nvme-rdma', nvme3c1n1: 'nvme-fc' }),
  };
  assert.equal(remoteDisks({ host_info }), ['nvme3n1 (nvme-fc, nvme-rdma) of 1 host']);
});

test('not more than ten are named', () => {
  const disks = Array.from({ length: 12 }, (_, nth) => [`nbd${nth}`, 'nbd'] as const);
  const named = remoteDisks({ host_info: { a: of(Object.fromEntries(disks)) } });
  assert.equal([named.length, named.at(-1)], [11, '2 more']);
});

test.run();
