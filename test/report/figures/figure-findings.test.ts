import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { figureFindings } from '../../../src/report/figures/figure-findings.ts';
import type { CacheFigure } from '../../../src/report/figures/phase-figures.ts';
import { figuresOfPhase, storage } from './example-figures.ts';

function cached(least: number, most: number | null, more: Partial<CacheFigure> = {}): CacheFigure {
  return { asked: 1000, askedBy: 'fio', least, most, slack: 10, ...more };
}

const WHOLE = figuresOfPhase('whole run', { end: 100_000 });

function reading(label: string, amount: number, cache: CacheFigure) {
  return figuresOfPhase(label, { read: storage(amount, 10), cache: { read: cache, written: null } });
}

test('what came from the page cache is a finding of its phase, the worst first', () => {
  const phases = [
    reading('warm', 900, cached(100, 100)),
    reading('hot', 300, cached(700, 720)),
    reading('cold', 1000, cached(-2, 2)),
  ];
  const found = figureFindings([WHOLE, ...phases]);
  assert.equal(
    found.map(({ phase, severity, cause }) => [phase, severity, cause]),
    [
      ['hot', 'severe', 'benchmark'],
      ['warm', 'warning', 'benchmark'],
    ],
  );
  assert.is(
    found[0]?.text,
    'fio says that it read 1.00 GB in hot, and disks delivered 300 MB: 700 MB or more came from the page cache.',
  );
  assert.equal(found[0]?.evidence, ['hot: disks 30.0 MB/s read; page cache +70.0 to +72.0']);
  assert.equal(found[0]?.chart, {
    ...{ metric: 'disk_read_mb_per_s', hosts: [], time: { start: 0, end: 10_000 } },
  });
  assert.equal([found[0]?.value, found[0]?.normal], [300, 1000]);
});

test('where all agrees, that is a note; the whole run counts where no phase says anything', () => {
  const whole = reading('whole run', 1000, cached(0, 0));
  const found = figureFindings([whole, figuresOfPhase('a')]);
  assert.equal(
    found.map(({ text, severity }) => [text, severity]),
    [['What disks moved is what fio says: there is no sign of the page cache.', 'note']],
  );
  const phase = reading('a', 300, cached(700, 700));
  assert.equal(
    figureFindings([reading('whole run', 300, cached(700, 700)), phase]).map((one) => one.phase),
    ['a'],
  );
});

test('what was asked for by processes, has no upper bound or lies between the bounds says nothing', () => {
  const of = (cache: CacheFigure) => figureFindings([WHOLE, reading('a', 300, cache)]);
  assert.equal(of(cached(700, 700, { askedBy: 'processes' })), []);
  assert.equal(of(cached(700, null)), []);
  assert.equal(of(cached(-300, 700)), []);
  assert.equal(figureFindings([]), []);
});

test('more moved than was asked for is a note, and clients of NFS are no benchmark', () => {
  const [more] = figureFindings([WHOLE, reading('a', 1500, cached(-500, -490))]);
  assert.is(more?.severity, 'note');
  assert.is(
    more?.text,
    'fio says that it read 1.00 GB in a, and disks delivered 1.50 GB: 490 MB or more were read ahead, or for others.',
  );
  const written = figuresOfPhase('b', {
    written: storage(400, 10, 'NFS servers'),
    cache: { read: null, written: cached(600, 600, { askedBy: 'client' }) },
  });
  const [kept] = figureFindings([WHOLE, written]);
  assert.is(kept?.cause, 'page cache');
  assert.is(
    kept?.text,
    'Applications wrote 1.00 GB in b, and 400 MB reached NFS servers: 600 MB or more stayed in the page cache, or went elsewhere.',
  );
});

test.run();
