import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Look } from '../../../../src/report/findings/engine/look.ts';
import { isBehind, normalOfOthers, otherHosts } from '../../../../src/report/findings/engine/others.ts';
import { storageSeries } from '../../../../src/report/findings/engine/storage.ts';
import { madeObserved } from '../made-observed.ts';

test('what is normal for a host is what the others of its kind do', () => {
  const all = Float64Array.of(1, 2, 9, Number.NaN, 100);
  assert.equal(normalOfOthers(all, 2, [0, 1, 2, 3])?.median, 1.5);
  assert.is(normalOfOthers(all, 2, [2, 3]), null);
});

test('who was faster before is not behind', () => {
  const of = (before: number) => {
    const write = (host: number, piece: number) => (host === 0 ? (piece < 30 ? before : 0) : 100);
    const look = new Look(madeObserved({ hosts: 4, does: { disk_write_mb_per_s: write } }));
    const window = { phase: null, from: 30, to: 60 };
    return isBehind(look, ['disk_write_mb_per_s'], { host: 0, window, kind: [0, 1, 2, 3] });
  };
  // It lacks 100 · 30 in the window; up to the end it must still lack half of that: (100 − before) · 30 + 3000 ≥ 1500.
  assert.equal([of(100), of(150), of(151)], [true, true, false]);
});

test('hosts of the same hardware are a kind; where all kinds are of few they are one', () => {
  const kinds = (...cpus: number[]) => {
    const info = (host: number) => ({ cpu_count: cpus[host] ?? 0 });
    return new Look(madeObserved({ hosts: cpus.length, info })).kinds;
  };
  assert.equal(kinds(4, 8, 4, 4, 4), [[0, 2, 3, 4], [1]]);
  assert.equal(kinds(4, 8, 4, 8), [[0, 1, 2, 3]]);
  assert.equal(kinds(), [[]]);
});

test('the others in words, and whether they are all', () => {
  const look = new Look(madeObserved({ hosts: 5, status: (host) => (host === 4 ? { samples: 0 } : {}) }));
  assert.is(otherHosts(look, [0, 1, 2, 3], 3), 'the other 3 hosts');
  assert.is(otherHosts(look, [0, 1, 2], 2), 'the other 2 hosts of its kind');
});

test('the storage of a run is what moved most, and a network one if that moved a tenth of it', () => {
  const by = (disk: number, nfs: number, lustre: number) => {
    const does = { disk_read_mb_per_s: disk, nfs_read_mb_per_s: nfs, lustre_read_mb_per_s: lustre };
    return storageSeries(new Look(madeObserved({ hosts: 2, does }))).by;
  };
  assert.equal(
    [by(100, 0, 0), by(100, 4.9, 4.9), by(100, 10, 0), by(0, 10, 11)],
    [...['disks', 'disks', 'NFS', 'Lustre']],
  );
  // Of all hosts together less than 1 MB/s is nothing.
  assert.equal([by(0, 0.4, 0), by(0, 0.5, 0)], ['disks', 'NFS']);
  const nothing = storageSeries(new Look(madeObserved({ hosts: 2 })));
  assert.equal([nothing.by, nothing.total(0)], ['disks', 0]);
});

test('the curve of storage is that of the direction that moved more', () => {
  const chart = (read: number, written: number) =>
    storageSeries(
      new Look(madeObserved({ hosts: 2, does: { disk_read_mb_per_s: read, disk_write_mb_per_s: written } })),
    ).chart;
  assert.equal([chart(1, 2), chart(2, 1)], ['disk_write_mb_per_s', 'disk_read_mb_per_s']);
});

test.run();
