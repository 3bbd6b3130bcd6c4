import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { readHostInfo } from '../../../src/procfs/host/host-info.ts';
import { hostInfoSchema } from '../../../src/series/schema.ts';
import { tree } from '../parse.ts';

const test = suite('a host, whatever its files say');

/** All of a host of which one number is not what it should be would be lost: who reads takes it as a whole. */
const FILES = [
  ...['cpuinfo', 'meminfo', 'sys/kernel/osrelease', 'sys/kernel/random/boot_id', 'self/auxv', 'self/cgroup'],
  ...['self/mountinfo', 'net/dev', 'sys/vm/dirty_ratio', 'sys/net/core/rmem_max', 'fs/lustre/version'],
  ...['online', 'cpu0/topology/core_cpus_list', 'cpu0/topology/physical_package_id'].map(
    (file) => `devices/system/cpu/${file}`,
  ),
  ...['cpulist', 'meminfo', 'distance'].map((file) => `devices/system/node/node0/${file}`),
  ...['size', 'queue/rotational', 'queue/scheduler', 'queue/read_ahead_kb', 'hidden', 'device/model'].map(
    (file) => `block/sda/${file}`,
  ),
  ...['sda1/partition', 'dm/name'].map((file) => `block/sda/${file}`),
  ...['device/transport', 'device/address', 'device/state', 'size'].map((file) => `block/nvme0c1n1/${file}`),
  ...['device/nvme0/transport', 'device/nvme1/transport'].map((file) => `block/nvme0n1/${file}`),
  ...['speed', 'mtu', 'operstate', 'type', 'iflink', 'ifindex', 'phys_port_name'].map(
    (file) => `class/net/eth0/${file}`,
  ),
  'class/net/eth0/device/uevent',
  ...['ports/1/link_layer', 'ports/1/rate', 'ports/1/state', 'ports/1/hw_counters/lifespan'].map(
    (file) => `class/infiniband/mlx5_0/${file}`,
  ),
  ...['device/numa_node', 'device/uevent', 'device/net/ib0/dev_port', 'ports/1/gid_attrs/ndevs/0'].map(
    (file) => `class/infiniband/mlx5_0/${file}`,
  ),
  ...['module/beegfs/version', 'module/sunrpc/parameters/nfs_bundle_version'],
];

for (const text of [
  '',
  '0',
  '-1',
  '3-1',
  '0-3,2-1',
  '0-99999999999999999999',
  '4294967295',
  '4294967297',
  '9007199254740991',
  '18446744073709551615',
  '99999999999999999999',
  'x'.repeat(10_000),
  'é\u0000\u001b[2J"\\',
  'pcie',
  '[a] [b]',
  `${'1 '.repeat(3000)}`,
  '22 1 0:40 / /a rw - nfs4 s:/a rw',
  `processor : 0\nphysical id : 1\nMemTotal: 18446744073709551615 kB`,
]) {
  test(`${JSON.stringify(text.slice(0, 30))}, ${text.length} characters`, async () => {
    const { root, remove } = await tree(Object.fromEntries(FILES.map((file) => [file, `${text}\n`])));
    const info = readHostInfo({ procfs: root, sysfs: root, hostname: 'a', architecture: 'x86_64' });
    const issues = v.safeParse(hostInfoSchema, { ...info, sources: {} }).issues ?? [];
    assert.equal(
      issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`),
      [],
    );
    remove();
  });
}

test.run();
