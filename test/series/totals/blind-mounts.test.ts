import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HostInfo } from '../../../src/series/schema.ts';
import { blindMounts } from '../../../src/series/totals/blind-mounts.ts';
import { exampleInfo } from '../example.ts';

type Mount = HostInfo['mounts'][number];

/** The targets that nobody sees. */
function blind(mounts: Mount[], facts: Partial<HostInfo>): string[] {
  return blindMounts(exampleInfo({ ...facts, mounts })).map(({ target }) => target);
}
const mount = (type: string, more: Partial<Mount> = {}): Mount => ({
  source: 's',
  target: `/${type}`,
  type,
  ...more,
});
const OLD = ['ext4', 'nfs4', 'lustre', 'beegfs', 'fuse.sshfs', 'tmpfs', 'overlay'].map((type) => mount(type));

test('a file that says nothing of mounts but their type', () => {
  const always = ['/lustre', '/beegfs', '/fuse.sshfs'];
  assert.equal(blind(OLD, { sources: {} }), always, 'it is from before there was the source nfs');
  assert.equal(blind(OLD, { sources: {}, settings: {} }), ['/nfs4', ...always], 'nobody wanted nfs');
  assert.equal(blind(OLD, { sources: { nfs: 'denied: EACCES' }, settings: {} }), ['/nfs4', ...always]);
  assert.equal(blind(OLD, { sources: { nfs: 'ok', lustre: 'ok' }, settings: {} }), [
    '/beegfs',
    '/fuse.sshfs',
  ]);
});

test('what was recorded of a mount goes before what its type says', () => {
  const mounts = [
    mount('ext4', { visibility: 'blind', by: null }),
    mount('beegfs', { visibility: 'derived', by: 'beegfs' }),
    mount('nfs', { visibility: 'seen', by: 'nfs' }),
    mount('tmpfs', { visibility: 'memory', by: null }),
    mount('newfs', { visibility: 'seen', by: 'diskstats' }),
    mount('cifs', { visibility: 'memory' }),
  ];
  assert.equal(blind(mounts, { sources: {}, settings: {} }), ['/ext4', '/beegfs', '/nfs']);
  assert.equal(blind(mounts, { sources: { beegfs: 'ok', nfs: 'ok' }, settings: {} }), ['/ext4']);
});

test('local file systems are on disks, whether or not these were wanted', () => {
  assert.equal(
    blind([mount('xfs'), mount('overlay')], { sources: { diskstats: 'disabled' }, settings: {} }),
    [],
  );
});

test.run();
