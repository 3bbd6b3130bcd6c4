import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Keeper } from '../../src/rank/keep.ts';

/** The ticks that are sampled of those below `count`, and the stride at the end. */
function sampledOf(count: number, max_samples: number, on_full: 'thin' | 'stop' | 'ring', first = 0) {
  const keeper = new Keeper({ max_samples, on_full });
  const ticks: number[] = [];
  for (let tick = first; tick < count; ) {
    ticks.push(tick);
    const stride = keeper.sampled(tick);
    if (stride === 0) break;
    tick = (Math.floor(tick / stride) + 1) * stride;
  }
  return { ticks, stride: keeper.stride };
}

test('below the bound every tick is sampled', () => {
  assert.equal(sampledOf(5, 8, 'thin'), { ticks: [0, 1, 2, 3, 4], stride: 1 });
});

test('thinning: at six ticks every second one, at six of those every fourth', () => {
  // Ticks 0-5 fill six; of them 0 2 4 stay, so 6 8 10 are room; then 0 4 8 stay, so 12 16 20 are.
  const { ticks, stride } = sampledOf(21, 8, 'thin');
  assert.equal(ticks, [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20]);
  assert.is(stride, 8);
});

test('a rank that comes later has the same room for itself, at the ticks that the others have, too', () => {
  // Ticks 5-10 fill six; of them 6 8 10 stay, so 12 14 16 are room; of those 8 12 16 stay, so 20 24 28 are.
  const { ticks, stride } = sampledOf(29, 8, 'thin', 5);
  assert.equal(ticks, [5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 28]);
  assert.is(stride, 8);
});

test('a bound of no tick or one is one of two: tick 0 is never thinned out', () => {
  for (const most of [2, 3, 4]) {
    assert.equal(sampledOf(9, most, 'thin'), { ticks: [0, 1, 2, 4, 8], stride: 16 });
  }
});

test('1000 ticks within 100 samples: what merge keeps is evenly spread and within the bound', () => {
  const { ticks, stride } = sampledOf(1000, 100, 'thin');
  const kept = ticks.filter((tick) => tick % stride === 0);
  assert.is(stride, 16);
  assert.is(kept.length, 63); // 0, 16, … 992
  assert.is(kept.at(-1), 992);
});

test('stop: no more after the bound; ring: all', () => {
  assert.is(sampledOf(1000, 100, 'stop').ticks.length, 98);
  assert.is(sampledOf(1000, 100, 'ring').ticks.length, 1000);
});

test.run();
