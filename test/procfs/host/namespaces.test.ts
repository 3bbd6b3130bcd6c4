import { spawnSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readNamespaces } from '../../../src/procfs/host/namespaces.ts';
import { tree } from '../parse.ts';

const test = suite('in which namespaces the reader is not with the host');

/** What the kernel starts with; those of mounts and network as Linux 6.18 has them. */
const HOST = { cgroup: 4026531835, ipc: 4026531839, mnt: 4026531832, net: 4026531833, pid: 4026531836 };
const FIRST = { ...HOST, user: 4026531837, uts: 4026531838 };

type Numbers = Readonly<Record<string, number>>;

/** Of a reader in these namespaces, on a host whose first process is in those. */
async function namespacesOf(
  kernel: string,
  own: Numbers,
  first: Numbers = {},
  files = {},
): Promise<string[]> {
  const { root, remove } = await tree({ 'sys/kernel/osrelease': `${kernel}\n`, ...files });
  for (const [process, numbers] of [
    ['self', own],
    ['1', first],
  ] as const) {
    await mkdir(path.join(root, process, 'ns'), { recursive: true });
    for (const [kind, number] of Object.entries(numbers)) {
      await symlink(`${kind}:[${number}]`, path.join(root, process, 'ns', kind));
    }
  }
  const found = readNamespaces({ procfs: root, sysfs: path.join(root, 'sysfs') });
  remove();
  return found;
}

test('none on the host; all in a container', async () => {
  assert.equal(await namespacesOf('6.18.2', FIRST), []);
  const other = Object.fromEntries(Object.keys(FIRST).map((kind, nth) => [kind, 4026532500 + nth]));
  assert.equal(await namespacesOf('6.18.2', other), ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts']);
});

test('before Linux 6.18 those of mounts and network have any number: they are compared, where that may be read', async () => {
  const own = { ...FIRST, mnt: 4026532300, net: 4026531840 };
  assert.equal(await namespacesOf('5.14.0-427.el9', own), [], 'not known');
  assert.equal(await namespacesOf('5.14.0-427.el9', own, { mnt: 4026531841, net: 4026531840 }), ['mnt']);
  assert.equal(await namespacesOf('6.9.1', own, { mnt: 4026532300, net: 4026531992 }), ['net']);
  for (const kernel of ['6.18', '7.0.0', '10.1.0']) {
    assert.equal(await namespacesOf(kernel, own), ['mnt', 'net'], kernel);
  }
  for (const kernel of ['5.19.0', '6.17.9', 'next-7.1', '']) {
    assert.equal(await namespacesOf(kernel, own), [], kernel);
  }
});

test("in a container process 1 is the container's", async () => {
  const own = { ...FIRST, pid: 4026532400, mnt: 4026532401 };
  assert.equal(await namespacesOf('5.14.0', own, { mnt: 4026531841 }), ['pid']);
});

test('what is no namespace, and a kernel that has none', async () => {
  assert.equal(await namespacesOf('2.6.32', {}), []);
  const { root, remove } = await tree({ 'self/ns/pid': 'pid:[1]' });
  await symlink('/etc/passwd', path.join(root, 'self/ns/user'));
  await symlink('ipc:[7]', path.join(root, 'self/ns/uts'));
  assert.equal(readNamespaces({ procfs: root, sysfs: root }), []);
  remove();
});

const netdev = (...names: string[]) =>
  `Inter-|   Receive\n face |bytes\n${names.map((name) => `${name.padStart(6)}: 1 2 3\n`).join('')}`;
const shown = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [`sysfs/class/net/${name}/mtu`, '1500\n']));

test('/sys that shows the interfaces of another network namespace', async () => {
  const of = (list: string, files: object) =>
    namespacesOf('6.18.2', FIRST, {}, { 'net/dev': list, ...files });
  assert.equal(await of(netdev('lo', 'eth0'), shown('lo', 'ens1', 'ens2')), ['sysfs-net']);
  assert.equal(await of(netdev('lo'), shown('lo', 'ens1')), ['sysfs-net']);
  assert.equal(await of(netdev('lo', 'eth0'), shown('lo', 'eth0', 'veth1')), [], 'one has come in between');
  assert.equal(await of(netdev('lo', 'eth0:1'), shown('lo', 'bonding_masters', 'eth0:1')), []);
  assert.equal(await of(netdev('lo'), shown('lo')), []);
  assert.equal(
    await of(netdev('lo', 'bonding_masters'), shown('lo', 'bonding_masters')),
    ['sysfs-net'],
    'a file',
  );
  assert.equal(await of(netdev('lo', 'eth0'), {}), [], '/sys is not there');
  assert.equal(await of(netdev('eth0'), shown('lo', 'ens1')), [], 'a list that is not whole');
  assert.equal(await of(netdev('lo', 'eth0'), shown('ens1')), [], 'a folder that is not whole');
  assert.equal(await of('', shown('lo', 'eth0')), [], '/proc/net/dev cannot be read');
});

const canUnshare = spawnSync('unshare', ['--net', '--uts', 'true']).status === 0;
const ownNamespaces = 'this machine, and what unshare makes of it';
if (canUnshare || process.env.RANKSTAT_TEST_COMPLETE !== undefined) {
  test(ownNamespaces, () => {
    const script = `import('${path.resolve('src/procfs/host/namespaces.ts')}').then(({ readNamespaces }) =>
      console.log(JSON.stringify(readNamespaces({ procfs: '/proc', sysfs: '/sys' }))));`;
    const run = [process.execPath, '--import', 'tsx', '-e', script];
    const { stdout } = spawnSync('unshare', ['--net', '--uts', ...run], { encoding: 'utf8' });
    const there: string[] = JSON.parse(stdout);
    assert.ok(there.includes('uts'));
    assert.ok(there.length > readNamespaces({ procfs: '/proc', sysfs: '/sys' }).length);
  });
} else {
  process.stderr.write(`skipped: ${ownNamespaces} (missing: root)\n`);
  test.skip(`${ownNamespaces} (missing: root)`);
}

test.run();
