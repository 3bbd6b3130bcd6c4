import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Outbox, type Outgoing } from '../../src/rank/outbox.ts';

const TEN = new Uint8Array(10);
const NONE = new Uint8Array(0);

function record(seq: number, role: Outgoing['role'], body = NONE): Outgoing {
  const samples = role === 'key' || role === 'delta' ? 1 : 0;
  return { seq, role, samples, head: TEN, body };
}

/** An epitaph of ten bytes that keeps what it was told. */
function outbox(maxBytes: number) {
  const told: string[] = [];
  const made = new Outbox(maxBytes, (from, to, samples) => {
    told.push(`${samples} from ${from} to ${to}`);
    return record(to, 'kept');
  });
  const take = () => {
    const seqs: number[] = [];
    for (let next = made.next(); next; next = made.next()) seqs.push(next.seq);
    return seqs;
  };
  return { made, told, take };
}

test('records leave in order, once, and again after a new connection until they are acknowledged', () => {
  const { made, take } = outbox(1000);
  for (const seq of [1, 2, 3]) made.push(record(seq, 'kept'));
  assert.equal(take(), [1, 2, 3]);
  assert.equal(take(), []);
  made.acknowledge(1);
  made.push(record(4, 'kept'));
  assert.equal(take(), [4]);
  made.rewind();
  assert.equal(take(), [2, 3, 4]);
  made.acknowledge(4);
  assert.is(made.length, 0);
  assert.is(made.bytes, 0);
});

test('what is acknowledged before it was sent again is not, and nothing else is left out', () => {
  const { made, take } = outbox(1000);
  for (const seq of [1, 2, 3]) made.push(record(seq, 'kept'));
  take();
  made.rewind();
  made.acknowledge(1);
  assert.equal(take(), [2, 3]);
});

test('bodies take room, too', () => {
  const { made } = outbox(1000);
  made.push(record(1, 'kept', TEN));
  made.push(record(2, 'kept'));
  assert.is(made.bytes, 30);
  made.acknowledge(1);
  assert.is(made.bytes, 10);
});

test('what is no sample is kept, though there is no room', () => {
  const { made, told, take } = outbox(25);
  for (const seq of [1, 2, 3]) assert.is(made.push(record(seq, 'essential')), true);
  assert.equal(told, []);
  assert.equal(take(), [1, 2, 3]);
});

test('it is half full with more than half of its bytes', () => {
  const { made } = outbox(40);
  const full = [1, 2, 3].map((seq) => {
    made.push(record(seq, 'kept'));
    return made.isHalfFull;
  });
  assert.equal(full, [false, false, true]);
  made.acknowledge(1);
  assert.is(made.isHalfFull, false);
});

test('without room the oldest samples go, up to the next key sample, and one record stands for them', () => {
  const { made, told, take } = outbox(60);
  made.push(record(1, 'kept'));
  made.push(record(2, 'key'));
  made.push(record(3, 'delta'));
  made.push(record(4, 'delta'));
  made.push(record(5, 'key'));
  assert.is(made.push(record(6, 'delta')), true);
  assert.equal(told, []);
  assert.is(made.push(record(7, 'delta')), true);
  assert.equal(told, ['3 from 2 to 4']);
  assert.equal(take(), [1, 4, 5, 6, 7]);
  assert.is(made.dropped, 3);
});

test('samples go, too, whose key sample the gather has', () => {
  const { made, told, take } = outbox(40);
  made.push(record(1, 'key'));
  made.push(record(2, 'delta'));
  made.push(record(3, 'delta'));
  made.acknowledge(1);
  made.push(record(4, 'key'));
  made.push(record(5, 'delta'));
  assert.equal(told, []);
  assert.is(made.push(record(6, 'delta')), true);
  assert.equal(told, ['2 from 2 to 3']);
  assert.equal(take(), [3, 4, 5, 6]);
});

test('all samples of a record go with it, and are counted', () => {
  const { made, told } = outbox(40);
  for (const [seq, samples] of [
    [1, 3],
    [2, 16],
    [3, 2],
  ] as const) {
    made.push({ ...record(seq, seq === 2 ? 'delta' : 'key'), samples });
  }
  assert.equal([made.push(record(4, 'delta')), told], [true, []]);
  assert.is(made.push({ ...record(5, 'delta'), samples: 4 }), true);
  assert.equal([told, made.dropped], [['19 from 1 to 2'], 19]);
  assert.is(made.push({ ...record(6, 'delta', TEN), samples: 5 }), false);
  assert.equal([told.at(-1), made.dropped], ['31 from 1 to 6', 31]);
});

test('also if the oldest sample is the oldest record', () => {
  const { made, told, take } = outbox(25);
  for (const seq of [1, 2, 3]) made.push(record(seq, 'key'));
  assert.equal(told, ['1 from 1 to 1', '2 from 1 to 2']);
  assert.equal(take(), [2, 3]);
});

test('later losses join the record that stands for the earlier ones', () => {
  const { made, told, take } = outbox(30);
  made.push(record(1, 'kept'));
  made.push(record(2, 'key'));
  made.push(record(3, 'key'));
  made.push(record(4, 'key'));
  made.push(record(5, 'key'));
  assert.equal(told, ['1 from 2 to 2', '2 from 2 to 3', '3 from 2 to 4']);
  assert.equal(take(), [1, 4, 5]);
});

test('when the newest sample itself had to go, the next must be a key sample', () => {
  const { made } = outbox(25);
  made.push(record(1, 'kept'));
  made.push(record(2, 'key'));
  assert.is(made.push(record(3, 'delta')), false);
  assert.equal(
    made.records().map(({ seq }) => seq),
    [1, 3],
  );
});

test('the same if what needs the room is no sample', () => {
  const { made } = outbox(25);
  made.push(record(1, 'kept'));
  made.push(record(2, 'key'));
  assert.is(made.push(record(3, 'kept')), false);
});

test('what was sent but not acknowledged when it was dropped is told to the gather', () => {
  const { made, take } = outbox(40);
  made.push(record(1, 'kept'));
  made.push(record(2, 'key'));
  made.push(record(3, 'delta'));
  assert.equal(take(), [1, 2, 3]);
  made.push(record(4, 'key'));
  made.push(record(5, 'delta'));
  assert.equal(take(), [3, 4, 5]);
});

test.run();
