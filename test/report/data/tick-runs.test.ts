import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TickRuns } from '../../../src/report/data/tick-runs.ts';

test('the ticks before and behind any are those of a list', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60)), fc.integer({ min: 1, max: 4 }), (some, step) => {
      const ticks = some.sort((a, b) => a - b).map((tick) => tick * step);
      const runs = new TickRuns();
      for (const tick of ticks) runs.add(tick);
      for (let tick = -1; tick < 62 * step; tick++) {
        assert.is(
          runs.before(tick),
          ticks.findLast((one) => one < tick),
        );
        assert.is(
          runs.behind(tick),
          ticks.find((one) => one > tick),
        );
      }
    }),
  );
});

test('ticks that are as far apart as the first two are one run, however many', () => {
  const runs = new TickRuns();
  for (let tick = 0; tick < 1000; tick += 4) runs.add(tick);
  assert.equal(runs.runs, [{ first: 0, last: 996, step: 4 }]);
});

test.run();
