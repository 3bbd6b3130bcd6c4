import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readBlockDevices } from '../../../../src/procfs/host/disks/block-devices.ts';
import type { DiskPath } from '../../../../src/procfs/host/disks/disk-path.ts';
import { tree } from '../../parse.ts';

const test = suite('how a disk is reached');

/** Of each disk how it is reached, in a `/sys` of these files, and these folders of disks below `devices`. */
async function pathsIn(disks: Record<string, string>, files: Record<string, string>) {
  const folders = Object.fromEntries(Object.values(disks).map((at) => [`devices/${at}/size`, '8\n']));
  const { root, remove } = await tree({ ...files, ...folders });
  await mkdir(path.join(root, 'block'), { recursive: true });
  for (const [name, at] of Object.entries(disks)) {
    await symlink(`../devices/${at}`, path.join(root, 'block', name));
  }
  const found = readBlockDevices(root).map((device) => [device.name, pathOf(device)] as const);
  remove();
  return Object.fromEntries(found);
}

function pathOf({ transport, address, state, hidden, paths, pci_function, numa_node }: DiskPath): DiskPath {
  const all = { transport, address, state, hidden, paths, pci_function, numa_node };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const NVME = 'pci0000:80/0000:80:01.1/0000:81:00.0/nvme/nvme0';

test('NVMe in the machine, without multipath: its PCI function and NUMA node', async () => {
  const found = await pathsIn(
    { nvme0n1: `${NVME}/nvme0n1` },
    {
      [`devices/${NVME}/nvme0n1/device/transport`]: 'pcie\n',
      [`devices/${NVME}/nvme0n1/device/address`]: '0000:81:00.0\n',
      [`devices/${NVME}/nvme0n1/device/state`]: 'live\n',
      'devices/pci0000:80/0000:80:01.1/0000:81:00.0/numa_node': '1\n',
    },
  );
  assert.equal(found, { nvme0n1: { transport: 'nvme', pci_function: '0000:81:00.0', numa_node: 1 } });
});

test('NVMe over TCP with two paths: those are hidden devices, and one is not there at the moment', async () => {
  const head = 'virtual/nvme-subsystem/nvme-subsys3';
  const fabric = (nth: number) => `virtual/nvme-fabrics/ctl/nvme${nth}`;
  const controller = (nth: number, address: string, state: string) => ({
    [`devices/${fabric(nth)}/nvme3c${nth}n1/device/transport`]: 'tcp\n',
    [`devices/${fabric(nth)}/nvme3c${nth}n1/device/address`]: `${address}\n`,
    [`devices/${fabric(nth)}/nvme3c${nth}n1/device/state`]: `${state}\n`,
    [`devices/${fabric(nth)}/nvme3c${nth}n1/hidden`]: '1\n',
    [`devices/${head}/nvme3n1/device/nvme${nth}/transport`]: 'tcp\n',
  });
  const found = await pathsIn(
    {
      nvme3n1: `${head}/nvme3n1`,
      nvme3c3n1: `${fabric(3)}/nvme3c3n1`,
      nvme3c4n1: `${fabric(4)}/nvme3c4n1`,
      // Of another namespace of it, and of another subsystem.
      nvme3c3n2: `${fabric(3)}/nvme3c3n2`,
      nvme5c3n1: `${fabric(5)}/nvme5c3n1`,
    },
    {
      ...controller(3, 'traddr=10.0.0.5,trsvcid=4420,src_addr=10.0.0.1', 'live'),
      ...controller(4, 'traddr=10.0.1.5,trsvcid=4420', 'connecting'),
      [`devices/${head}/nvme3n1/hidden`]: '0\n',
      [`devices/${head}/nvme3n1/device/iopolicy`]: 'numa\n',
    },
  );
  assert.equal(found.nvme3n1, { transport: 'nvme-tcp', paths: ['nvme3c3n1', 'nvme3c4n1'] });
  assert.equal(found.nvme3c3n1, {
    transport: 'nvme-tcp',
    address: 'traddr=10.0.0.5,trsvcid=4420,src_addr=10.0.0.1',
    state: 'live',
    hidden: true,
  });
  assert.equal([found.nvme3c4n1?.state, found.nvme3c4n1?.hidden], ['connecting', true]);
});

test('a namespace whose paths are of different kinds has both', async () => {
  const found = await pathsIn(
    { nvme1n1: 'virtual/nvme-subsystem/nvme-subsys1/nvme1n1' },
    {
      'devices/virtual/nvme-subsystem/nvme-subsys1/nvme1n1/device/nvme1/transport': 'rdma\n',
      'devices/virtual/nvme-subsystem/nvme-subsys1/nvme1n1/device/nvme12/transport': 'fc\n',
      'devices/virtual/nvme-subsystem/nvme-subsys1/nvme1n1/device/nvme-subsys1/transport': 'no\n',
    },
  );
  assert.equal(found, { nvme1n1: { transport: 'nvme-fc, nvme-rdma' } });
});

test('iSCSI by its session, with target and portal; iSER by what its host calls itself', async () => {
  const at = (host: number, session: number) =>
    `platform/host${host}/session${session}/target${host}:0:0/${host}:0:0:1/block`;
  const found = await pathsIn(
    { sdb: `${at(3, 17)}/sdb`, sdc: `${at(4, 2)}/sdc` },
    {
      'class/iscsi_session/session17/targetname': 'iqn.2003-01.org.example:disk1\n',
      'class/iscsi_session/session17/state': 'LOGGED_IN\n',
      'class/iscsi_connection/connection17:0/persistent_address': '10.0.0.7\n',
      'class/iscsi_connection/connection17:0/persistent_port': '3260\n',
      'devices/platform/host3/scsi_host/host3/proc_name': 'iscsi_tcp\n',
      'devices/platform/host4/scsi_host/host4/proc_name': 'iscsi_iser\n',
    },
  );
  assert.equal(found.sdb, {
    transport: 'iscsi',
    address: 'target=iqn.2003-01.org.example:disk1,traddr=10.0.0.7,trsvcid=3260',
    state: 'LOGGED_IN',
  });
  assert.equal(found.sdc, { transport: 'iser' });
});

test('Fibre Channel by its remote port', async () => {
  const found = await pathsIn(
    { sdd: 'pci0000:00/0000:3b:00.1/host5/rport-5:0-2/target5:0:0/5:0:0:0/block/sdd' },
    {
      'class/fc_remote_ports/rport-5:0-2/port_name': '0x5006016036e01234\n',
      'class/fc_remote_ports/rport-5:0-2/port_state': 'Online\n',
    },
  );
  assert.equal(found.sdd, {
    ...{ transport: 'fc', address: 'wwpn=0x5006016036e01234', state: 'Online' },
    pci_function: '0000:3b:00.1',
  });
});

test('what hangs on the machine, by what is on the way; what is on a network by its name', async () => {
  const scsi = (host: number) => `host${host}/target${host}:0:0/${host}:0:0:0/block`;
  const found = await pathsIn(
    {
      sda: `pci0000:00/0000:00:17.0/ata10/${scsi(0)}/sda`,
      sde: `pci0000:00/0000:00:14.0/usb12/2-1/2-1:1.0/${scsi(6)}/sde`,
      sdf: 'pci0000:00/0000:18:00.0/host7/port-7:0/end_device-7:0/target7:0:0/7:0:0:0/block/sdf',
      sdg: `pci0000:00/0000:00:05.0/virtio12/${scsi(8)}/sdg`,
      sdh: `pci0000:00/0000:00:1f.0/${scsi(9)}/sdh`,
      sdi: `pci0000:00/0000:01:00.0/${scsi(10)}/sdi`,
      vda: 'pci0000:00/0000:00:06.0/virtio3/block/vda',
      mmcblk0: 'platform/soc/mmc10/mmc10:0001/block/mmcblk0',
      xvda: 'vbd-51712/block/xvda',
      nbd0: 'virtual/block/nbd0',
      rbd1: 'rbd/1/block/rbd1',
      'dm-0': 'virtual/block/dm-0',
      md0: 'virtual/block/md0',
    },
    {
      'devices/pci0000:00/0000:01:00.0/host10/scsi_host/host10/proc_name': 'ib_srp\n',
      'devices/pci0000:00/0000:00:1f.0/numa_node': '-1\n',
    },
  );
  const transports = Object.fromEntries(Object.entries(found).map(([name, one]) => [name, one.transport]));
  assert.equal(transports, {
    ...{ sda: 'ata', sde: 'usb', sdf: 'sas', sdg: 'virtio', sdh: 'scsi', sdi: 'srp', vda: 'virtio' },
    ...{ mmcblk0: 'mmc', xvda: 'xen', nbd0: 'nbd', rbd1: 'rbd', 'dm-0': undefined, md0: undefined },
  });
  assert.equal(found.sdh, { transport: 'scsi', pci_function: '0000:00:1f.0' }, 'no NUMA node is none');
  assert.equal(found['dm-0'], {});
});

test('numbers of two digits; what only looks like a path, a session, a controller', async () => {
  const found = await pathsIn(
    {
      nvme13n15: 'virtual/nvme-subsystem/nvme-subsys13/nvme13n15',
      nvme13c14n15: 'virtual/nvme-fabrics/ctl/nvme14/nvme13c14n15',
      nvme13c14n1: 'virtual/nvme-fabrics/ctl/nvme14/nvme13c14n1',
      nvme1c14n15: 'virtual/nvme-fabrics/ctl/nvme14/nvme1c14n15',
      xnvme13c14n15: 'x/xnvme13c14n15',
      nvme13c14n15p1: 'x/nvme13c14n15p1',
      sdz: 'myusb1/usb1x/avirtio1/virtio1x/pata1/ata1_0/bend_device-1/emmc1/mmc1x/xvbd-1/vbd-1x/xsession1/session1x/srport-1/sdz',
      sdy: 'xhost1/host1x/block/sdy',
      xnbd1: 'virtual/block/xnbd1',
    },
    {
      'devices/virtual/nvme-subsystem/nvme-subsys13/nvme13n15/device/xnvme1/transport': 'tcp\n',
      'devices/virtual/nvme-subsystem/nvme-subsys13/nvme13n15/device/nvme1x/transport': 'rdma\n',
      'devices/virtual/nvme-fabrics/ctl/nvme14/nvme13c14n15/device/transport': 'tcp\n',
    },
  );
  assert.equal(found.nvme13n15, { paths: ['nvme13c14n15'] });
  assert.equal(found.nvme13c14n15, { transport: 'nvme-tcp' }, 'without an address and a state');
  assert.equal([found.sdz, found.sdy, found.xnbd1], [{}, {}, {}]);
});

test('an address of any length is cut, and a device without a link has none', async () => {
  const found = await pathsIn(
    { sdb: 'platform/host3/session1/target3:0:0/3:0:0:1/block/sdb' },
    {
      'class/iscsi_session/session1/targetname': `${'x'.repeat(5000)}\n`,
      'block/nvme9n1/device/transport': 'tcp\n',
      'block/nvme9n1/device/address': `traddr=${'9'.repeat(5000)}\n`,
    },
  );
  assert.is(found.sdb?.address?.length, 4096);
  assert.is(found.nvme9n1?.address?.length, 4096);
});

test.run();
