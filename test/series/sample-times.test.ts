import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SampleTimes } from '../../src/series/sample-times.ts';
import type { Sample } from '../../src/series/schema.ts';
import { noonPlus } from './example.ts';

const noon = Date.parse(noonPlus(0));

/** A sample so many seconds after noon by the wall clock. */
function sample(seconds: number, more: Partial<Sample> = {}): Sample {
  return { timestamp: noonPlus(seconds), hostname: 'a', tick: null, ...more };
}

/** When samples every 2 s were read, seconds after noon. */
function times(...samples: readonly Sample[]): number[] {
  const made = new SampleTimes(2000);
  return samples.map((one) => (made.next(one) - noon) / 1000);
}

test('a sample at a tick is where its tick and its lateness say; what is at none, by the wall clock', () => {
  assert.equal(
    times(
      sample(-1.25, { kind: 'baseline' }),
      sample(4.5, { tick: 2, late_ms: 500 }),
      sample(7.25, { tick: 3, late_ms: 1250 }),
      sample(8.75, { kind: 'final' }),
    ),
    [-1.25, 4.5, 7.25, 8.75],
  );
});

test('a clock that is set changes nothing, said or not', () => {
  const hour = 3600;
  // Nobody has said so: ticks tell, and what is at none is as far behind the last tick.
  assert.equal(times(sample(0, { tick: 0 }), sample(2 + hour, { tick: 1 }), sample(3.5 + hour)), [0, 2, 3.5]);
  assert.equal(
    times(
      sample(-1),
      sample(hour, { tick: 0, clock_step_ms: hour * 1000 }),
      sample(2 + hour, { tick: 1 }),
      sample(3.5 - hour, { clock_step_ms: -2 * hour * 1000 }),
    ),
    [-1, 0, 2, 3.5],
  );
});

test.run();
