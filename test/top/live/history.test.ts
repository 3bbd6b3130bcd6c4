import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ratesBetween } from '../../../src/series/rates.ts';
import { History, MOST_KEPT } from '../../../src/top/live/history.ts';

const NOTHING = { timestamp: '', hostname: '', tick: null };
const ratesOf = (cpu_busy_percent: number | null) => ({
  ...ratesBetween(NOTHING, NOTHING, undefined, 1),
  cpu_busy_percent,
});

test('the newest are kept, oldest first; what is not known stays so', () => {
  const history = new History();
  assert.equal(history.of('cpu_busy_percent'), []);
  for (let tick = 0; tick < MOST_KEPT + 3; tick++) history.add(2 * tick, ratesOf(tick === 5 ? null : tick));
  const kept = history.of('cpu_busy_percent');
  assert.is(kept.length, MOST_KEPT);
  assert.equal(kept.slice(0, 3), [
    { tick: 6, value: 3 },
    { tick: 8, value: 4 },
    { tick: 10, value: null },
  ]);
  assert.equal(kept.at(-1), { tick: 2 * (MOST_KEPT + 2), value: MOST_KEPT + 2 });
  assert.ok(history.of('net_rx_mb_per_s').every(({ value }) => value === null));
});

test.run();
