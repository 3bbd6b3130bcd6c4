import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { short } from '../../../src/report/metrics/short.ts';

test('three significant digits', () => {
  const shown = [0, 0.004, 0.256, 9.994, 10, 99.94, 100, 12_345.6, -0.5, -12.34, -123.4].map(short);
  assert.equal(shown, [
    ...['0', '0.00', '0.26', '9.99', '10.0', '99.9', '100', '12346'],
    ...['-0.50', '-12.3', '-123'],
  ]);
});

test.run();
