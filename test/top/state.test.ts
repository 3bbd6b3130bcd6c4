import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type HostSigns, hostState } from '../../src/top/state.ts';

const STEADY: HostSigns = {
  ended: false,
  tick: 7,
  heard_ms_ago: 400,
  late_ms: 0.3,
  step_ms: 1000,
  may_be_full: false,
};
const kindOf = (more: Partial<HostSigns>) => hostState({ ...STEADY, ...more }, 'begun').kind;

test('a host is silent when two samples and the time they take to come are over', () => {
  assert.is(kindOf({}), 'sampling');
  assert.is(kindOf({ heard_ms_ago: 9000 }), 'sampling');
  assert.equal(hostState({ ...STEADY, heard_ms_ago: 9001 }, 'begun'), { kind: 'silent', ms: 9001 });
  assert.is(kindOf({ heard_ms_ago: 27_000, step_ms: 10_000 }), 'sampling');
  assert.is(kindOf({ heard_ms_ago: 7500, step_ms: 200 }), 'silent');
  assert.is(kindOf({ heard_ms_ago: 7300, step_ms: 200 }), 'sampling');
});

test('a host is late beyond a tenth of its step, 5 ms at the least, 100 ms at the most', () => {
  assert.is(kindOf({ late_ms: 100 }), 'sampling');
  assert.equal(hostState({ ...STEADY, late_ms: 101 }, 'begun'), { kind: 'late', ms: 101 });
  assert.is(kindOf({ late_ms: 101, step_ms: 10_000 }), 'late');
  assert.is(kindOf({ late_ms: 21, step_ms: 200 }), 'late');
  assert.is(kindOf({ late_ms: 4, step_ms: 10 }), 'sampling');
});

test('who has ended, has enough, or is yet to begin is none of both', () => {
  assert.is(kindOf({ ended: true, heard_ms_ago: 1e6 }), 'ended');
  assert.is(kindOf({ may_be_full: true, heard_ms_ago: 1e6 }), 'full');
  assert.is(kindOf({ may_be_full: true }), 'sampling');
  assert.is(kindOf({ tick: -1 }), 'ready');
  assert.is(kindOf({ tick: -1, heard_ms_ago: 1e6 }), 'silent');
  assert.is(hostState({ ...STEADY, tick: -1, heard_ms_ago: 1e6 }, 'waiting').kind, 'ready');
});

test.run();
