import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PhaseFigures } from '../../../src/report/figures/phase-figures.ts';
import type { Observed } from '../../../src/report/observed/observed.ts';
import { stripOf } from '../../../src/report/page/strip.ts';
import type { PhaseMeans } from '../../../src/report/phases/phase-means.ts';
import type { Metric } from '../../../src/series/rates.ts';
import type { HostInfo } from '../../../src/series/schema.ts';
import { exampleHeader, exampleInfo } from '../../series/example.ts';
import { nothingObserved } from '../example-observed.ts';
import { at } from '../example-run.ts';
import { hostWith } from '../page-cache/made-host.ts';

const NONE = Number.NaN;
type Pieces = Readonly<Partial<Record<Metric, readonly (readonly number[])[]>>>;

/** Two hosts, seen in two pieces of 10 s: by metric, host and piece. */
function observed(pieces: Pieces, info: HostInfo = exampleInfo()): Observed {
  const header = exampleHeader({ host_info: { a: info, b: info } });
  return {
    ...nothingObserved(header),
    hosts: ['a', 'b'],
    pieces: { start: at(0), seconds: 10, count: 2 },
    inPieces: (metric, host) => Float32Array.from(pieces[metric]?.[host] ?? [NONE, NONE]),
  };
}

/** By metric and phase: a number for each host, NaN where it is not known. */
function means(...values: [Metric, number[][]][]): PhaseMeans {
  const known = (numbers: readonly number[]) =>
    numbers.flatMap((value, nth) => (Number.isNaN(value) ? [] : [{ host: 'ab'[nth] ?? '', value }]));
  return new Map(values.map(([metric, phases]) => [metric, phases.map(known)]));
}

const READ = { label: 'read', start: at(10), end: at(20) };

test('phases have the sum over the hosts, and of how many it is known', () => {
  const { phases, storage, readMetric } = stripOf(
    observed({}),
    [READ],
    means(
      [
        'disk_read_mb_per_s',
        [
          [1, 2],
          [10, 30],
        ],
      ],
      [
        'disk_write_mb_per_s',
        [
          [1, 1],
          [5, NONE],
        ],
      ],
    ),
  );
  assert.equal(phases, [{ ...READ, read: { all: 40, hosts: 2 }, written: { all: 5, hosts: 1 } }]);
  assert.equal([storage, readMetric], ['disks', 'disk_read_mb_per_s']);
});

test('what only the storage under test has moved counts, where it is known', () => {
  const figures = (read: number | null): PhaseFigures => ({
    ...{ label: READ.label, start: READ.start, end: READ.end, hosts: 2, written: null },
    ...{ benchmark: null, cache: null, unseen: [] },
    read: read === null ? null : { by: 'disks', rate: read, amount: 0, least: 0, most: 0 },
  });
  const moved: [Metric, number[][]][] = [['disk_read_mb_per_s', [[], [10, 30]]]];
  const read = (of: PhaseFigures) => stripOf(observed({}), [READ], means(...moved), [of]).phases[0]?.read;
  assert.equal(read(figures(36)), { all: 36, hosts: 2 });
  assert.equal(read(figures(null)), { all: 40, hosts: 2 });
  assert.equal(read({ ...figures(36), start: at(0) }), { all: 40, hosts: 2 });
});

test('a run without phases is one column', () => {
  const { phases } = stripOf(observed({}), [], means(['disk_read_mb_per_s', [[1, 2]]]));
  assert.equal(phases, [
    { label: 'whole run', start: at(0), end: at(20), read: { all: 3, hosts: 2 }, written: null },
  ]);
});

test('over time it is the mean of the hosts that are known: a gap of one is no dip', () => {
  const { curve } = stripOf(
    observed({
      disk_read_mb_per_s: [
        [10, NONE],
        [20, 20.00004],
      ],
      disk_write_mb_per_s: [
        [0, NONE],
        [NONE, NONE],
      ],
    }),
    [],
    means(),
  );
  assert.equal(curve, { start: at(0), seconds: 10, read: [15, 20], written: [0, null] });
});

test('where nobody has named the storage under test it is what moved most', () => {
  const moved: [Metric, number[][]][] = [
    ['disk_write_mb_per_s', [[5, 5]]],
    ['nfs_read_mb_per_s', [[6, 5]]],
  ];
  const { storage, readMetric, writtenMetric, phases } = stripOf(observed({}), [], means(...moved));
  assert.equal([storage, readMetric, writtenMetric], ['NFS', 'nfs_read_mb_per_s', 'nfs_write_mb_per_s']);
  assert.equal(phases[0]?.read, { all: 11, hosts: 2 });
});

test('what is under test counts though something else moved more', () => {
  const moved: [Metric, number[][]][] = [
    ['disk_write_mb_per_s', [[1, 1]]],
    ['nfs_read_mb_per_s', [[600, 500]]],
  ];
  const { storage, mounts, blind } = stripOf(
    observed({}, hostWith({ target: '/scratch' })),
    [],
    means(...moved),
  );
  assert.equal([storage, mounts, blind], ['disks', ['/scratch'], []]);
});

test('what nobody sees is no number, and not what disks did', () => {
  const info = exampleInfo({ targets: [{ path: '/mnt/x', mount: '/mnt/x' }] });
  const moved: [Metric, number[][]][] = [['disk_write_mb_per_s', [[1, 1]]]];
  const { storage, blind, phases, curve, readMetric } = stripOf(observed({}, info), [], means(...moved));
  assert.equal([storage, blind, readMetric], ['', ['/mnt/x'], null]);
  assert.equal([phases[0]?.read, phases[0]?.written, curve.read], [null, null, [null, null]]);
});

test.run();
