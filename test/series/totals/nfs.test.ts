import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isRated, isRatedMember } from '../../../src/series/rated.ts';
import { ratesBetween } from '../../../src/series/rates.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { nfsTotals } from '../../../src/series/totals/nfs.ts';
import { noonPlus } from '../example.ts';

const FIELDS = ['server_read_bytes', 'server_write_bytes'];

function sample(seconds: number, nfs?: Record<string, unknown>): Sample {
  return {
    timestamp: noonPlus(seconds),
    hostname: 'a',
    tick: seconds,
    ...(nfs === undefined ? {} : { nfs }),
  };
}
const mount = (server_read_bytes: unknown, server_write_bytes: unknown = 0) => ({
  bytes: { normal_read_bytes: 1, server_read_bytes, server_write_bytes },
  READ: { bytes_received: 9 },
});

test('what all mounts had from their servers, and sent them, and the rates of that', () => {
  const before = sample(0, { '/a': mount(1_000_000, 5), '/b': mount(7) });
  const after = sample(4, { '/a': mount(3_000_000, 5), '/b': mount(2_000_007, 8) });
  assert.equal(nfsTotals(before, after, FIELDS), [4_000_000, 8]);
  const { nfs_read_mb_per_s, nfs_write_mb_per_s, net_rx_mb_per_s } = ratesBetween(before, after, undefined);
  assert.equal([nfs_read_mb_per_s, nfs_write_mb_per_s, net_rx_mb_per_s], [1, 2e-6, null]);
});

test('beyond 2^53 no digit is lost', () => {
  const [read] = nfsTotals(
    sample(0, { '/a': mount(2n ** 63n) }),
    sample(1, { '/a': mount(2n ** 63n + 3n) }),
    FIELDS,
  );
  assert.is(read, 3);
});

test('a mount that came, went or was mounted anew is left out for that interval', () => {
  const before = sample(0, { '/a': mount(5), '/anew': mount(900), '/went': mount(1) });
  const after = sample(1, { '/a': mount(6), '/anew': mount(4), '/came': mount(77) });
  assert.equal(nfsTotals(before, after, FIELDS), [1, 0]);
});

test('what has not fallen of a mount that was mounted anew is no difference either', () => {
  // Written less than before, read more: 400 of the new mount less 100 of the old one are nothing.
  const before = sample(0, { '/a': mount(5), '/anew': mount(100, 900) });
  const after = sample(1, { '/a': mount(6), '/anew': mount(400, 7) });
  assert.equal(nfsTotals(before, after, FIELDS), [1, 0]);
});

test('where no mount is known nothing is, and that is no 0', () => {
  const one = sample(0, { '/a': mount(5) });
  for (const [before, after] of [
    [sample(0), sample(1)],
    [sample(0), one],
    [one, sample(1)],
    [one, sample(1, { '/b': mount(5) })],
    [one, sample(1, { '/a': 7 })],
    [sample(0, { '/a': { bytes: null } }), one],
  ] as const)
    assert.equal(nfsTotals(before, after, FIELDS), [null, null]);
});

test('readers of rates leave out all else of NFS', () => {
  const members = (keys: string[]) => isRatedMember('nfs', keys);
  assert.ok(members(['/a b', 'bytes', 'server_read_bytes']));
  assert.ok(members(['/a b', 'bytes', 'direct_write_bytes']));
  assert.not(members(['/a b', 'bytes', 'read_pages']));
  assert.ok(members(['/a b', 'READ', 'ops']));
  assert.not(members(['/a b', 'READ', 'bytes_sent']));
  assert.not(members(['/a b', 'others', 'ops']));
  assert.ok(isRated('nfs', 'bytes /a b', 'server_write_bytes'));
  assert.not(isRated('nfs', 'READ bytes', 'server_write_bytes'));
});

test.run();
