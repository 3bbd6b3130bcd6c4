import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hostInfoOf, lastTick, newTrack, takeRecord } from '../../src/merge/track.ts';
import { parseJournalHead } from '../../src/wire/records.ts';
import { Scribe } from '../gather/scribe.ts';
import { exampleInfo } from '../series/example.ts';
import { trackOf } from './example.ts';

/** The track of a process that has said hello, and what takes a record of it at an offset. */
function tracking(scribe: Scribe) {
  const [hello, layout] = scribe.hello();
  const parsed = parseJournalHead(hello!.head);
  assert.ok(parsed.type === 'hello');
  const track = newTrack(parsed, hello!.body);
  const take = (record: { head: Uint8Array; body: Uint8Array }, offset: number) => {
    const head = parseJournalHead(record.head);
    assert.ok('seq' in head && head.type !== 'hello');
    takeRecord(track, head, { ...record, offset, length: record.head.length + record.body.length }, 0);
  };
  take(layout!, 100);
  return { track, take };
}

test('of a sample its place is kept, and of one that comes twice the first', () => {
  const scribe = new Scribe(1, 'node1');
  const { track, take } = tracking(scribe);
  const sample = scribe.sample(0, 5n);
  take(sample, 200);
  take(sample, 900);
  take(scribe.sample(1, 6n), 300);
  assert.equal([track.offset.length, track.offset.at(0), track.offset.at(1)], [2, 200, 300]);
  assert.equal([track.tick.at(0), track.tick.at(1), track.good], [0, 1, 2]);
});

test('a sample whose tick is not behind the one before is an error, and the next counts', () => {
  const scribe = new Scribe(1, 'node1');
  const { track, take } = tracking(scribe);
  take(scribe.sample(3, 5n), 200);
  assert.throws(() => take(scribe.sample(3, 6n), 300), /^tick 3 comes after 3$/);
  take(scribe.sample(4, 7n), 400);
  assert.is(lastTick(track.tick), 4);
});

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
