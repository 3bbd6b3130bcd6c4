import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Moved } from '../../../src/report/phases/moved.ts';
import { nfsLines, resultLines } from '../../../src/report/summary/result-lines.ts';
import type { BenchmarkResult } from '../../../src/result/result.ts';

const NOTHING: Moved = {
  ...{ diskRead: null, diskWritten: null, nfsRead: null, nfsWritten: null, nfsAppRead: null },
};

const RUN = { start: Date.UTC(2026, 10, 25, 12), end: Date.UTC(2026, 10, 25, 13) };

function result(more: Partial<BenchmarkResult>): BenchmarkResult {
  return { format: 'ior', tool: 'IOR', operations: [], printed: [], phases: [], remarks: [], ...more };
}

test('what was read of NFS, and where it came from', () => {
  const lines = (nfsAppRead: number | null, nfsRead: number | null) =>
    nfsLines({ ...NOTHING, nfsAppRead, nfsRead });
  assert.equal(lines(1_200_000, 310_000), [
    '  NFS: applications read 1.20 TB, servers gave 310 GB; 890 GB came from the page cache',
  ]);
  assert.equal(lines(10, 12.5), [
    '  NFS: applications read 10.0 MB, servers gave 12.5 MB; 2.50 MB were read ahead, or for mmap()',
  ]);
  assert.equal(lines(1000, 1000), [
    '  NFS: applications read 1.00 GB, servers gave 1.00 GB; no sign of the page cache',
  ]);
  assert.equal(lines(0.2, 0.5), []);
  assert.equal(lines(5, null), []);
});

test('what a benchmark says, how surely, and what hosts have seen of it', () => {
  const counted = (bytes: bigint) => ({ least: bytes, most: bytes, basis: 'counted' }) as const;
  const moved = { ...NOTHING, diskRead: 5, diskWritten: 0, nfsRead: 310_000, nfsWritten: 200 };
  assert.equal(
    resultLines(
      [
        result({ version: '4.0.0', read: counted(1_200_000_000_000n), written: counted(7n) }),
        result({ tool: 'DLIO', read: { least: 10n ** 9n, most: 10n ** 9n, basis: 'planned' } }),
        result({ tool: 'IO500', written: { least: 0n, most: 5n * 10n ** 9n, basis: 'at-most' } }),
        result({ read: { least: 99n * 10n ** 7n, most: 101n * 10n ** 7n, basis: 'rounded' } }),
        result({ tool: 'fio', version: 'fio-3.33', read: counted(0n) }),
        result({ tool: 'mdtest', remarks: ['it is invalid'] }),
      ],
      moved,
      RUN,
    ),
    [
      '  IOR 4.0.0 says: 1.20 TB read, 0.00 MB written',
      '  DLIO says: 1.00 GB read, as it was set',
      '  IO500 says: 5.00 GB written at most',
      '  IOR says: 990 MB to 1.01 GB read, by rounded numbers',
      '  fio 3.33 says: 0 MB read',
      '  mdtest says: nothing of how much it has moved',
      '    it is invalid',
      '  hosts have seen: disks read 5.00 MB, wrote 0 MB; NFS servers gave 310 GB, took 200 MB',
    ],
  );
});

test('a result whose times are far from the run is of another, whatever zone they are in', () => {
  const remark = '    by its times it is of another run';
  const at = (times: Partial<BenchmarkResult>) => resultLines([result(times)], NOTHING, RUN).includes(remark);
  const hour = 3_600_000;
  assert.is(at({}), false);
  assert.is(at({ start: RUN.start + 13 * hour, end: RUN.end + 13 * hour }), false);
  assert.is(at({ end: RUN.start - 25 * hour }), true);
  assert.is(at({ start: RUN.end + 25 * hour, end: RUN.end + 26 * hour }), true);
  assert.is(at({ start: RUN.start - 48 * hour, end: RUN.end }), false);
});

test('where hosts have seen neither disks nor NFS it is said', () => {
  const lustre = { ...NOTHING, lustreRead: 2300, lustreWritten: null };
  assert.is(resultLines([result({})], lustre, RUN).at(-1), '  hosts have seen: Lustre servers gave 2.30 GB');
  assert.equal(
    resultLines([result({})], NOTHING, RUN).at(-1),
    '  hosts have seen: nothing of disks, NFS or Lustre',
  );
  assert.equal(resultLines([], NOTHING, RUN), []);
});

test.run();
