import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { claimedLength, frame, frameLength, readFrame } from '../../../src/wire/journal/frames.ts';
import { MAX_BODY_BYTES, MAX_JOURNAL_HEAD_BYTES } from '../../../src/wire/records.ts';
import { record } from './memory-file.ts';

const anyRecord = fc.record({ head: fc.uint8Array({ minLength: 1 }), body: fc.uint8Array() });

/** Three 32-bit numbers, lowest byte first: what stands before head and body. */
function prefix(headLength: number, bodyLength: number, checksum = 0): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32LE(headLength, 0);
  bytes.writeUInt32LE(bodyLength, 4);
  bytes.writeUInt32LE(checksum, 8);
  return bytes;
}

test('lengths and checksum, lowest byte first, then head and body', () => {
  // printf '\\2\\0\\0\\0\\3\\0\\0\\0hibye' | gzip | tail -c8 | od -tx4
  const checksum = 0x31bf032f;
  const expected = Buffer.concat([prefix(2, 3, checksum), Buffer.from('hibye')]);
  assert.equal(frame(record('hi', 'bye')), expected);
});

test('any record comes back, wherever it stands', () => {
  fc.assert(
    fc.property(anyRecord, fc.uint8Array(), fc.uint8Array(), (written, before, behind) => {
      const framed = frame(written);
      assert.is(framed.length, frameLength(written));
      const found = readFrame(Buffer.concat([before, framed, behind]), before.length);
      assert.ok(typeof found === 'object');
      assert.is(found.length, framed.length);
      assert.equal([...found.head], [...written.head]);
      assert.equal([...found.body], [...written.body]);
    }),
  );
});

test('every single bit that changed is noticed', () => {
  fc.assert(
    fc.property(anyRecord, (written) => {
      const framed = frame(written);
      for (let bit = 0; bit < framed.length * 8; bit++) {
        const changed = Buffer.from(framed);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        // With a length that became greater the bytes end before it would.
        assert.type(readFrame(changed, 0), 'string', `bit ${bit}`);
      }
    }),
  );
});

test('cut off anywhere it is cut, never damaged', () => {
  const framed = frame(record('head', 'body'));
  for (let length = 0; length < framed.length; length++) {
    assert.is(readFrame(framed.subarray(0, length), 0), 'cut', `${length} bytes`);
    assert.is(claimedLength(framed.subarray(0, length), 0), undefined, `${length} bytes`);
  }
  assert.is(readFrame(framed, framed.length), 'cut');
  assert.is(claimedLength(framed, 0), framed.length);
});

test('lengths that no record has are damage: they claim nothing, however much is behind them', () => {
  const most = MAX_JOURNAL_HEAD_BYTES;
  for (const [head, body] of [
    [0, 5],
    [most + 1, 0],
    [1, MAX_BODY_BYTES + 1],
    [2 ** 32 - 1, 0],
    [1, 2 ** 32 - 1],
  ] as const) {
    assert.is(readFrame(prefix(head, body), 0), 'damaged', `${head} and ${body}`);
    assert.is(claimedLength(prefix(head, body), 0), undefined);
  }
  for (const [head, body] of [
    [most, 0],
    [1, MAX_BODY_BYTES],
  ] as const) {
    assert.is(readFrame(prefix(head, body), 0), 'cut', `${head} and ${body}`);
  }
});

test('the longest record comes back', () => {
  const written = { head: Buffer.alloc(MAX_JOURNAL_HEAD_BYTES, 'h'), body: Buffer.alloc(MAX_BODY_BYTES, 7) };
  const found = readFrame(frame(written), 0);
  assert.ok(typeof found === 'object');
  assert.ok(written.head.equals(found.head) && written.body.equals(found.body));
});

test.run();
