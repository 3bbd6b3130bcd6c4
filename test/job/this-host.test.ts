import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { completedInfo } from '../../src/job/this-host.ts';
import type { Outcome } from '../../src/procfs/reading/outcome.ts';
import { blindMounts } from '../../src/series/totals/blind-mounts.ts';
import { tree } from '../procfs/parse.ts';
import { exampleInfo } from '../series/example.ts';

test('a source that comes with the first mount it sees is one that is read; others stay what they were', async () => {
  const { root, remove } = await tree({ 'self/mountinfo': '' });
  const roots = { procfs: root, sysfs: root };
  const sources = { nfs: 'absent', rdma: 'absent', lustre: 'denied: EACCES' };
  const before = exampleInfo({ sources, mounts: [] });
  const outcomes = new Map<string, Outcome>([
    ['nfs', 'ok'],
    ['rdma', 'absent'],
    ['lustre', 'ok'],
  ]);
  const names = { disks: [], interfaces: [], others: ['bytes /b'] };
  assert.is(completedInfo(before, names, roots, outcomes), before, 'nothing has come');
  await writeFile(path.join(root, 'self/mountinfo'), '24 22 0:40 / /b rw - nfs s:/b rw\n');
  const after = completedInfo(before, names, roots, outcomes);
  assert.equal(after.sources, { ...sources, nfs: 'ok' });
  assert.equal(blindMounts(after), []);
  assert.equal(before.sources, sources);
  remove();
});

test.run();
