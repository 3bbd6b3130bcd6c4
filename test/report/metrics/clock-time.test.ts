import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { clockTime, duration } from '../../../src/report/metrics/clock-time.ts';

test('seconds since the start, and before it', () => {
  assert.equal([0, 5, 65.4, 3599.6, 3661, -30, -0.4].map(clockTime), [
    ...['0:00', '0:05', '1:05', '1:00:00', '1:01:01', '−0:30', '0:00'],
  ]);
});

test('how long something took', () => {
  assert.equal([0, 3.44, 9.96, 10, 59.6, 1080, 3600, 3723.4].map(duration), [
    '0 s',
    '3.4 s',
    '10 s',
    '0:10',
    '1:00',
    '18:00',
    '1:00:00',
    '1:02:03',
  ]);
});

test.run();
