import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lastTick } from '../../src/merge/track.ts';
import { trackOf } from './example.ts';

test('the last tick of a process is that of its last sample at a tick', () => {
  assert.is(lastTick(trackOf({ ticks: [null, 0, 4, null, null] }).tick), 4);
  assert.is(lastTick(trackOf({ ticks: [null] }).tick), -1);
  assert.is(lastTick(trackOf({ ticks: [0, null] }).tick), 0);
  assert.is(lastTick(trackOf().tick), -1);
});

test.run();
