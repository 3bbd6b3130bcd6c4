import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { operationsOfMounts } from '../../../src/series/rates/nfs-operations.ts';
import { ratesBetween } from '../../../src/series/rates.ts';
import type { Sample } from '../../../src/series/schema.ts';
import { noonPlus } from '../example.ts';

const test = suite('operations of NFS');

function sampleOf(seconds: number, nfs: Sample['nfs']): Sample {
  return { timestamp: noonPlus(seconds), hostname: 'node1', tick: 0, nfs };
}

const operation = (ops: number, transmissions: number, execute_ms: number) => ({
  ...{ ops, transmissions, execute_ms },
});

test('the mean of those that carry data, and what was sent again', () => {
  const before = sampleOf(0, {
    '/data': { READ: operation(100, 100, 500), WRITE: operation(10, 12, 900), others: operation(0, 0, 0) },
    '/home': { READ: operation(0, 0, 0) },
  });
  const after = sampleOf(10, {
    '/data': {
      READ: operation(150, 151, 1500),
      WRITE: operation(30, 36, 2900),
      // Not there before: it would tell of all time.
      COMMIT: operation(7, 7, 7000),
      others: operation(9000, 9999, 90_000),
    },
    '/home': { READ: operation(30, 30, 1000) },
  });
  assert.equal(operationsOfMounts(before, after), [
    { mount: '/data', ops: 70, ms: 3000, retransmits: 5 },
    { mount: '/home', ops: 30, ms: 1000, retransmits: 0 },
  ]);
  const found = ratesBetween(before, after, undefined);
  assert.equal([found.nfs_await_ms, found.nfs_retransmits_per_s], [40, 0.5]);
});

test('a mount that was mounted anew is left out', () => {
  const before = sampleOf(0, { '/data': { READ: operation(100, 100, 500), WRITE: operation(5, 5, 9) } });
  const after = sampleOf(10, { '/data': { READ: operation(120, 120, 900), WRITE: operation(1, 1, 2) } });
  const found = ratesBetween(before, after, undefined);
  assert.equal([found.nfs_await_ms, found.nfs_retransmits_per_s], [null, null]);
});

test('where no operation ended none took any time', () => {
  const same = { '/data': { READ: operation(100, 100, 500) } };
  const found = ratesBetween(sampleOf(0, same), sampleOf(10, same), undefined);
  assert.equal([found.nfs_await_ms, found.nfs_retransmits_per_s], [null, 0]);
});

test.run();
