import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Roster } from '../../src/gather/roster.ts';
import { parseIncoming, type RankRecord, type RecordBytes } from '../../src/wire/records.ts';
import { note, Scribe } from './scribe.ts';

const test = suite('roster');

/** Judges what a scribe wrote. */
function judge(roster: Roster, bytes: RecordBytes, now = 0) {
  const record = parseIncoming(bytes.head);
  if (record.type === 'request' || record.type === 'ping') throw new Error('not a record');
  return roster.judge(record satisfies RankRecord, bytes.body, now);
}

test('records of a rank are taken in order, and only once', () => {
  const roster = new Roster(2, 1000);
  const scribe = new Scribe(1, 'node2');
  const records = [...scribe.hello(), scribe.sample(0, 5n), scribe.sample(1, 6n), scribe.bye(2)];
  assert.equal(
    records.map((record) => judge(roster, record)),
    ['accepted', 'accepted', 'accepted', 'accepted', 'accepted'],
  );
  assert.equal(
    records.map((record) => judge(roster, record)),
    ['duplicate', 'duplicate', 'duplicate', 'duplicate', 'duplicate'],
  );
  assert.is(roster.count, 1);
  assert.is(roster.ended, 1);
  assert.is(roster.member(1)?.samples, 2);
});

test('a rank is ready when it has compared clocks', () => {
  const roster = new Roster(1, 1000);
  const scribe = new Scribe(0, 'node1');
  for (const record of scribe.hello()) judge(roster, record);
  assert.is(roster.ready, 0);
  judge(roster, scribe.clock(0.1, 0.2));
  assert.is(roster.ready, 1);
});

test('a hole is refused: what fell into it will be sent again', () => {
  const roster = new Roster(1, 1000);
  const scribe = new Scribe(0, 'node1');
  for (const record of scribe.hello()) judge(roster, record);
  scribe.sample(0, 5n);
  assert.equal(judge(roster, scribe.sample(1, 5n)), { refused: 'record 4 of rank 0 came after 2' });
});

test('a record that stands for dropped samples closes the hole', () => {
  const roster = new Roster(1, 1000);
  const scribe = new Scribe(0, 'node1');
  for (const record of scribe.hello()) judge(roster, record);
  assert.is(judge(roster, scribe.lost(3)), 'accepted');
  assert.is(judge(roster, scribe.sample(4, 5n)), 'accepted');
});

test('a record that claims more than was dropped is refused, and closes nothing', () => {
  const roster = new Roster(1, 1000);
  const scribe = new Scribe(0, 'node1');
  for (const record of scribe.hello()) judge(roster, record);
  const lost = { type: 'lost' as const, rank: 0, id: 'abc123', seq: 2_000_000_000, from: 3, samples: 1 };
  assert.match(JSON.stringify(judge(roster, note(lost))), 'says that 1 samples are records 3 to 2000000000');
  assert.is(judge(roster, scribe.sample(0, 5n)), 'accepted');
});

test('nobody is heard before hello, under the id of another, or beyond the number of ranks', () => {
  const roster = new Roster(2, 1000);
  const early = new Scribe(1, 'node2');
  early.hello();
  assert.equal(judge(roster, early.sample(0, 1n)), { refused: 'rank 1 has not said hello' });
  const [hello] = new Scribe(2, 'node3').hello();
  assert.equal(judge(roster, hello!), { refused: 'rank 2 of 2' });
});

test('a second process of a rank is refused while the first is heard, and taken when it is silent', () => {
  const roster = new Roster(1, 1000);
  const [first] = new Scribe(0, 'node1', 'aaaaaa').hello();
  const [second] = new Scribe(0, 'node1', 'bbbbbb').hello();
  assert.is(judge(roster, first!, 0), 'accepted');
  assert.equal(judge(roster, second!, 5000), { refused: 'rank 0 is already there, on node1' });
  assert.is(judge(roster, second!, 10_000), 'accepted');
});

test('a body that does not fit its layouts, or a layout nobody knows, is refused', () => {
  const roster = new Roster(1, 1000);
  const scribe = new Scribe(0, 'node1');
  const [hello, layout] = scribe.hello();
  judge(roster, hello!);
  const { head } = layout!;
  const unknown = Buffer.from(Buffer.from(head).toString().replace('meminfo', 'memorex'));
  assert.equal(judge(roster, { head: unknown, body: layout!.body }), {
    refused: 'source "memorex" is unknown',
  });
  judge(roster, layout!);
  const sample = scribe.sample(0, 5n);
  const cut = { head: sample.head, body: sample.body.subarray(0, 3) };
  assert.equal(judge(roster, cut), { refused: 'the packed body ends within a number' });
  assert.is(judge(roster, sample), 'accepted');
});

test('after bye nothing more is taken', () => {
  const roster = new Roster(1, 1000);
  const scribe = new Scribe(0, 'node1');
  for (const record of [...scribe.hello(), scribe.bye(1)]) judge(roster, record);
  assert.equal(judge(roster, scribe.sample(2, 5n)), { refused: 'rank 0 has said bye' });
});

test('a rank is not replaced while it is silent between its samples', () => {
  const replaced = (intervalMs: number, stride: number | undefined, silentMs: number) => {
    const roster = new Roster(1, intervalMs);
    const [first, second] = [new Scribe(0, 'node1'), new Scribe(0, 'node2', 'def456')];
    for (const record of first.hello()) judge(roster, record);
    judge(roster, first.sample(0, 5n, stride === undefined ? {} : { stride }), 1000);
    const [hello] = second.hello();
    return hello !== undefined && judge(roster, hello, 1000 + silentMs) === 'accepted';
  };
  assert.equal([replaced(1000, undefined, 9_999), replaced(1000, undefined, 10_000)], [false, true]);
  assert.equal([replaced(15_000, undefined, 44_999), replaced(15_000, undefined, 45_000)], [false, true]);
  assert.equal([replaced(10_000, 4, 119_999), replaced(10_000, 4, 120_000)], [false, true]);
});

test('a sample of more numbers than any host has is refused', () => {
  const roster = new Roster(1, 1000);
  const scribe = new Scribe(0, 'node1');
  for (const record of scribe.hello()) judge(roster, record);
  const names = Array.from({ length: 200_000 }, (_, nth) => `sd${nth}`);
  const stamp = { rank: 0, id: 'abc123', seq: 3 };
  const layout = { type: 'layout', ...stamp, layout: 2, source: 'diskstats' } as const;
  const body = Buffer.from(JSON.stringify({ names, columns: 17 }));
  assert.is(roster.judge(layout, body, 0), 'accepted');
  const sample = { type: 'sample', ...stamp, seq: 4, time: 0, tick: 0, base: 0, layouts: [2] } as const;
  const verdict = roster.judge({ ...sample, layouts: [...sample.layouts] }, new Uint8Array(5), 0);
  assert.equal(verdict, { refused: 'a sample has 3400000 numbers' });
});

test.run();
