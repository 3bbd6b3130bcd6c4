import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Roster } from '../../src/gather/roster.ts';
import { layoutKey } from '../../src/wire/layouts.ts';
import { PROTOCOL, parseIncoming, type RankRecord, type RecordBytes } from '../../src/wire/records.ts';
import { NOON, note, Scribe } from './scribe.ts';

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

test('a record beyond the next is a gap: it is not taken until what is missing has come', () => {
  const roster = new Roster(1, 1000);
  const scribe = new Scribe(0, 'node1');
  for (const record of scribe.hello()) judge(roster, record);
  const samples = [scribe.sample(0, 5n), scribe.sample(1, 6n), scribe.sample(2, 7n)];
  assert.is(judge(roster, samples[1]!, 10), 'gap');
  assert.is(judge(roster, samples[2]!, 20), 'gap');
  const member = roster.member(0);
  assert.equal([member?.seq, member?.samples, member?.heard], [2, 0, 20]);
  assert.equal(
    samples.map((record) => judge(roster, record)),
    ['accepted', 'accepted', 'accepted'],
  );
  assert.equal([member?.seq, member?.samples], [5, 3]);
});

test('a record for dropped samples that begins beyond the next is a gap, too', () => {
  const roster = new Roster(1, 1000);
  const scribe = new Scribe(0, 'node1');
  for (const record of scribe.hello()) judge(roster, record);
  const lost = { type: 'lost' as const, rank: 0, id: 'abc123', seq: 7, from: 4, samples: 4 };
  assert.is(judge(roster, note(lost)), 'gap');
  assert.is(judge(roster, scribe.sample(0, 5n)), 'accepted');
  assert.is(judge(roster, note(lost)), 'accepted');
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

test('before its hello, all that comes of a rank is behind a gap', () => {
  const roster = new Roster(2, 1000);
  const early = new Scribe(1, 'node2');
  const [hello, layout] = early.hello();
  const sample = early.sample(0, 1n);
  assert.is(judge(roster, sample), 'gap');
  assert.is(roster.count, 0);
  assert.equal(
    [hello!, layout!, sample].map((record) => judge(roster, record)),
    ['accepted', 'accepted', 'accepted'],
  );
});

test('nobody is heard beyond the number of ranks, of another version, or under the id of another', () => {
  const roster = new Roster(2, 1000);
  const [hello, layout] = new Scribe(2, 'node3').hello();
  assert.equal(judge(roster, hello!), { refused: 'rank 2 of 2' });
  assert.equal(judge(roster, layout!), { refused: 'rank 2 of 2' });
  assert.is(judge(new Roster(null, 1000), hello!), 'accepted');
  const newer = Buffer.from(hello!.head).toString().replace(`"protocol":${PROTOCOL},`, '"protocol":99,');
  assert.equal(judge(new Roster(null, 1000), { head: Buffer.from(newer), body: hello!.body }), {
    refused: `rank 2 is of another version of rankstat (protocol 99, rank 0 has ${PROTOCOL}): install the same on all nodes`,
  });
  for (const record of new Scribe(1, 'node2').hello()) judge(roster, record);
  const [, foreign] = new Scribe(1, 'node2', 'def456').hello();
  assert.equal(judge(roster, foreign!), { refused: 'rank 1 is another process' });
});

test('the numbers of a job are those of the processes that count', () => {
  const roster = new Roster(null, 1000);
  const [first, second] = [new Scribe(0, 'node1'), new Scribe(0, 'node1', 'def456')];
  for (const record of first.hello()) judge(roster, record);
  for (const record of [first.clock(0, 1), first.clock(0, 1), first.sample(0, 5n)]) judge(roster, record);
  assert.equal([roster.count, roster.ready, roster.ended, roster.samples], [1, 1, 0, 1]);
  judge(roster, first.bye(1));
  assert.equal([roster.count, roster.ready, roster.ended, roster.samples], [1, 1, 1, 1]);
  // It has said bye: its place is free at once.
  for (const record of second.hello()) assert.is(judge(roster, record, 1), 'accepted');
  assert.equal([roster.count, roster.ready, roster.ended, roster.samples], [1, 0, 0, 1]);
  assert.equal(
    [...roster.members].map(({ id, seq, heard, acknowledgedAt }) => [id, seq, heard, acknowledgedAt]),
    [['def456', 2, 1, 1]],
  );
});

test('a hello that comes again is a sign of life', () => {
  const roster = new Roster(1, 1000);
  const [hello] = new Scribe(0, 'node1').hello();
  const [other] = new Scribe(0, 'node1', 'def456').hello();
  judge(roster, hello!, 0);
  assert.is(judge(roster, hello!, 9000), 'duplicate');
  assert.is(typeof judge(roster, other!, 18_999), 'object');
});

test('a sample that is packed against another than the last is refused', () => {
  const roster = new Roster(1, 1000);
  const scribe = new Scribe(0, 'node1');
  for (const record of scribe.hello()) judge(roster, record);
  const delta = (seq: number, base: number) => ({
    type: 'samples' as const,
    ...{ rank: 0, id: 'abc123', seq, base, taken: [{ time: NOON, tick: 0 }] },
  });
  const { head, body } = scribe.sample(0, 5n);
  const { layouts } = JSON.parse(String(head));
  const refused = (record: Parameters<Roster['judge']>[0], why: string) =>
    assert.equal(roster.judge(record, body, 0), { refused: why });
  refused(delta(3, 2), 'sample 3 needs 2, the last one is 0');
  refused(delta(4, 0), 'a key sample names no layouts');
  const others = [...layouts, ['vmstat', 'aaaaaaaaaaa', 1]];
  refused({ ...delta(5, 0), layouts: others }, 'layout aaaaaaaaaaa of vmstat is unknown');
  const [[source, key]] = layouts;
  refused({ ...delta(6, 0), layouts: [[source, key, 3]] }, `layout ${key} has 2 numbers, not 3`);
  // None of them stands in the way of the next.
  assert.is(roster.judge({ ...delta(7, 0), layouts }, body, 0), 'accepted');
  assert.is(roster.judge(delta(8, 7), body, 0), 'accepted');
  const lost = { type: 'lost' as const, rank: 0, id: 'abc123', seq: 9, from: 9, samples: 1 };
  assert.is(judge(roster, note(lost)), 'accepted');
  refused(delta(10, 8), 'sample 10 needs 8, the last one is 0');
  assert.is(roster.member(0)?.samples, 2);
  assert.is(roster.samples, 2);
});

test('a second process of a rank is refused while the first is heard, and taken when it is silent', () => {
  const roster = new Roster(1, 1000);
  const [first] = new Scribe(0, 'node1', 'aaaaaa').hello();
  const [second] = new Scribe(0, 'node1', 'bbbbbb').hello();
  assert.is(judge(roster, first!, 0), 'accepted');
  assert.equal(judge(roster, second!, 5000), { refused: 'rank 0 is already there, on node1' });
  assert.is(judge(roster, second!, 10_000), 'accepted');
});

test('a body that does not fit its layouts, or a layout that is another than it says, is refused', () => {
  const roster = new Roster(1, 1000);
  const scribe = new Scribe(0, 'node1');
  const [hello, layout] = scribe.hello();
  judge(roster, hello!);
  const { head } = layout!;
  const other = String(Buffer.from(head)).replace('meminfo', 'memorex');
  const { refused } = Object(judge(roster, { head: Buffer.from(other), body: layout!.body }));
  assert.match(refused, /^a layout of memorex is not the one that .* stands for$/);
  // It stands in nobody's way: what follows it is taken.
  assert.is(judge(roster, numbered(layout!, 3)), 'accepted');
  const sample = scribe.sample(0, 5n);
  const cut = { head: sample.head, body: sample.body.subarray(0, 3) };
  assert.equal(judge(roster, numbered(cut, 4)), { refused: 'the packed body ends within a number' });
  assert.is(judge(roster, numbered(sample, 5)), 'accepted');
});

/** A record under another number. */
function numbered({ head, body }: RecordBytes, seq: number): RecordBytes {
  return { head: Buffer.from(JSON.stringify({ ...JSON.parse(String(head)), seq })), body };
}

test('a layout of more fields than its source has is refused', () => {
  const roster = new Roster(1, 1000);
  const [hello, layout] = new Scribe(0, 'node1').hello();
  judge(roster, hello!);
  const body = Buffer.from(JSON.stringify({ names: ['MemTotal'], columns: 2 }));
  const key = layoutKey('meminfo', body);
  const wide = { type: 'layout', rank: 0, id: 'abc123', seq: 2, source: 'meminfo', key } as const;
  assert.equal(roster.judge(wide, body, 0), { refused: 'meminfo: MemTotal has 2 columns, known are 1' });
  assert.is(judge(roster, numbered(layout!, 3)), 'accepted');
});

test('after bye nothing more is taken', () => {
  const roster = new Roster(1, 1000);
  const scribe = new Scribe(0, 'node1');
  for (const record of [...scribe.hello(), scribe.bye(1)]) judge(roster, record);
  assert.equal(judge(roster, scribe.sample(2, 5n)), { refused: 'rank 0 has said bye' });
  assert.equal(judge(roster, scribe.sample(3, 5n)), { refused: 'rank 0 has said bye' });
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
  const layoutOf = (seq: number, body: Uint8Array) =>
    ({ type: 'layout', ...stamp, seq, source: 'diskstats', key: layoutKey('diskstats', body) }) as const;
  const sampleOf = (seq: number, body: Uint8Array, count: number) => ({
    ...{ type: 'samples' as const, ...stamp, seq, base: 0, taken: [{ time: 0, tick: 0 }] },
    layouts: [['diskstats', layoutKey('diskstats', body), count] as [string, string, number]],
  });
  const body = Buffer.from(JSON.stringify({ names, columns: 17 }));
  assert.is(roster.judge(layoutOf(3, body), body, 0), 'accepted');
  const verdict = roster.judge(sampleOf(4, body, 3_400_000), new Uint8Array(5), 0);
  assert.equal(verdict, { refused: 'a sample has 3400000 numbers' });
  // Two million are the most.
  const most = Buffer.from(JSON.stringify({ names, columns: 10 }));
  assert.is(roster.judge(layoutOf(5, most), most, 0), 'accepted');
  const next = roster.judge(sampleOf(6, most, 2_000_000), new Uint8Array(5), 0);
  assert.equal(next, { refused: 'the packed body ends within a number' });
});

test('a rank is told over its latest connection, whatever is read of an earlier one, and of another process of its number', () => {
  const roster = new Roster(1, 1000);
  const connection = (nth: number) => Buffer.from([0, 0, 0, 0, nth]);
  const isToldOver = () => roster.member(0)?.peer?.at(-1);
  roster.heardFrom({ rank: 0, id: 'abc123' }, connection(1)); // It has not said hello.
  for (const record of new Scribe(0, 'node1').hello()) judge(roster, record);
  assert.is(isToldOver(), undefined);
  for (const [nth, id, toldOver] of [
    [2, 'abc123', 2],
    [4, 'abc123', 4],
    [3, 'abc123', 4],
    [5, 'def456', 4],
    [5, 'abc123', 5],
  ] as const) {
    roster.heardFrom({ rank: 0, id }, connection(nth));
    assert.is(isToldOver(), toldOver);
  }
});

test.run();
