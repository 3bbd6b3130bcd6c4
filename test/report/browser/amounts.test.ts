import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { amount } from '../../../src/report/browser/format.ts';
import { rate } from '../../../src/report/browser/strip/rate-text.ts';

test('rates and amounts have the unit in which they are short', () => {
  assert.equal([0, 0.0057, 0.0999, 0.1, 999, 1000, 999_000, 1_068_000].map(rate), [
    '0 MB/s',
    '5.70 kB/s',
    '99.9 kB/s',
    '0.1 MB/s',
    '999 MB/s',
    '1.00 GB/s',
    '999 GB/s',
    '1.07 TB/s',
  ]);
  assert.equal([0, 0.16e-3, 999, 1000, 2_247_000].map(amount), [
    '0 MB',
    '0.16 MB',
    '999 GB',
    '1.00 TB',
    '2.25 PB',
  ]);
});

test.run();
