import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { VarintReader, VarintWriter } from '../../src/wire/varint.ts';

function written(write: (writer: VarintWriter) => void): number[] {
  const writer = new VarintWriter();
  write(writer);
  return [...writer.toBuffer()];
}

const read = (...bytes: number[]) => new VarintReader(Uint8Array.from(bytes));

test('seven bits a byte, lowest first; the top bit says that more follow', () => {
  for (const [value, bytes] of [
    [0, [0]],
    [1, [1]],
    [127, [127]],
    [128, [0x80, 1]],
    [300, [0xac, 2]],
    // The example of the DWARF standard.
    [12_857, [0xb9, 0x64]],
    [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [2 ** 31, [0x80, 0x80, 0x80, 0x80, 0x08]],
    [2 ** 49 - 1, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    [2 ** 53, [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]],
  ] as const) {
    assert.equal(
      written((writer) => writer.unsigned(value)),
      bytes,
      String(value),
    );
    assert.equal(
      written((writer) => writer.unsignedExact(BigInt(value))),
      bytes,
      String(value),
    );
  }
});

test('2^66 takes ten bytes', () => {
  assert.equal(
    written((writer) => writer.unsignedExact(2n ** 66n)),
    [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x08],
  );
});

test('an integer of seven bytes is a number, one of eight may not fit and is exact', () => {
  const small = read(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);
  assert.is(small.next(), 2 ** 49 - 1);
  const large = read(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 5);
  assert.ok(Number.isNaN(large.next()));
  assert.is(large.exact, 2n ** 49n);
  assert.is(large.next(), 5);
  assert.ok(large.done);
});

test('any integers come back, one after the other, every digit of them', () => {
  const any = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 66n }), fc.bigInt({ min: 0n, max: 2n ** 14n }));
  fc.assert(
    fc.property(fc.array(any), (values) => {
      const writer = new VarintWriter();
      writer.reserve(values.length);
      for (const value of values) {
        if (value <= 2n ** 53n) writer.unsigned(Number(value));
        else writer.unsignedExact(value);
      }
      const reader = new VarintReader(writer.toBuffer());
      for (const value of values) {
        const next = reader.next();
        assert.is(Number.isNaN(next) ? reader.exact : BigInt(next), value);
      }
      assert.ok(reader.done);
    }),
  );
});

test('there is room for as many as were reserved, and it can be used again', () => {
  const writer = new VarintWriter();
  const count = 3000; // Of ten bytes: more than it has at first, and than twice that.
  for (const _ of [1, 2]) {
    writer.truncate(0);
    for (let half = 0; half < 2; half++) {
      writer.reserve(count / 2);
      for (let nth = 0; nth < count / 2; nth++) writer.unsignedExact(2n ** 66n);
    }
    const bytes = writer.toBuffer();
    assert.is(bytes.length, 10 * count);
    const reader = new VarintReader(bytes);
    for (let nth = 0; nth < count; nth++) {
      reader.next();
      assert.is(reader.exact, 2n ** 66n);
    }
  }
  writer.truncate(0);
  assert.is(writer.toBuffer().length, 0);
});

test('how much was written is told, and what is dropped is not', () => {
  const writer = new VarintWriter();
  assert.is(writer.length, 0);
  writer.unsigned(127);
  writer.unsigned(128);
  writer.unsignedExact(2n ** 66n);
  assert.is(writer.length, 1 + 2 + 10);
  writer.truncate(3);
  assert.is(writer.length, 3);
  assert.equal([...writer.toBuffer()], [127, 0x80, 1]);
});

test('what was given out does not change with what is written next', () => {
  const writer = new VarintWriter();
  writer.unsigned(300);
  const first = writer.toBuffer();
  writer.truncate(0);
  writer.unsigned(5);
  assert.equal([...first], [0xac, 2]);
});

test('bytes that end within a number, or a number of eleven bytes, are an error', () => {
  assert.throws(() => read(0x80).next(), /ends within a number/);
  assert.throws(() => read().next(), /ends within a number/);
  const long = Array(10).fill(0x80);
  assert.throws(() => read(...long, 1).next(), /too long/);
  assert.ok(read().done);
});

test.run();
