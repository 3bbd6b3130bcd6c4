import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { offsetAtStart, sampledSpan } from '../../src/series/clock-offsets.ts';
import { exampleStatus, noonPlus } from './example.ts';

const NOON = Date.parse(noonPlus(0));
const HOUR = 3_600_000;
const step = (step_ms: number) => ({ timestamp: noonPlus(5), tick: 5, step_ms });
const status = (rank: number, clock_offset_ms: number | null, ...steps: number[]) => ({
  ...exampleStatus(2),
  ...{ rank, clock_offset_ms, clock_steps: steps.map(step) },
});

test('what a host has set is no offset at the begin', () => {
  // node1 was 3 ms ahead, and set by an hour and back by two.
  const own = { host_status: { node0: status(0, 0), node1: status(1, 3 - HOUR, HOUR, -2 * HOUR) } };
  assert.equal([offsetAtStart(own, 'node0'), offsetAtStart(own, 'node1')], [0, 3]);
  // The clock of rank 0's host was set by an hour: rank 0 itself has gone on as before.
  const others = { host_status: { node0: status(0, HOUR, HOUR), node1: status(1, 3) } };
  assert.equal([offsetAtStart(others, 'node0'), offsetAtStart(others, 'node1')], [0, 3]);
});

test('what is not known is 0, a file of before has no steps', () => {
  const { clock_steps: _, ...before } = status(1, 7);
  const header = { host_status: { node0: status(0, null, HOUR), node1: before } };
  assert.equal([offsetAtStart(header, 'node0'), offsetAtStart(header, 'none')], [0, 0]);
  assert.is(offsetAtStart({ host_status: { node1: before } }, 'node1'), 7);
});

test("the span of the samples is by rank 0's clock at the first tick", () => {
  const set = { ...status(1, HOUR + 3, HOUR), first_sample: noonPlus(0), last_sample: noonPlus(3610) };
  assert.equal(sampledSpan({ host_status: { node1: set } }, 'node1'), { start: NOON - 3, end: NOON + 9997 });
  const none = { ...set, first_sample: null, last_sample: null };
  assert.is(sampledSpan({ host_status: { node1: none } }, 'node1'), null);
});

test.run();
