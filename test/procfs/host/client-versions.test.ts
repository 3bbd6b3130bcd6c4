import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readClientVersions } from '../../../src/procfs/host/client-versions.ts';
import { tree } from '../parse.ts';

async function versionsIn(files: Record<string, string>) {
  const { root, remove } = await tree(files);
  const versions = readClientVersions({ procfs: `${root}/proc`, sysfs: `${root}/sys` });
  remove();
  return versions;
}

test('Lustre in /sys, bare; in /proc among other lines; the one in /sys goes first', async () => {
  assert.equal(await versionsIn({ 'sys/fs/lustre/version': '2.15.4\n' }), { lustre: '2.15.4' });
  const old = { 'proc/fs/lustre/version': 'lustre: 2.10.8_ddn\nkernel: patchless_client\n' };
  assert.equal(await versionsIn(old), { lustre: '2.10.8_ddn' });
  assert.equal(await versionsIn({ ...old, 'sys/fs/lustre/version': '2.12.9_1_gabc\n' }), {
    lustre: '2.12.9_1_gabc',
  });
});

test('modules that have a version of their own', async () => {
  const found = await versionsIn({
    'sys/module/mlx5_core/version': '23.10-1.1.9\n',
    'sys/module/nvidia_fs/version': '2.17.5\n',
    'sys/module/beegfs/version': '7.4.2\n',
    'sys/module/nfs/refcnt': '2\n',
    'sys/module/sunrpc/parameters/nfs_bundle_version': '4.0.24\n',
  });
  assert.equal(found, { nfs: '4.0.24', beegfs: '7.4.2', nvidia_fs: '2.17.5', mlx5_core: '23.10-1.1.9' });
});

test('none, and what is no version', async () => {
  assert.equal(
    await versionsIn({ 'sys/fs/lustre/version': 'none\n', 'sys/module/beegfs/version': '\n' }),
    {},
  );
});

test.run();
