import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { BenchmarkFigures } from '../../../src/report/figures/benchmark-figures.ts';
import { figureLines } from '../../../src/report/figures/figure-lines.ts';
import type { CacheFigure } from '../../../src/report/figures/phase-figures.ts';
import { figuresOfPhase, storage } from './example-figures.ts';

/** MB in a GiB. */
const GIB = 1073.741824;

function says(more: Partial<BenchmarkFigures>): BenchmarkFigures {
  return { tool: 'IOR', units: 'binary', read: null, written: null, ...more };
}

function cached(least: number, most: number | null): CacheFigure {
  return { asked: 1000, askedBy: 'IOR', least, most, slack: 10 };
}

test('the benchmark, the storage and the page cache in the unit of the benchmark', () => {
  const written = { least: 412 * GIB, most: 412 * GIB, basis: 'counted', rate: 41.2 * GIB } as const;
  const phase = figuresOfPhase('ior-easy-write', {
    written: storage(413 * GIB, 10),
    benchmark: says({ written }),
    cache: { read: null, written: cached(GIB, GIB) },
  });
  assert.equal(figureLines([phase]), [
    '  ior-easy-write: benchmark 41.2 GiB/s written; disks 41.3; page cache +0.10',
  ]);
});

test('where the benchmark has no rate of just this time, amounts are compared', () => {
  const read = { least: 990, most: 1010, basis: 'rounded', rate: null } as const;
  const written = { least: 0, most: 3000, basis: 'at-most', rate: null } as const;
  const phase = figuresOfPhase('all', {
    read: storage(700, 10, 'NFS servers'),
    written: storage(2900, 10, 'NFS servers'),
    benchmark: says({ tool: 'fio', units: 'decimal', read, written }),
    cache: { read: cached(290, 310), written: null },
  });
  assert.equal(figureLines([phase]), [
    '  all: benchmark 0.99 to 1.01 GB read; NFS servers 0.70; page cache +0.29 to +0.31',
    '  all: benchmark at most 3.00 GB written; NFS servers 2.90',
  ]);
});

test('without a benchmark the hosts alone; nothing of what did not move', () => {
  const still = figuresOfPhase('compute', { read: storage(0.5, 10) });
  const read = { by: 'disks', rate: 150, amount: 1500, least: 1000, most: 2000 };
  assert.equal(figureLines([still, figuresOfPhase('load', { read })]), [
    '  load: disks 150 (100 to 200) MB/s read',
  ]);
});

test('processes and clients of a file system instead of a benchmark', () => {
  const of = (askedBy: CacheFigure['askedBy'], least: number, most: number | null) =>
    figureLines([
      figuresOfPhase('a', {
        read: storage(0, 10),
        cache: { read: { ...cached(least, most), askedBy }, written: null },
      }),
    ]);
  assert.equal(of('processes', 1000, null), [
    '  a: processes at least 100 MB/s read; disks 0; page cache and others +100',
  ]);
  assert.equal(of('client', -800, 200), ['  a: applications 100 MB/s read; disks 0; page cache 0 to +20.0']);
});

test('the page cache within what is not worth a word, more moved than asked for, and unknown', () => {
  const of = (cache: CacheFigure | null) =>
    figureLines([figuresOfPhase('a', { read: storage(1000, 10), cache: { read: cache, written: null } })]);
  const asked = '  a: IOR 100 MB/s read; disks 100';
  assert.equal(of(cached(-5, 5)), [`${asked}; page cache 0`]);
  assert.equal(of(cached(-400, -300)), [`${asked}; page cache 0, 30.0 more than was asked for`]);
  assert.equal(of(cached(5, null)), [asked]);
  assert.equal(of(null), ['  a: disks 100 MB/s read']);
});

test('what is next to nothing beside the other way is left out, unless a benchmark speaks of it', () => {
  const read = { read: storage(5000, 10), written: storage(4, 10) };
  assert.equal(figureLines([figuresOfPhase('a', read)]), ['  a: disks 500 MB/s read']);
  assert.is(figureLines([figuresOfPhase('a', { ...read, written: storage(6, 10) })]).length, 2);
  const written = { least: 4, most: 4, basis: 'counted', rate: 0.4 } as const;
  assert.is(figureLines([figuresOfPhase('a', { ...read, benchmark: says({ written }) })]).length, 2);
});

test('twenty phases, and how many more there are', () => {
  const phases = Array.from({ length: 22 }, (_, nth) => figuresOfPhase(`p${nth}`, { read: storage(50, 10) }));
  const lines = figureLines(phases, 3);
  assert.equal(
    [lines.length, lines[19], lines[20]],
    [...[21, '  p19: disks 5.00 MB/s read', '  and 5 more phases: see --json']],
  );
});

test('of processes that were gone before they were looked at nothing is said: they moved something', () => {
  const none: CacheFigure = { asked: 0, askedBy: 'processes', least: -200, most: null, slack: 0 };
  const phase = figuresOfPhase('a', { written: storage(200, 10), cache: { read: null, written: none } });
  assert.equal(figureLines([phase]), ['  a: disks 20.0 MB/s written']);
});

test.run();
