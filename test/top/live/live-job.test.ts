import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LiveJob, type Passage } from '../../../src/top/live/live-job.ts';
import type { RecordBytes } from '../../../src/wire/records.ts';
import { job, NOON, note, Scribe, start } from '../../gather/scribe.ts';

/** A job that reads these records. */
function reader(live = new LiveJob()) {
  const read = (passage: Passage, now: number, ...records: readonly RecordBytes[]) => {
    for (const record of records) live.take(record, passage, now);
  };
  return { live, read };
}

test('what the job is, and hosts by rank under the names of the file, those that have not come last', () => {
  const { live, read } = reader();
  assert.equal(live.hosts, []);
  read('openings', 5, ...new Scribe(2, 'same').hello(), ...new Scribe(0, 'same').hello());
  assert.equal(live.hosts, []); // Before the job is known.
  read('openings', 5, job({ expected: 3, hosts: ['same', 'same', 'other'] }), start());
  read(
    'openings',
    5,
    note({ type: 'benchmark', nth: 3, command: ['ior'], start: NOON, end: null, exit_code: null }),
  );
  assert.equal(
    live.hosts.map(({ key, rank, tracks }) => [key, rank, tracks.length]),
    [
      ['same', 0, 1],
      ['same#2', 2, 1],
      ['other', null, 0],
    ],
  );
  assert.is(live.job?.benchmark_type, 'training');
  assert.is(live.schedule?.max_samples, 3600);
  assert.equal(live.benchmark?.command, ['ior']);
});

test('in openings only what others are understood by counts', () => {
  const { live, read } = reader();
  const scribe = new Scribe(0, 'node1');
  read('openings', 5, job(), ...scribe.hello(), scribe.sample(0, 1n));
  assert.equal([live.host(0)?.tick, live.host(0)?.heard], [-1, 5]);
});

test('when it was heard is known of what has just been written only', () => {
  const { live, read } = reader();
  const scribe = new Scribe(0, 'node1');
  read('openings', 5, job(), ...scribe.hello());
  read('history', 70, scribe.sample(0, 1n));
  assert.equal([live.host(0)?.tick, live.host(0)?.heard], [0, 5]);
  read('live', 80, scribe.sample(1, 1n));
  assert.equal([live.host(0)?.tick, live.host(0)?.heard, live.host(0)?.ended], [1, 80, false]);
  read('live', 90, scribe.bye(2));
  assert.equal([live.host(0)?.ended, live.host(0)?.heard], [true, 90]);
});

test('another process takes over a rank; what its predecessor still says is not heard', () => {
  const { live, read } = reader();
  const [first, second] = [new Scribe(1, 'node1', 'aaa111'), new Scribe(1, 'node2', 'bbb222')];
  read('openings', 5, job({ expected: 1, hosts: [] }), ...first.hello());
  const names = () => live.hosts.map(({ key }) => key);
  read('history', 6, first.sample(0, 1n));
  assert.equal(names(), ['node1']);
  read('history', 6, ...second.hello());
  assert.equal(names(), ['node2']);
  // Two of which one has not come.
  read('history', 6, job({ expected: 2, hosts: [] }));
  assert.equal(names(), ['node2', 'unknown#1']);
  read('live', 9, first.sample(1, 1n), first.bye(2));
  const now = live.host(1);
  assert.equal([now?.hello.id, now?.tick, now?.ended], ['bbb222', -1, false]);
  assert.is(live.unknown, 0);
});

test('a hello that is read twice, in openings and after, is that of one process', () => {
  const { live, read } = reader();
  const scribe = new Scribe(0, 'node1');
  const hello = scribe.hello();
  read('openings', 5, job(), ...hello);
  read('history', 6, ...hello, scribe.sample(0, 1n));
  read('live', 7, scribe.sample(1, 1n), hello[0]!);
  assert.equal([live.host(0)?.tick, live.host(0)?.points.length], [1, 1]);
});

test('what is not understood is counted', () => {
  const { live, read } = reader();
  const strange = { head: Buffer.from('{"type":"tape"}'), body: new Uint8Array(0) };
  const scribe = new Scribe(0, 'node1');
  const [hello, layout] = scribe.hello();
  const unread = { head: layout!.head, body: Buffer.from('{"names":7}') };
  read('openings', 5, job(), strange, hello!, unread);
  assert.is(live.unknown, 2);
  // Of whom nobody has heard.
  read('live', 6, new Scribe(7, 'node7').sample(0, 1n));
  assert.equal([live.unknown, live.host(7)], [2, undefined]);
});

test.run();
