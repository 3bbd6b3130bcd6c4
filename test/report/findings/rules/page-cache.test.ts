import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pageCache } from '../../../../src/report/findings/rules/page-cache.ts';
import { foundBy, textsBy } from './rules-on.ts';

test('what was read and not served came from memory', () => {
  // Two hosts with 100 MB/s for an hour: 720 GB, of which servers gave 80 %.
  const made = { hosts: 2, does: { nfs_app_read_mb_per_s: 100, nfs_read_mb_per_s: 80 } };
  const [first, ...more] = foundBy(pageCache, made);
  assert.equal(more, []);
  assert.is(
    first?.text,
    '20 % of what was read came from the page cache: applications read 720 GB, NFS servers gave 576 GB.',
  );
  assert.equal([first?.cause, first?.hosts, first?.phase], ['page cache', [], null]);
});

test('of Lustre, and in one phase', () => {
  const phases = { write: [0, 30], read: [30, 60] } as const;
  const of = (rate: number) => (_: number, piece: number) => (piece < 30 ? 0 : rate);
  const does = { lustre_app_read_mb_per_s: of(200), lustre_read_mb_per_s: of(20) };
  // 200 MB/s for 30 minutes: 360 GB a host.
  assert.equal(textsBy(pageCache, { hosts: 4, does, phases }), [
    '90 % of what was read in read came from the page cache: applications read 1.44 TB, Lustre servers gave 144 GB.',
  ]);
});

test('less than a tenth, and less than 100 MB a host, is nothing', () => {
  const of = (asked: number, given: number) =>
    textsBy(pageCache, { hosts: 2, does: { nfs_app_read_mb_per_s: asked, nfs_read_mb_per_s: given } });
  assert.equal(of(100, 90.5), []);
  assert.is(of(100, 90).length, 1);
  // 0.0277 MB/s · 3600 s = 99.7 MB; 0.0279 are 100.4.
  assert.equal(of(0.0277, 0), []);
  assert.is(of(0.0279, 0).length, 1);
});

test('where it is not known what servers gave, nothing is said', () => {
  assert.equal(textsBy(pageCache, { hosts: 2, does: { lustre_app_read_mb_per_s: 100 } }), []);
  // Of the second host it is not known, and all that the first has read was given.
  const does = {
    nfs_app_read_mb_per_s: 100,
    nfs_read_mb_per_s: (host: number) => (host === 0 ? 100 : undefined),
  };
  assert.equal(textsBy(pageCache, { hosts: 2, does }), []);
});

test.run();
