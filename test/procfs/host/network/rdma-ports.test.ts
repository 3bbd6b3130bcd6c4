import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { completeHostInfo } from '../../../../src/procfs/host/complete.ts';
import { readHostInfo } from '../../../../src/procfs/host/host-info.ts';
import { readRdmaPorts } from '../../../../src/procfs/host/network/rdma-ports.ts';
import { CLIENTS } from '../../clients.ts';
import { tree } from '../../parse.ts';

const test = suite('RDMA ports of a host');

const portsOf = (name: string) => readRdmaPorts(path.join(CLIENTS, name, 'sys'));

test('RoCE and InfiniBand on the two functions of a card', () => {
  assert.equal(portsOf('mlx5-rdma'), [
    {
      ...{
        device: 'mlx5_0',
        port: 1,
        driver: 'mlx5_core',
        link_layer: 'Ethernet',
        rate: '200 Gb/sec (4X HDR)',
      },
      ...{ netdevs: ['enp23s0f0np0'], pci_function: '0000:17:00.0', numa_node: 0, lifespan_ms: 10 },
    },
    {
      ...{
        device: 'mlx5_1',
        port: 1,
        driver: 'mlx5_core',
        link_layer: 'InfiniBand',
        rate: '25 Gb/sec (1X EDR)',
      },
      ...{ netdevs: ['ib0'], pci_function: '0000:17:00.1', numa_node: null, lifespan_ms: 10 },
    },
  ]);
});

test('two ports of one function have an interface each', () => {
  assert.equal(
    portsOf('mlx4-counters-ext').map(({ port, netdevs, rate }) => [port, netdevs, rate]),
    [
      [1, ['ib0'], '40 Gb/sec (4X QDR)'],
      [2, ['ib1'], '10 Gb/sec (4X SDR)'],
    ],
  );
});

test('software is no hardware, whatever is behind it, and has the interface of its address', () => {
  assert.equal(
    portsOf('rxe-soft').map(({ device, driver, soft, netdevs, pci_function }) => [
      ...[device, driver, soft],
      ...[netdevs, pci_function],
    ]),
    [
      ['rxe0', 'rdma_rxe', true, ['eth0'], null],
      ['soft_eth1', 'rdma_rxe', true, ['eth1'], '0000:17:00.0'],
    ],
  );
});

test('software by its name, by what it says, and by having no device', async () => {
  const ports = (name: string) => `class/infiniband/${name}/ports/1/state`;
  const { root, remove } = await tree({
    [ports('siw_eth0')]: '4: ACTIVE\n',
    [ports('iw0')]: '4: ACTIVE\n',
    'class/infiniband/iw0/node_desc': 'Software iWARP stack\n',
    [ports('strange0')]: '4: ACTIVE\n',
    [ports('cxgb4_0')]: '4: ACTIVE\n',
    'class/infiniband/cxgb4_0/device/uevent': 'DRIVER=cxgb4\n',
  });
  assert.equal(
    readRdmaPorts(root).map(({ device, driver, soft }) => [device, driver, soft]),
    [
      ['cxgb4_0', 'cxgb4', undefined],
      ['iw0', 'siw', true],
      ['siw_eth0', 'siw', true],
      ['strange0', null, true],
    ],
  );
  remove();
});

test('the driver by its link or a file in place of it, and the PCI function of a subfunction', async () => {
  const function_ = 'devices/pci0000:00/0000:08:00.0';
  const { root, remove } = await tree({
    [`${function_}/mlx5_core.sf.4/infiniband/mlx5_2/ports/1/state`]: '4: ACTIVE\n',
    [`${function_}/mlx5_core.sf.4/driver`]: '../../../../bus/auxiliary/drivers/mlx5_core.sf\n',
    'class/infiniband/.x': '',
  });
  symlinkSync(
    `../../${function_}/mlx5_core.sf.4/infiniband/mlx5_2`,
    path.join(root, 'class/infiniband/mlx5_2'),
  );
  symlinkSync(
    '../../../mlx5_core.sf.4',
    path.join(root, `${function_}/mlx5_core.sf.4/infiniband/mlx5_2/device`),
  );
  const [port] = readRdmaPorts(root);
  assert.equal([port?.driver, port?.pci_function, port?.soft], ['mlx5_core.sf', '0000:08:00.0', undefined]);
  remove();
  assert.is(portsOf('irdma-ENOSYS-counters')[0]?.driver, 'ice');
  assert.is(portsOf('bnxt-both-files')[0]?.driver, 'bnxt_en');
});

test('a card whose interface and port are one PCI function says so of both, and its NUMA node', async () => {
  const function_ = 'devices/pci0000:16/0000:16:02.0/0000:17:00.0';
  const { root, remove } = await tree({
    [`${function_}/net/enp23s0np0/mtu`]: '9000\n',
    [`${function_}/infiniband/mlx5_0/ports/1/link_layer`]: 'Ethernet\n',
    [`${function_}/numa_node`]: '1\n',
    [`${function_}/uevent`]: 'DRIVER=mlx5_core\n',
    'class/net/lo/mtu': '65536\n',
    'class/infiniband/.x': '',
  });
  for (const [class_, name] of [
    ['net', 'enp23s0np0'],
    ['infiniband', 'mlx5_0'],
  ] as const) {
    symlinkSync(`../../${function_}/${class_}/${name}`, path.join(root, 'class', class_, name));
    symlinkSync('../../../0000:17:00.0', path.join(root, function_, class_, name, 'device'));
  }
  const { interfaces, rdma_ports } = readHostInfo({
    procfs: '/none',
    sysfs: root,
    hostname: 'h',
    architecture: 'x86_64',
  });
  assert.equal(
    interfaces.map(({ name, pci_function, numa_node }) => [name, pci_function, numa_node]),
    [
      ['enp23s0np0', '0000:17:00.0', 1],
      ['lo', undefined, undefined],
    ],
  );
  assert.equal(
    rdma_ports?.map(({ pci_function, numa_node, netdevs }) => [pci_function, numa_node, netdevs]),
    [['0000:17:00.0', 1, ['enp23s0np0']]],
  );
  remove();
});

test('a host without any has no list; one that comes in mid-run is added with its interface', async () => {
  const { root, remove } = await tree({ 'class/net/eth0/device/vendor': '0x15b3\n' });
  const facts = { procfs: '/none', sysfs: root, hostname: 'h', architecture: 'x86_64' };
  const before = readHostInfo(facts);
  assert.not('rdma_ports' in before);
  mkdirSync(path.join(root, 'class/net/eth1/device'), { recursive: true });
  mkdirSync(path.join(root, 'class/infiniband/rxe0/ports/1'), { recursive: true });
  writeFileSync(path.join(root, 'class/infiniband/rxe0/ports/1/link_layer'), 'Ethernet\n');
  const names = { disks: [], interfaces: ['eth0', 'eth1'], others: [] };
  const after = completeHostInfo(before, names, facts);
  assert.equal(after, readHostInfo(facts));
  assert.equal(
    after.rdma_ports?.map(({ device, soft }) => [device, soft]),
    [['rxe0', true]],
  );
  assert.is(completeHostInfo(after, names, facts), after);
  remove();
});

test.run();
