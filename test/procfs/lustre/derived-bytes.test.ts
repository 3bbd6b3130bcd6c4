import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DerivedBytes } from '../../../src/procfs/lustre/derived-bytes.ts';

const test = suite('bytes derived of RPCs');

const PAGE = 4096;

/** RPCs of one size: the pages that they are counted as having at most, and bytes an RPC. */
function rpcs(count: number, pages: number, bytesPerRpc: number | undefined, inFlight = 0) {
  const least = pages > 1 ? (count * pages) / 2 : 0;
  return {
    count: BigInt(count),
    inFlight: BigInt(inFlight),
    mostPages: BigInt(count * pages),
    leastPages: BigInt(least),
    bytesPerRpc: bytesPerRpc === undefined ? undefined : BigInt(bytesPerRpc),
  };
}

function after(...all: readonly ReturnType<typeof rpcs>[]): [derived: bigint, estimated: bigint] {
  const bytes = new DerivedBytes(PAGE);
  for (const one of all) bytes.next(one);
  return [bytes.derived, bytes.estimated];
}

test('the mean times the number, where the sizes allow it', () => {
  assert.equal(after(rpcs(8, 256, 838_861)), [6_710_888n, 0n]);
  // The most and the least that RPCs of 129 to 256 pages can be.
  assert.equal(after(rpcs(1, 256, 256 * PAGE)), [1_048_576n, 0n]);
  assert.equal(after(rpcs(1, 256, 128 * PAGE)), [524_288n, 0n]);
  assert.equal(after(rpcs(1, 256, 256 * PAGE + 1)), [0n, 1_048_576n]);
  assert.equal(after(rpcs(1, 256, 128 * PAGE - 1)), [0n, 1_048_576n]);
});

test('an RPC of one page can be of one byte', () => {
  assert.equal(after(rpcs(7, 1, 1)), [7n, 0n]);
});

test('of RPCs that have not come back nothing has come; of others without a mean the most', () => {
  assert.equal(after(rpcs(2, 4, undefined, 2)), [0n, 0n]);
  assert.equal(after(rpcs(3, 4, undefined, 2)), [0n, 49_152n]);
});

test('pages of 64 KiB', () => {
  const bytes = new DerivedBytes(65_536);
  bytes.next(rpcs(2, 16, 1_000_000));
  assert.equal([bytes.derived, bytes.estimated], [2_000_000n, 0n]);
});

test('rounded means do not make it fall, nor count anything twice', () => {
  // 1000 RPCs of 4096.999 bytes, then one of 4096: the mean rounded down says less than before.
  const first = rpcs(1000, 2, 4200);
  const less = rpcs(1001, 2, 4195);
  const more = rpcs(1010, 2, 4200);
  assert.equal(after(first), [4_200_000n, 0n]);
  assert.equal(after(first, less), [4_200_000n, 0n]);
  assert.equal(after(first, less, more), [4_242_000n, 0n]);
});

test('what was cleared goes on from where it was, and what is not within the bounds then is kept apart', () => {
  const before = rpcs(1000, 256, 838_861);
  const cleared = rpcs(3, 1, 838_861);
  assert.equal(after(before, cleared), [838_861_000n, 12_288n]);
  assert.equal(after(before, cleared, rpcs(5, 1, 838_861)), [838_861_000n, 20_480n]);
});

test('RPCs that have come back smaller than the mean take nothing away', () => {
  assert.equal(after(rpcs(1000, 2, 4200), rpcs(1000, 2, 4196)), [4_200_000n, 0n]);
});

test('more RPCs of fewer pages, and fewer of more, are those of another life', () => {
  assert.equal(after(rpcs(900, 1, 4000), rpcs(5, 1024, 3_000_000)), [18_600_000n, 0n]);
  assert.equal(after(rpcs(10, 256, 838_861), rpcs(12, 1, 4000)), [8_436_610n, 0n]);
});

test('from one rule to the other it goes on from where it was', () => {
  const sound = rpcs(10, 256, 838_861);
  // RPCs that were sent again are counted once: the mean times the number is too much.
  const unsound = { ...rpcs(11, 256, 1_048_577), leastPages: 1408n };
  const again = rpcs(12, 256, 838_861);
  assert.equal(after(sound, unsound), [8_388_610n, 1_048_576n]);
  // Since the last one that was not sound, the most.
  assert.equal(after(sound, unsound, again), [8_388_610n, 2_097_152n]);
  assert.equal(after(sound, unsound, again, rpcs(13, 256, 838_861)), [9_227_471n, 2_097_152n]);
});

test('a mean that is cleared while RPCs go on is another: what has come since is bounded', () => {
  const before = rpcs(1000, 256, 600_000);
  // 100 RPCs of up to 256 pages cannot have had 500 MB.
  const more = rpcs(1100, 256, 1_000_000);
  assert.equal(after(before, more), [600_000_000n, 104_857_600n]);
  assert.equal(after(before, more, rpcs(1200, 256, 1_000_000)), [700_000_000n, 104_857_600n]);
  // Nor taken 340 MB away.
  const less = [rpcs(1000, 256, 1_000_000), rpcs(1100, 256, 600_000)];
  assert.equal(after(...less), [1_000_000_000n, 104_857_600n]);
  assert.equal(after(...less, rpcs(1200, 256, 600_000)), [1_060_000_000n, 104_857_600n]);
});

test('RPCs in flight that were not of the mean size are no other mean', () => {
  // 100 RPCs of 128 pages and 400 of 256 that are in flight: with them the mean is 943 718.4.
  const under = rpcs(500, 256, 524_288, 400);
  const back = rpcs(500, 256, 943_718);
  assert.equal(after(under, back), [471_859_000n, 0n]);
});

test('beyond 2^53', () => {
  assert.equal(after(rpcs(2 ** 40, 4096, 16_000_000)), [17_592_186_044_416_000_000n, 0n]);
});

test.run();
