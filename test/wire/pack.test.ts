import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Numbers } from '../../src/exact/numbers.ts';
import { checkPacked, demandEnd, Packer, unpack } from '../../src/wire/pack.ts';
import { VarintReader } from '../../src/wire/varint.ts';

function numbers(values: readonly bigint[]): Numbers {
  const made = new Numbers();
  for (const value of values) made.pushExact(value);
  return made;
}

function values(of: Numbers): bigint[] {
  return Array.from({ length: of.length }, (_, at) => of.exact(at));
}

function packKey(now: readonly bigint[]): Buffer {
  const packer = new Packer();
  packer.begin();
  packer.key(numbers(now));
  return packer.end();
}

function packDelta(now: readonly bigint[], before: readonly bigint[]): Buffer {
  const packer = new Packer();
  packer.begin();
  packer.delta(numbers(now), numbers(before));
  return packer.end();
}

/** Unpacks a body with one sample. */
function unpackAll(body: Uint8Array, count: number, before: Numbers | undefined, into: Numbers): void {
  const reader = new VarintReader(body);
  unpack(reader, count, before, into);
  demandEnd(reader);
}

test('differences take a byte, runs of unchanged numbers two', () => {
  // 3 more is zigzag 6, 1 less is zigzag 1; then a run of four zeros is 0 and 3.
  const before = [1000n, 50n, 7n, 7n, 7n, 7n];
  assert.equal([...packDelta([1003n, 49n, 7n, 7n, 7n, 7n], before)], [6, 1, 0, 3]);
});

test('300 is packed as zigzag 600, lowest seven bits first', () => {
  assert.equal([...packKey([300n])], [0xd8, 0x04]);
});

test('a run of zeros goes on across the sources of a sample', () => {
  const packer = new Packer();
  packer.begin();
  packer.key(numbers([0n, 0n]));
  packer.key(numbers([0n]));
  assert.equal([...packer.end()], [0, 2]);
});

const kernelNumber = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }),
  fc.bigInt({ min: 0n, max: 1000n }),
  fc.constantFrom(0n, 2n ** 51n, 2n ** 52n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 64n - 1n, -(2n ** 53n) + 1n),
);

test('a key sample of any 64-bit numbers comes back', () => {
  fc.assert(
    fc.property(fc.array(kernelNumber), (now) => {
      const body = packKey(now);
      const into = new Numbers();
      checkPacked(body, now.length, 1);
      unpackAll(body, now.length, undefined, into);
      assert.equal(values(into), now);
    }),
  );
});

test('a delta of any 64-bit numbers to any others comes back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(kernelNumber, kernelNumber)), (pairs) => {
      const now = pairs.map(([value]) => value);
      const before = pairs.map(([, value]) => value);
      const into = new Numbers();
      unpackAll(packDelta(now, before), now.length, numbers(before), into);
      assert.equal(values(into), now);
    }),
  );
});

test('how far numbers can have moved in a body is told, or not told', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(kernelNumber, kernelNumber), { minLength: 1 }), (pairs) => {
      const now = pairs.map(([value]) => value);
      const before = pairs.map(([, value]) => value);
      const most = checkPacked(packDelta(now, before), now.length, 1);
      const moved = pairs.map(([value, old]) => Number(value > old ? value - old : old - value));
      assert.ok(Number.isNaN(most) ? Math.max(...moved) >= 2 ** 47 : most >= Math.max(...moved));
    }),
  );
  assert.is(checkPacked(packDelta([7n, 5n], [10n, 5n]), 2, 1), 3);
  // Of the greatest there is before it, it is told no more.
  assert.ok(Number.isNaN(checkPacked(packKey([2n ** 63n, 1n]), 2, 1)));
  assert.ok(Number.isNaN(checkPacked(packKey([1n, 2n ** 63n, 3n]), 3, 1)));
});

test('bytes that are no body are an error, never a wrong count', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(40), (body, count) => {
      const into = new Numbers();
      try {
        unpackAll(body, count, undefined, into);
      } catch (error) {
        assert.instance(error, Error);
        return;
      }
      assert.is(into.length, count);
      checkPacked(body, count, 1);
    }),
  );
});

test('a body that is cut off or too long says so', () => {
  assert.throws(() => unpackAll(packKey([300n]).subarray(0, 1), 1, undefined, new Numbers()), /ends within/);
  assert.throws(() => unpackAll(packKey([1n, 2n]), 1, undefined, new Numbers()), /more numbers/);
  assert.throws(() => checkPacked(packKey([0n, 0n, 0n]), 2, 1), /more numbers/);
  assert.throws(() => checkPacked(Buffer.alloc(11, 0xff), 1, 1), /too long/);
});

test('a run longer than what is left of a sample is refused', () => {
  const body = packKey([1n, 0n, 0n]);
  const more = /^the packed body has more numbers than its layout$/;
  assert.throws(() => checkPacked(body, 2, 1), more);
  assert.throws(() => unpackAll(body, 2, undefined, new Numbers()), more);
});

test('large numbers that have not changed are as they were', () => {
  const now = [2n ** 64n - 1n, 5n, -(2n ** 63n), 0n];
  const into = new Numbers();
  const body = packDelta(now, now);
  assert.equal([...body], [0, 3]);
  unpackAll(body, now.length, numbers(now), into);
  assert.equal(values(into), now);
});

/** A packer with one sample of 300 in it. */
function withSample(): Packer {
  const packer = new Packer();
  packer.begin();
  packer.key(numbers([300n]));
  packer.endSample();
  return packer;
}

test('how long the samples are that have ended is told', () => {
  const packer = withSample();
  assert.is(packer.length, 2);
  packer.delta(numbers([301n]), numbers([300n]));
  assert.is(packer.length, 2);
  packer.endSample();
  assert.is(packer.length, 3);
});

test('a sample that is dropped leaves nothing, also no zeros that were to come', () => {
  const packer = withSample();
  packer.delta(numbers([301n, 0n]), numbers([300n, 0n]));
  packer.dropSample();
  packer.delta(numbers([299n]), numbers([300n]));
  assert.equal([...packer.end()], [0xd8, 0x04, 1]);
});

test('each body begins with nothing', () => {
  const packer = withSample();
  packer.end();
  packer.begin();
  packer.key(numbers([1n]));
  assert.equal([...packer.end()], [2]);
  packer.key(numbers([0n]));
  packer.begin();
  assert.is(packer.length, 0);
  packer.key(numbers([1n]));
  assert.equal([...packer.end()], [2]);
});

test('there is room for however many samples of one number', () => {
  const most = 2n ** 64n - 1n;
  const samples = 1000; // Of ten bytes each: more than a packer has room for at first.
  for (const pack of [
    (packer: Packer) => packer.key(numbers([most])),
    (packer: Packer) => packer.delta(numbers([most]), numbers([0n])),
  ]) {
    const packer = new Packer();
    packer.begin();
    for (let nth = 0; nth < samples; nth++) {
      pack(packer);
      packer.endSample();
    }
    const body = packer.end();
    assert.is(body.length, 10 * samples);
    const reader = new VarintReader(body);
    const into = new Numbers();
    for (let nth = 0; nth < samples; nth++) {
      unpack(reader, 1, undefined, into);
      assert.is(into.exact(0), most);
    }
    assert.ok(reader.done);
  }
});

test('a number beyond 64 bits is refused', () => {
  const body = packDelta([2n ** 64n - 1n], [0n]);
  assert.throws(() => unpackAll(body, 1, numbers([1n]), new Numbers()), /beyond 64 bits/);
  const least = -(2n ** 63n);
  const into = new Numbers();
  unpackAll(packDelta([least], [0n]), 1, numbers([0n]), into);
  assert.equal(values(into), [least]);
  assert.throws(() => unpackAll(packDelta([least], [0n]), 1, numbers([-1n]), into), /beyond 64 bits/);
});

test.run();
