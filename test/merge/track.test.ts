import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hostInfoOf } from '../../src/merge/process.ts';
import { lastTick } from '../../src/merge/track.ts';
import { exampleInfo } from '../series/example.ts';
import { trackOf } from './example.ts';

test('the last tick of a process is that of its last sample at a tick', () => {
  assert.is(lastTick(trackOf({ ticks: [null, 0, 4, null, null] }).tick), 4);
  assert.is(lastTick(trackOf({ ticks: [null] }).tick), -1);
  assert.is(lastTick(trackOf().tick), -1);
});

test('host info that is not what it should be is none', () => {
  const info = exampleInfo();
  assert.equal(hostInfoOf(Buffer.from(JSON.stringify(info)))?.kernel, info.kernel);
  assert.is(hostInfoOf(Buffer.alloc(0)), undefined);
  assert.is(hostInfoOf(Buffer.from('{"kernel":"5.14"}')), undefined);
});

test.run();
