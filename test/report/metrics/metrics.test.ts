import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cellText, isUntold, METRICS, together } from '../../../src/report/metrics/metrics.ts';
import { short } from '../../../src/report/metrics/short.ts';
import { ratesBetween } from '../../../src/series/rates.ts';
import { noonPlus } from '../../series/example.ts';

const named = (name: string) => METRICS.find((metric) => metric.name === name)!;

test('every rate is in the table, once', () => {
  const sample = { timestamp: noonPlus(0), hostname: 'a', tick: 0 };
  const { seconds, ...rates } = ratesBetween(sample, { ...sample, timestamp: noonPlus(1) }, undefined);
  assert.is(seconds, 1);
  assert.equal(METRICS.map(({ name }) => name).sort(), Object.keys(rates).sort());
});

test('a column has percentages in whole numbers, and all else in its unit', () => {
  assert.is(cellText(named('cpu_busy_percent'), 70.4, short), '70');
  assert.is(cellText(named('memory_used_kb'), 12.5 * 1024 * 1024, short), '12.5'); // KiB → GiB
  assert.is(cellText(named('disk_read_mb_per_s'), 0.256, short), '0.26');
});

test('hosts together: the mean of percentages, the sum of all else, of what is known', () => {
  assert.is(together({ unit: '%' }, [10, null, 40]), 25);
  assert.is(together({ unit: 'MB/s' }, [10, null, 40]), 50);
  assert.is(together({ unit: '%' }, [null, null]), null);
  assert.is(together({ unit: 'GiB' }, []), null);
});

test("titles fit the columns of top, and its keys are one person's wish each", () => {
  for (const { top, unit } of METRICS)
    assert.ok((top?.title ?? '').length <= (unit === '%' ? 4 : 6), top?.title);
  const sums = [...new Set(METRICS.flatMap(({ top }) => top?.sum ?? []))];
  // Name and state, reverse, quit, down and up.
  const keys = [...sums.map(({ key }) => key), ...'nsrqQjk '];
  assert.is(new Set(keys).size, keys.length);
  for (const sum of sums) {
    const units = METRICS.filter(({ top }) => top?.sum === sum).map(({ unit }) => unit);
    assert.is(new Set(units).size, 1, `${sum.word} adds up one unit`);
  }
});

test('of trouble it is told where somebody had any; of all else always', () => {
  const [nothing, some] = [
    { min: 0, max: 0 },
    { min: 0, max: 0.1 },
  ];
  const trouble = { presence: 'when not zero' } as const;
  assert.ok(isUntold(trouble, [nothing, null]));
  assert.not(isUntold(trouble, [nothing, some]));
  assert.not(isUntold({ presence: 'somewhere' }, [nothing, nothing]));
});

test('so many kinds of trouble have a bit each in a 32-bit float', () => {
  assert.ok(METRICS.filter(({ presence }) => presence === 'when not zero').length <= 24);
});

test.run();
