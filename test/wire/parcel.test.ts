import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Parcel, unpacked } from '../../src/wire/parcel.ts';

/** A record of so many bytes: a third of them are its head. */
function record(bytes: number) {
  const head = Math.floor(bytes / 3);
  return { head: Buffer.alloc(head, 'h'), body: Buffer.alloc(bytes - head, 'b') };
}

/** What a parcel takes of records of these sizes. */
function taken(...sizes: readonly number[]): number[] {
  const parcel = new Parcel();
  for (const size of sizes) if (!parcel.add(record(size))) break;
  return parcel.records.map(({ head, body }) => head.length + body.length);
}

/** As a gather has them. */
const received = (...frames: readonly string[]) => frames.map((frame) => Buffer.from(frame));

test('records travel as text, in their order: head, body in base64, head, body', () => {
  const parcel = new Parcel();
  const whole = Buffer.from('..{"é":1}').subarray(2);
  const [first, second] = [
    { head: whole, body: Buffer.from([0, 255, 128, 7]) },
    { head: Buffer.from('{}'), body: new Uint8Array(0) },
  ];
  assert.equal([parcel.add(first), parcel.add(second)], [true, true]);
  assert.equal(parcel.frames, ['{"é":1}', 'AP+ABw==', '{}', '']); // As `base64` of coreutils has it.
  assert.is(parcel.bytes, 14);
  assert.equal(unpacked(received(...parcel.frames)), { records: [first, second], left: 0 });
});

test('what is not base64 is something else', () => {
  assert.equal(unpacked(received('{}', '\u00ff!')).records, [
    { head: Buffer.from('{}'), body: Buffer.alloc(0) },
  ]);
});

test('one that has nothing in it has no frames', () => {
  assert.equal(new Parcel().frames, []);
});

test('16 records travel together, and 64 KiB', () => {
  assert.is(taken(...Array.from({ length: 40 }, () => 3)).length, 16);
  assert.equal(taken(30_000, 35_536, 1), [30_000, 35_536]);
  assert.equal(taken(30_000, 35_537), [30_000]);
});

test('a record that is larger travels alone', () => {
  assert.equal(taken(100_000), [100_000]);
  assert.equal(taken(100_000, 0), [100_000]);
  assert.equal(taken(1, 65_536), [1]);
});

test('of a message that has more than a parcel can have the first part is taken, and told how much is left', () => {
  const many = unpacked(Array.from({ length: 38 }, () => Buffer.from('x')));
  assert.equal([many.records.length, many.left], [16, 6]);
  const large = unpacked(received('h'.repeat(30_000), 'b'.repeat(80_000), 'x'));
  assert.equal([large.records.length, large.left], [1, 1]);
});

test('what is not there is empty', () => {
  const nothing = { head: new Uint8Array(0), body: new Uint8Array(0) };
  assert.equal(unpacked([]), { records: [nothing], left: 0 });
  const head = Buffer.from('{}');
  assert.equal(unpacked([head]), { records: [{ ...nothing, head }], left: 0 });
  assert.equal(unpacked(received('{}', 'YQ==', '{}')).records, [
    { head, body: Buffer.from('a') },
    { ...nothing, head },
  ]);
});

test.run();
